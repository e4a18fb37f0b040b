import { programEnv, readEnv } from '#shared/contract/env.ts';
import { executionName, stateInput, type StateCounts } from '#shared/contract/pipeline.ts';
import { jobOfAttempt } from '#shared/db/jobs.ts';
import { log } from '#shared/log/log.ts';
import { addresseeOf, mailDeps, type MailDeps } from '#shared/mail/job-mail.ts';
import { tutorialReadyMail } from '#shared/mail/texts.ts';
import { namedError } from './run-state.ts';

/**
 * Tells the user by mail. The job is done before this state begins and stays so: it reports no progress, a mail that
 * fails is tried again as the state machine says, and in the end fails the execution alone, for an operator to redrive.
 */
export function notifyHandler(makeDeps: () => MailDeps) {
  let deps: MailDeps | undefined;
  return async (event: unknown): Promise<StateCounts> => {
    const input = stateInput.parse(event);
    try {
      deps ??= makeDeps();
      const job = await jobOfAttempt(deps.db, input);
      const { to, name, language, link } = await addresseeOf(deps, job);
      const mail = tutorialReadyMail(language, name, link);
      await deps.sendMail({ ...mail, to, idempotencyKey: `ready-${executionName(input)}` });
      log('state.done', { state: 'notify', ...input, mails: 1 });
      return { mails: 1 };
    } catch (error) {
      throw namedError('notify', input, error);
    }
  };
}

export const handler = notifyHandler(() => mailDeps(readEnv(programEnv.notify)));
