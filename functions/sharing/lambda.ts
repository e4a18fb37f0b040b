import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { sharingApi } from './routes.ts';

const env = readEnv(programEnv.sharing);

export const handler = toLambda(sharingApi({ ...apiDeps(env), secret: () => readSecret(env.SHARING_SECRET_ARN) }));
