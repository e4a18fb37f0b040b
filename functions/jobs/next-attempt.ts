import { ProductError, type ErrorCode } from '#shared/contract/errors.ts';
import type { PipelineState } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';

/** Which failed job, and of whom when its user asks. */
interface Which {
  jobId: string;
  userId?: string;
  /** The attempt that failed, where whoever asks names it: a newer one is let be. */
  attempt?: number;
}

/**
 * Makes a failed job `queued` again as its next attempt, over the newest live connection to the same platform: whoever had
 * to reconnect has a new one. What was walked and is kept is not walked again, an approved plan that was not at fault stays
 * approved, and a script keeps the plan that it was made with. Returns the attempt. Throws NOT_FOUND, JOB_NOT_RETRYABLE, RECONNECT_REQUIRED.
 */
export async function nextAttempt(trx: Database, { jobId, userId, attempt }: Which, now: Date): Promise<number> {
  const job = await trx
    .selectFrom('jobs')
    .innerJoin('tutorials', 'tutorials.id', 'jobs.tutorial_id')
    .selectAll('jobs')
    .select((eb) => [
      'tutorials.platform_url',
      eb
        .exists(eb.selectFrom('steps').select('steps.id').whereRef('steps.tutorial_id', '=', 'jobs.tutorial_id'))
        .as('walked'),
    ])
    .where('jobs.id', '=', jobId)
    .$if(userId !== undefined, (query) => query.where('jobs.user_id', '=', userId!))
    .forUpdate('jobs')
    .executeTakeFirst();
  if (!job) throw new ProductError('NOT_FOUND', 'job');
  if (job.status !== 'failed' || (attempt !== undefined && attempt !== job.attempt))
    throw new ProductError('JOB_NOT_RETRYABLE');
  const resumeFrom = job.walked && job.error_code !== 'FRAME_NOT_SAFE' ? afterWalk(job.failed_in) : null;
  const live = await liveConnection(trx, job.user_id, job.platform_url, now);
  const connectionId = live ?? (resumeFrom ? job.connection_id : null);
  const keepsApproval = resumeFrom !== null || (job.approved_at !== null && !planAtFault.includes(job.error_code!));
  if (!connectionId && !resumeFrom) throw new ProductError('RECONNECT_REQUIRED', 'connection');

  await trx
    .updateTable('jobs')
    .set({
      status: 'queued',
      attempt: job.attempt + 1,
      connection_id: connectionId,
      percent: 0,
      error_code: null,
      failed_in: null,
      resume_from: resumeFrom,
      ...(keepsApproval ? {} : { approved_at: null }),
      ...(keepsApproval || job.script ? {} : { plan: null }),
      updated_at: now,
      finished_at: null,
    })
    .where('id', '=', jobId)
    .execute();
  await trx.updateTable('tutorials').set({ status: 'making' }).where('id', '=', job.tutorial_id).execute();
  await trx.insertInto('progress_events').values({ job_id: jobId, status: 'queued', percent: 0 }).execute();
  return job.attempt + 1;
}

/** Failures that the same plan would most likely meet again. */
const planAtFault: ErrorCode[] = ['GOAL_NOT_REACHED', 'BUDGET_SPENT', 'MODEL_REFUSED', 'PLAN_DECLINED', 'PLAN_EXPIRED'];

/** The state to go on with when the walk itself is done: its steps and frames are kept, and the platform is let be. */
function afterWalk(failedIn: PipelineState | null): PipelineState | null {
  const after: (PipelineState | null)[] = ['redact', 'analyze', 'generate', 'review', 'publish'];
  return after.includes(failedIn) ? failedIn : null;
}

/** The user's newest connection to the same platform. */
export async function liveConnection(trx: Database, userId: string, platformUrl: string, now: Date) {
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
