import { programEnv, readEnv } from '#shared/contract/env.ts';
import { progressTiming } from '#shared/contract/progress.ts';
import { apiDeps, toStreamingLambda } from '#shared/http/lambda.ts';
import { progressApi } from './routes.ts';

const deps = { ...apiDeps(readEnv(programEnv.progress)), timing: progressTiming };

export const handler = toStreamingLambda(progressApi(deps));
