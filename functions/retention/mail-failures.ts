import { logError } from '#shared/log/log.ts';
import { mailFailure } from '#shared/mail/job-mail.ts';
import { isDueForMail, mailTries } from '#shared/mail/mail-tries.ts';
import type { RetentionDeps } from './run-retention.ts';

/** Tells users of jobs that failed without a word: nothing was left of them that could have, or its mail was not taken. */
export async function mailFailures(deps: Pick<RetentionDeps, 'db' | 'now' | 'sendMail' | 'publicUrl'>) {
  const owed = await deps.db
    .selectFrom('jobs')
    .selectAll()
    .where('status', '=', 'failed')
    .where('mail_owed_since', 'is not', null)
    .where('mail_tries', '<', mailTries)
    .execute();
  let mailed = 0;
  for (const job of owed.filter((one) => isDueForMail(one.mail_owed_since!, one.mail_tries, deps.now()))) {
    try {
      await mailFailure(deps, job);
      mailed += 1;
    } catch (error) {
      logError('failure.not_mailed', error, { jobId: job.id, attempt: job.attempt, tries: job.mail_tries + 1 });
      await deps.db
        .updateTable('jobs')
        .set((eb) => ({ mail_tries: eb('mail_tries', '+', 1) }))
        .where('id', '=', job.id)
        .where('attempt', '=', job.attempt)
        .execute();
    }
  }
  return { mailedFailures: mailed };
}
