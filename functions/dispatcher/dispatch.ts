import type { Executions } from '#shared/aws/executions.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { approvalState, jobMessage, jobsInTheMakingLimit, type StateInput } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';
import { nextAttempt } from '../jobs/next-attempt.ts';
import { log, logError } from '#shared/log/log.ts';

export interface DispatchDeps {
  db: Database;
  executions: Executions;
}

export interface QueueMessage {
  id: string;
  body: string;
}

/** What became of a message. `waits` goes back to the queue. */
type Outcome = 'started' | 'started_before' | 'malformed' | 'stale' | 'waits';

/** Starts an execution for every message whose turn it is; returns the ids of those to be delivered again. */
export async function dispatch(deps: DispatchDeps, messages: QueueMessage[]): Promise<string[]> {
  const again: string[] = [];
  for (const { id, body } of messages) {
    try {
      const outcome = await dispatchOne(deps, body);
      log('dispatch', { messageId: id, outcome });
      if (outcome === 'waits') again.push(id);
    } catch (error) {
      logError('dispatch.failed', error, { messageId: id });
      again.push(id);
    }
  }
  return again;
}

async function dispatchOne({ db, executions }: DispatchDeps, body: string): Promise<Outcome> {
  const message = jobMessage.safeParse(parseJson(body));
  if (!message.success) return 'malformed';
  const { jobId, redrive } = message.data;
  const mailing = redrive ? await mailAgain(db, message.data) : undefined;
  if (mailing !== undefined)
    return (await executions.start({ jobId, attempt: mailing })) ? 'started' : 'started_before';
  const attempt = redrive ? await redriven(db, message.data) : message.data.attempt;
  if (attempt === undefined) return 'stale';
  const job = await db
    .selectFrom('jobs')
    .select((eb) => [
      'jobs.id',
      eb
        .selectFrom('jobs as other')
        .select((other) => other.fn.countAll<string>().as('count'))
        .whereRef('other.user_id', '=', 'jobs.user_id')
        .where('other.status', 'not in', ['queued', approvalState, 'done', 'failed'])
        .as('running'),
    ])
    .where('jobs.id', '=', jobId)
    .where('jobs.attempt', '=', attempt)
    .where('jobs.status', '=', 'queued')
    .executeTakeFirst();
  // Deleted, at work already, or asked for by an attempt that a newer one has replaced.
  if (!job) return 'stale';
  if (Number(job.running) >= jobsInTheMakingLimit) return 'waits';
  return (await executions.start({ jobId, attempt })) ? 'started' : 'started_before';
}

/**
 * The attempt that only sends the mail of a job that is done: its `notify` failed. The job stays done and its tutorial
 * readable. Nothing for any other job, and for a message that comes a second time.
 */
async function mailAgain(db: Database, { jobId, attempt }: StateInput): Promise<number | undefined> {
  const job = await db
    .updateTable('jobs')
    .set({ attempt: attempt + 1, resume_from: 'notify' })
    .where('id', '=', jobId)
    .where('attempt', '=', attempt)
    .where('status', '=', 'done')
    .returning('attempt')
    .executeTakeFirst();
  return job?.attempt;
}

/** The attempt that follows a failed one; nothing where it is not failed (any more), so a repeated message redrives once. */
async function redriven(db: Database, { jobId, attempt }: StateInput): Promise<number | undefined> {
  try {
    return await db.transaction().execute((trx) => nextAttempt(trx, { jobId, attempt }, new Date()));
  } catch (error) {
    if (error instanceof ProductError) return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
