import { getFile } from '#shared/aws/files.ts';
import { readSecret } from '#shared/aws/secrets.ts';
import { siteInfo } from '#shared/contract/connections.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { publicApi } from './routes.ts';

const env = readEnv(programEnv.public);

export const handler = toLambda(
  publicApi({
    ...apiDeps(env),
    offlineModel: siteInfo.parse(JSON.parse(env.SITE_INFO)).offlineModel,
    secret: () => readSecret(env.SHARING_SECRET_ARN),
    files: { get: (key) => getFile(env.FILES_BUCKET, key) },
  }),
);
