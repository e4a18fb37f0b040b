import { ProductError } from '#shared/contract/errors.ts';
import { isAtRest } from '#shared/contract/pipeline.ts';
import type { ApiDeps } from '#shared/http/app.ts';

/**
 * Where a stream begins: behind the last event the page has seen, or else with the newest one, since a retried job's
 * earlier attempt is over and done with. `over` when the page has seen already that nothing works on the job. Throws NOT_FOUND.
 */
export async function startingPoint(
  { db }: Pick<ApiDeps, 'db'>,
  userId: string,
  jobId: string,
  lastEventId: string | undefined,
): Promise<{ after: string; over: boolean }> {
  const job = await db
    .selectFrom('jobs')
    .leftJoin('progress_events', 'progress_events.job_id', 'jobs.id')
    .select((eb) => ['jobs.status', eb.fn.max('progress_events.sequence').as('newest')])
    .where('jobs.id', '=', jobId)
    .where('jobs.user_id', '=', userId)
    .groupBy('jobs.id')
    .executeTakeFirst();
  if (!job) throw new ProductError('NOT_FOUND', 'job');
  const newest = BigInt(job.newest ?? 0);
  const final = isAtRest(job.status);
  if (lastEventId !== undefined && /^\d{1,18}$/.test(lastEventId)) {
    return { after: lastEventId, over: final && BigInt(lastEventId) >= newest };
  }
  return { after: String(newest - 1n), over: final && job.newest === null };
}
