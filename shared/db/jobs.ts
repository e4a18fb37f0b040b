import type { Selectable } from 'kysely';
import { ProductError } from '#shared/contract/errors.ts';
import type { JobStatus, StateInput } from '#shared/contract/pipeline.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export type JobRow = Selectable<Schema['jobs']>;

/** The job of an execution. A message or execution of an earlier attempt is stale and finds none. */
export async function jobOfAttempt(db: Database, { jobId, attempt }: StateInput): Promise<JobRow> {
  const job = await db
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', jobId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
  if (!job) throw new ProductError('NOT_FOUND', 'job');
  return job;
}

/**
 * Moves a job on and tells whoever watches; the percent never falls within an attempt. Throws NOT_FOUND for a job that
 * was deleted, has failed or is at another attempt, so that a long state stops: a failed job goes on as a new attempt alone.
 */
export async function reportProgress(
  db: Database,
  { jobId, attempt }: StateInput,
  status: JobStatus,
  percent: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const moved = await trx
      .updateTable('jobs')
      .set((eb) => ({ status, percent: eb.fn('greatest', ['percent', eb.val(percent)]), updated_at: new Date() }))
      .where('id', '=', jobId)
      .where('attempt', '=', attempt)
      .where('status', '!=', 'failed')
      .returning('percent')
      .executeTakeFirst();
    if (!moved) throw new ProductError('NOT_FOUND', 'job');
    await trx.insertInto('progress_events').values({ job_id: jobId, status, percent: moved.percent }).execute();
  });
}
