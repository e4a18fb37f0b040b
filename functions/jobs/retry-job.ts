import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import { lockUser, refuseOverLimit } from './job-limit.ts';
import type { JobsDeps } from './routes.ts';
import { sendJob } from './send-job.ts';

/**
 * Starts the next attempt of a failed job, over the newest live connection to the same platform: whoever had to
 * reconnect has a new one. Throws NOT_FOUND, JOB_NOT_RETRYABLE, RECONNECT_REQUIRED, QUEUE_LIMIT.
 */
export async function retryJob(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  jobId: string,
): Promise<void> {
  const attempt = await deps.db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const job = await trx
      .selectFrom('jobs')
      .innerJoin('tutorials', 'tutorials.id', 'jobs.tutorial_id')
      .select(['jobs.status', 'jobs.attempt', 'jobs.tutorial_id', 'tutorials.platform_url'])
      .where('jobs.id', '=', jobId)
      .where('jobs.user_id', '=', userId)
      .executeTakeFirst();
    if (!job) throw new ProductError('NOT_FOUND', 'job');
    if (job.status !== 'failed') throw new ProductError('JOB_NOT_RETRYABLE');
    const connectionId = await liveConnection(trx, userId, job.platform_url, deps.now());
    if (!connectionId) throw new ProductError('RECONNECT_REQUIRED', 'connection');
    await refuseOverLimit(trx, userId);

    await trx
      .updateTable('jobs')
      .set({
        status: 'queued',
        attempt: job.attempt + 1,
        connection_id: connectionId,
        percent: 0,
        error_code: null,
        plan: null,
        updated_at: deps.now(),
        finished_at: null,
      })
      .where('id', '=', jobId)
      .execute();
    await trx.updateTable('tutorials').set({ status: 'making' }).where('id', '=', job.tutorial_id).execute();
    await trx.insertInto('progress_events').values({ job_id: jobId, status: 'queued', percent: 0 }).execute();
    return job.attempt + 1;
  });
  await sendJob(deps, { jobId, attempt });
}

async function liveConnection(trx: Database, userId: string, platformUrl: string, now: Date) {
  const connections = await trx
    .selectFrom('connections')
    .select(['id', 'platform_url'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('connected_at', 'desc')
    .execute();
  const { origin } = new URL(platformUrl);
  return connections.find((connection) => new URL(connection.platform_url).origin === origin)?.id;
}
