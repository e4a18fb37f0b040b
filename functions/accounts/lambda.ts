import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { accountsApi } from './routes.ts';

export const handler = toLambda(accountsApi(apiDeps(readEnv(programEnv.accounts))));
