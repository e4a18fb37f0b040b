import { jobQueue } from '#shared/aws/queue.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { jobsApi } from './routes.ts';

const env = readEnv(programEnv.jobs);

export const handler = toLambda(jobsApi({ ...apiDeps(env), queue: jobQueue(env.JOBS_QUEUE_URL) }));
