import type { SQSHandler } from 'aws-lambda';
import { executions } from '#shared/aws/executions.ts';
import { jobQueue } from '#shared/aws/queue.ts';
import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { readSessionLimits } from '#shared/contract/session-limits.ts';
import { openDatabase } from '#shared/db/database.ts';
import { dispatch } from './dispatch.ts';

const env = readEnv(programEnv.dispatcher);
const deps = {
  db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
  executions: executions(env.STATE_MACHINE_ARN),
  queue: jobQueue(env.JOBS_QUEUE_URL),
  walks: readSessionLimits(env.SESSION_LIMITS).drives,
  now: () => new Date(),
};

/** Messages that could not be dispatched go back to the queue one by one; the rest of the batch is done with. */
export const handler: SQSHandler = async (event) => {
  const kept = await dispatch(
    deps,
    event.Records.map(({ messageId, body }) => ({ id: messageId, body })),
  );
  return { batchItemFailures: kept.map((id) => ({ itemIdentifier: id })) };
};
