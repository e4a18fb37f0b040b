import { deleteFiles, getFile } from '#shared/aws/files.ts';
import { siteInfo } from '#shared/contract/connections.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { tutorialsApi } from './routes.ts';

const env = readEnv(programEnv.tutorials);

export const handler = toLambda(
  tutorialsApi({
    ...apiDeps(env),
    files: {
      get: (key) => getFile(env.FILES_BUCKET, key),
      deleteUnder: (prefix) => deleteFiles(env.FILES_BUCKET, prefix),
    },
    offlineModel: siteInfo.parse(JSON.parse(env.SITE_INFO)).offlineModel,
  }),
);
