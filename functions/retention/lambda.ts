import { deleteFile } from '#shared/aws/files.ts';
import { pairKeyRemoval } from '#shared/aws/pair-key-files.ts';
import { jobQueue } from '#shared/aws/queue.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { log } from '#shared/log/log.ts';
import { mailDeps } from '#shared/mail/job-mail.ts';
import { logGauges } from './gauges.ts';
import { runRetention } from './run-retention.ts';

const env = readEnv(programEnv.retention);
const deps = {
  ...mailDeps(env),
  queue: jobQueue(env.JOBS_QUEUE_URL),
  keys: pairKeyRemoval(env.KEYS_BUCKET),
  erase: (key: string) => deleteFile(env.FILES_BUCKET, key),
};

/** Called by the schedule; what it is called with does not matter. */
export async function handler(): Promise<Record<string, number>> {
  await logGauges(deps);
  const counts = await runRetention(deps);
  log('retention.done', counts);
  return counts;
}
