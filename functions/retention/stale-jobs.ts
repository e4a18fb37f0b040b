import type { ErrorCode } from '#shared/contract/errors.ts';
import { approvalState } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';
import type { RetentionDeps } from './run-retention.ts';

/** A message is dispatched within seconds, so a job still queued after this was never sent, or its message was lost. */
const resendAfterMs = 5 * 60_000;

/**
 * The longest state takes 14 minutes and is tried three times; a job that has not moved for an hour has lost its
 * execution, and its user is better told so than left waiting.
 */
const abandonedAfterMs = 60 * 60_000;

/** Sends stale queued jobs again. A job whose execution was started after all is dropped by the dispatcher. */
export async function resendQueuedJobs({ db, queue, now }: Pick<RetentionDeps, 'db' | 'queue' | 'now'>) {
  const stale = await db
    .selectFrom('jobs')
    .select(['id', 'attempt'])
    .where('status', '=', 'queued')
    .where('updated_at', '<', new Date(now().getTime() - resendAfterMs))
    .orderBy('updated_at')
    .execute();
  for (const { id, attempt } of stale) await queue.send({ jobId: id, attempt });
  return { resentJobs: stale.length };
}

/** Marks jobs that nothing moves any more as failed; their users can try again. */
export async function failAbandonedJobs({ db, now }: Pick<RetentionDeps, 'db' | 'now'>) {
  const abandoned = await db.transaction().execute(async (trx) => {
    const jobs = await trx
      .selectFrom('jobs')
      .select('id')
      .where('status', 'not in', ['done', 'failed', approvalState])
      .where('updated_at', '<', new Date(now().getTime() - abandonedAfterMs))
      .forUpdate()
      .execute();
    return failJobs(
      trx,
      jobs.map(({ id }) => id),
      'INTERNAL',
      now(),
    );
  });
  return { abandonedJobs: abandoned };
}

/** Ends jobs whose executions are over or gone: nothing but retention is left to tell their users. How many. */
export async function failJobs(trx: Database, ids: string[], code: ErrorCode, now: Date): Promise<number> {
  if (ids.length === 0) return 0;
  const failed = await trx
    .updateTable('jobs')
    .set({ status: 'failed', error_code: code, updated_at: now, finished_at: now, mail_owed_since: now, mail_tries: 0 })
    .where('id', 'in', ids)
    .returning(['id', 'tutorial_id', 'percent'])
    .execute();
  for (const { id, tutorial_id, percent } of failed) {
    await trx.updateTable('tutorials').set({ status: 'failed' }).where('id', '=', tutorial_id).execute();
    await trx.insertInto('progress_events').values({ job_id: id, status: 'failed', percent }).execute();
  }
  return failed.length;
}
