import type * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import type { createJobRequest } from '#shared/contract/jobs.ts';
import type { JobsDeps } from './routes.ts';
import { lockUser, refuseOverLimit } from './job-limit.ts';
import { sendJob } from './send-job.ts';

/**
 * Makes the job and the tutorial it is to fill, and queues it. A request key that was seen before answers with the job
 * it made then (T1). Throws NOT_FOUND for a connection that is not one's own, RECONNECT_REQUIRED for an expired one,
 * QUEUE_LIMIT.
 */
export async function createJob(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  { connectionId, goal, language, approvePlan, requestKey }: z.output<typeof createJobRequest>,
): Promise<{ id: string; created: boolean }> {
  const made = await deps.db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const seen = await trx
      .selectFrom('jobs')
      .select('id')
      .where('user_id', '=', userId)
      .where('request_key', '=', requestKey)
      .executeTakeFirst();
    if (seen) return { id: seen.id, created: false };

    const connection = await trx
      .selectFrom('connections')
      .leftJoin('connection_preferences', 'connection_preferences.connection_id', 'connections.id')
      .select(['display_name', 'platform_url', 'expires_at', 'approve_plans'])
      .where('id', '=', connectionId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!connection) throw new ProductError('NOT_FOUND', 'connection');
    if (connection.expires_at <= deps.now()) throw new ProductError('RECONNECT_REQUIRED', 'connection');
    await refuseOverLimit(trx, userId);

    const tutorial = await trx
      .insertInto('tutorials')
      .values({
        user_id: userId,
        title: goal,
        goal,
        language,
        platform_name: connection.display_name,
        platform_url: connection.platform_url,
        status: 'making',
        review: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const job = await trx
      .insertInto('jobs')
      .values({
        user_id: userId,
        connection_id: connectionId,
        tutorial_id: tutorial.id,
        request_key: requestKey,
        goal,
        language,
        status: 'queued',
        error_code: null,
        plan: null,
        approve_plan: approvePlan ?? connection.approve_plans ?? true,
        updated_at: deps.now(),
        finished_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await trx.insertInto('progress_events').values({ job_id: job.id, status: 'queued', percent: 0 }).execute();
    return { id: job.id, created: true };
  });
  if (made.created) await sendJob(deps, { jobId: made.id, attempt: 1 });
  return made;
}
