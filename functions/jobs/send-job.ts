import type { StateInput } from '#shared/contract/pipeline.ts';
import { logError } from '#shared/log/log.ts';
import type { JobsDeps } from './routes.ts';

/** Queues an attempt. A queue that does not answer loses nothing: the row stays `queued` and the schedule sends it again. */
export async function sendJob({ queue }: Pick<JobsDeps, 'queue'>, message: StateInput): Promise<void> {
  try {
    await queue.send(message);
  } catch (error) {
    logError('job.not_sent', error, { jobId: message.jobId, attempt: message.attempt });
  }
}
