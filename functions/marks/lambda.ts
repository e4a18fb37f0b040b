import { frameStore } from '#shared/aws/files.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { marksApi } from './routes.ts';

const env = readEnv(programEnv.marks);

export const handler = toLambda(marksApi({ ...apiDeps(env), files: frameStore(env.FILES_BUCKET) }));
