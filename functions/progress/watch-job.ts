import { setTimeout as sleep } from 'node:timers/promises';
import { isAtRest } from '#shared/contract/pipeline.ts';
import { progressEvent } from '#shared/contract/progress.ts';
import type { ProgressDeps } from './routes.ts';

/** The part of Hono's stream that is used here. */
interface Out {
  readonly aborted: boolean;
  write(text: string): Promise<unknown>;
}

/**
 * Writes the job's events after `after` as they come, with a ping when nothing else was written for a while. Ends with
 * the work, or after `lifetimeMs`, when the page comes back with the last sequence it has seen.
 */
export async function watchJob(
  { db, timing }: Pick<ProgressDeps, 'db' | 'timing'>,
  jobId: string,
  after: string,
  out: Out,
): Promise<void> {
  const end = performance.now() + timing.lifetimeMs;
  let written = performance.now();
  let seen = after;
  await out.write('retry: 1000\n\n');
  while (!out.aborted && performance.now() < end) {
    const events = await db
      .selectFrom('progress_events')
      .select(['sequence', 'status', 'percent'])
      .where('job_id', '=', jobId)
      .where('sequence', '>', seen)
      .orderBy('sequence')
      .execute();
    for (const { sequence, status, percent } of events) {
      const data = JSON.stringify(progressEvent.parse({ status, percent }));
      await out.write(`id: ${sequence}\nevent: progress\ndata: ${data}\n\n`);
      seen = sequence;
      written = performance.now();
    }
    const last = events.at(-1)?.status;
    if (last && isAtRest(last)) return;
    if (performance.now() - written >= timing.pingMs) {
      await out.write(': ping\n\n');
      written = performance.now();
    }
    await sleep(timing.pollMs);
  }
}
