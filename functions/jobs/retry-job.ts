import { lockUser, refuseOverLimit } from './job-limit.ts';
import { nextAttempt } from './next-attempt.ts';
import type { JobsDeps } from './routes.ts';
import { sendJob } from './send-job.ts';

/** Starts the next attempt of one's own failed job. Throws what `nextAttempt` throws, and QUEUE_LIMIT. */
export async function retryJob(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  jobId: string,
): Promise<void> {
  const attempt = await deps.db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const next = await nextAttempt(trx, { jobId, userId }, deps.now());
    await refuseOverLimit(trx, userId, jobId);
    return next;
  });
  await sendJob(deps, { jobId, attempt });
}
