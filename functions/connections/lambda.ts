import { pairKeyRemoval } from '#shared/aws/pair-key-files.ts';
import { developmentHosts } from '#shared/browser/public-address.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { connectionsApi } from './routes.ts';

const env = readEnv(programEnv.connections);

export const handler = toLambda(
  connectionsApi({
    ...apiDeps(env),
    keys: pairKeyRemoval(env.KEYS_BUCKET),
    developmentHosts: developmentHosts(env.ALLOWED_DEVELOPMENT_HOSTS),
    siteInfo: env.SITE_INFO,
  }),
);
