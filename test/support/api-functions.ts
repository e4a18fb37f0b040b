import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccess } from '../../infra/local/iam/access.ts';
import { createLambdaHost, type LambdaHost } from '../../infra/local/lambda-host.ts';
import { readTemplate } from '../../infra/local/template.ts';
import { buildAll } from '../../infra/build.ts';
import { machine } from '../../infra/programs.ts';
import { synthesize } from '../../infra/synthesize.ts';

/** A request that no area has a route for: the answer needs neither a database nor a partner. */
export const requestForNothing = {
  httpMethod: 'GET',
  path: '/api/none',
  headers: { host: 'stepify.example' },
  requestContext: { httpMethod: 'GET', path: '/api/none', requestId: 'r', stage: 'live' },
};

export interface BuiltFunctions {
  host: LambdaHost;
  /** As the template names the function of an area. */
  nameOf(area: string): string;
  remove(): Promise<void>;
}

/** The functions as they would be deployed, with the template's environment and no service to call. */
export async function buildFunctions(): Promise<BuiltFunctions> {
  await buildAll(() => undefined);
  const root = mkdtempSync(join(tmpdir(), 'stepify-functions-'));
  const outFolder = join(root, 'cdk.out');
  await synthesize(outFolder, { architecture: machine });
  const template = readTemplate(outFolder, { queueOrigin: 'http://127.0.0.1:9' });
  const access = createAccess({ template });
  const host = createLambdaHost({ template, dataFolder: root, endpoint: 'http://127.0.0.1:9', access });
  return {
    host,
    nameOf: (area) => `stepify-production-${area}`,
    async remove() {
      await host.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
