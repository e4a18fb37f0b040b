import { programEnv, readEnv } from '#shared/contract/env.ts';
import { approvalState, executionName, planPercent, stateInput, type StateCounts } from '#shared/contract/pipeline.ts';
import { reportProgress } from '#shared/db/jobs.ts';
import { log } from '#shared/log/log.ts';
import { addresseeOf, mailDeps, type MailDeps } from '#shared/mail/job-mail.ts';
import { planWaitsMail } from '#shared/mail/texts.ts';
import { namedError } from './run-state.ts';

/**
 * Ends the execution whose plan needs its user: the job waits as a row and nothing runs meanwhile. The approval starts the
 * next attempt, which goes on behind the plan. A mail that cannot be sent fails the execution alone: the job waits all the
 * same. A job that was answered already, or that is gone, is let be.
 */
export function approvalHandler(makeDeps: () => MailDeps) {
  let deps: MailDeps | undefined;
  return async (event: unknown): Promise<StateCounts> => {
    const input = stateInput.parse(event);
    try {
      deps ??= makeDeps();
      const job = await deps.db
        .selectFrom('jobs')
        .selectAll()
        .where('id', '=', input.jobId)
        .where('attempt', '=', input.attempt)
        .where('status', 'in', ['plan', approvalState])
        .executeTakeFirst();
      if (!job) return { mails: 0 };
      if (job.status === 'plan') await reportProgress(deps.db, input, approvalState, planPercent);
      const { to, name, language, link } = await addresseeOf(deps, job);
      await deps.sendMail({
        ...planWaitsMail(language, name, link),
        to,
        idempotencyKey: `approval-${executionName(input)}`,
      });
      log('state.done', { state: approvalState, ...input, mails: 1 });
      return { mails: 1 };
    } catch (error) {
      throw namedError(approvalState, input, error);
    }
  };
}

export const handler = approvalHandler(() => mailDeps(readEnv(programEnv.approval)));
