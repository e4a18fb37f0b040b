import { programEnv, readEnv } from '#shared/contract/env.ts';
import { errorCodes, type ErrorCode } from '#shared/contract/errors.ts';
import { failureInput, pipelineStates, type StateCounts, type StateInput } from '#shared/contract/pipeline.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { log } from '#shared/log/log.ts';
import { mailDeps, mailFailure, type MailDeps } from '#shared/mail/job-mail.ts';
import { namedError } from './run-state.ts';

/**
 * The one failure path: records why, ends the job and its tutorial, and tells the user. A job that is done stays done,
 * because then only its mail has failed. One that is gone was deleted by its user, who need not be told. A mail that cannot
 * be sent is tried again here, and later by the retention function.
 */
export function failHandler(makeDeps: () => MailDeps) {
  let deps: MailDeps | undefined;
  return async (event: unknown): Promise<StateCounts> => {
    const { jobId, attempt, error } = failureInput.parse(event);
    const input = { jobId, attempt };
    try {
      deps ??= makeDeps();
      const code = codeOf(error.Error);
      const job = await markFailed(deps, input, code);
      log('state.done', { state: 'fail', ...input, code, failed: job !== undefined });
      if (!job) return { failed: 0 };
      if (job.mail_owed_since) await mailFailure(deps, job);
      return { failed: 1 };
    } catch (caught) {
      throw namedError('fail', input, caught);
    }
  };
}

/** Names that are no code of ours (`States.Timeout`, `Lambda.Unknown`) are bugs or faults of the platform below. */
function codeOf(name: string): ErrorCode {
  return errorCodes.find((code) => code === name) ?? 'INTERNAL';
}

/** The failed job, also when an earlier try of this state has marked it; nothing for one that is done or gone. */
async function markFailed(
  { db, now }: MailDeps,
  { jobId, attempt }: StateInput,
  code: ErrorCode,
): Promise<JobRow | undefined> {
  return db.transaction().execute(async (trx) => {
    const job = await trx
      .selectFrom('jobs')
      .selectAll()
      .where('id', '=', jobId)
      .where('attempt', '=', attempt)
      .forUpdate()
      .executeTakeFirst();
    if (!job || job.status === 'done') return undefined;
    if (job.status === 'failed') return job;
    await trx
      .updateTable('jobs')
      .set({
        status: 'failed',
        error_code: code,
        // A walk that stopped has its pictures redacted before it fails; it is the walk that has to be done again.
        failed_in: job.stopped_by ? 'capture' : (pipelineStates.find(({ name }) => name === job.status)?.name ?? null),
        updated_at: now(),
        finished_at: now(),
        mail_owed_since: now(),
        mail_tries: 0,
      })
      .where('id', '=', jobId)
      .execute();
    await trx.updateTable('tutorials').set({ status: 'failed' }).where('id', '=', job.tutorial_id).execute();
    await trx.insertInto('progress_events').values({ job_id: jobId, status: 'failed', percent: job.percent }).execute();
    return { ...job, status: 'failed', error_code: code, mail_owed_since: now() };
  });
}

export const handler = failHandler(() => mailDeps(readEnv(programEnv.fail)));
