import type { Executions } from '#shared/aws/executions.ts';
import type { JobQueue } from '#shared/aws/queue.ts';
import { ProductError } from '#shared/contract/errors.ts';
import {
  approvalState,
  jobMessage,
  jobsInTheMakingLimit,
  walkingStates,
  type StateInput,
} from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';
import { nextAttempt } from '../jobs/next-attempt.ts';
import { log, logError } from '#shared/log/log.ts';

export interface DispatchDeps {
  db: Database;
  executions: Executions;
  queue: JobQueue;
  /** Walks at once: places for driven browsers. */
  walks: number;
  now: () => Date;
}

/** A job whose turn it is not asks again after this time, as often as it takes. */
const askAgainSeconds = 30;

export interface QueueMessage {
  id: string;
  body: string;
}

/** What became of a message. */
type Outcome = 'started' | 'started_before' | 'malformed' | 'stale' | 'waits';

/**
 * Starts an execution for every message whose turn it is; returns the ids of those that failed and are to be delivered again.
 * A job that has to wait gets a new message: waiting is no failure, and deliveries are counted.
 */
export async function dispatch(deps: DispatchDeps, messages: QueueMessage[]): Promise<string[]> {
  const again: string[] = [];
  const started = new Set<string>();
  for (const { id, body } of messages) {
    try {
      const outcome = await dispatchOne(deps, body, started);
      log('dispatch', { messageId: id, outcome });
    } catch (error) {
      logError('dispatch.failed', error, { messageId: id });
      again.push(id);
    }
  }
  return again;
}

async function dispatchOne(deps: DispatchDeps, body: string, started: Set<string>): Promise<Outcome> {
  const { db, executions } = deps;
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
      'jobs.resume_from',
      // What was started a moment ago may still say that it is queued.
      eb
        .selectFrom('jobs as walking')
        .select((walking) => walking.fn.countAll<string>().as('count'))
        .where((walking) =>
          walking.or([
            walking('walking.status', 'in', walkingStates),
            ...(started.size > 0
              ? [walking.and([walking('walking.status', '=', 'queued'), walking('walking.id', 'in', [...started])])]
              : []),
          ]),
        )
        .as('walking'),
    ])
    .where('jobs.id', '=', jobId)
    .where('jobs.attempt', '=', attempt)
    .where('jobs.status', '=', 'queued')
    .executeTakeFirst();
  // Deleted, at work already, or asked for by an attempt that a newer one has replaced.
  if (!job) return 'stale';
  const walks = job.resume_from === null || walkingStates.some((state) => state === job.resume_from);
  const isFull = walks && Number(job.walking) >= deps.walks;
  if (isFull || Number(job.running) >= jobsInTheMakingLimit) {
    await askAgain(deps, { jobId, attempt });
    return 'waits';
  }
  if (walks) started.add(jobId);
  return (await executions.start({ jobId, attempt })) ? 'started' : 'started_before';
}

/** The row is touched, so that retention neither sends the job a second time nor takes it for abandoned. */
async function askAgain({ db, queue, now }: DispatchDeps, message: StateInput): Promise<void> {
  await queue.send(message, askAgainSeconds);
  await db.updateTable('jobs').set({ updated_at: now() }).where('id', '=', message.jobId).execute();
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
