import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { apiAreas } from '#shared/contract/routes.ts';
import { programEnv } from '#shared/contract/env.ts';
import { buildAll } from '../../infra/build.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { builtFolder } from '../../infra/programs.ts';
import { quantile, reportBench, type Measure } from './report.ts';

// `npm run bench:cold-start`: how large each API function's bundle is, and how long a fresh process takes from its start to
// the first byte of an answer that needs no database. An empty Node process is started in turn, as the machine's share of it.
const rounds = 9;
const mb = 1024 * 1024;

/** Loads a bundle as Lambda does, has it answer a request for an unknown route, and says so with one byte. */
const request = {
  httpMethod: 'GET',
  path: '/api/none',
  headers: { host: 'stepify.example' },
  requestContext: { httpMethod: 'GET', path: '/api/none', requestId: 'r', stage: 'live' },
};
const program = `
  import { Writable } from 'node:stream';
  globalThis.awslambda = { streamifyResponse: (handler) => (event) => new Promise((resolve) => handler(event,
    Object.assign(new Writable({ write: (c, e, done) => { resolve(); done(); } }), { setContentType() {} }))),
    HttpResponseStream: { from: (stream) => stream } };
  const { handler } = await import(process.env.BUNDLE);
  await handler(${JSON.stringify(request)}, { awsRequestId: 'r' });
  process.stdout.write('.');`;

async function startMs(code: string, environment: Record<string, string>): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', code], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answered = await Promise.race([
    once(child.stdout, 'data').then(() => true),
    once(child, 'exit').then(() => false),
  ]);
  const took = performance.now() - started;
  child.kill('SIGKILL');
  if (!answered) throw new Error(`${environment['BUNDLE'] ?? 'An empty process'} ended without an answer`);
  return took;
}

/** Values of the right form; nothing is dialled before a route asks for it. */
const value = (key: string) =>
  key.endsWith('_URL')
    ? 'http://127.0.0.1:9'
    : key === 'SITE_INFO'
      ? '{"demoPlatform":null,"outboxUrl":null,"offlineModel":false}'
      : 'none';

await buildAll(() => undefined);
const empty: number[] = [];
const times = new Map<string, number[]>(apiAreas.map((area) => [area, []]));
for (let round = 0; round < rounds; round += 1) {
  empty.push(await startMs("process.stdout.write('.')", {}));
  for (const area of apiAreas) {
    const environment = Object.fromEntries(programEnv[area].map((key) => [key, value(key)]));
    const bundle = join(projectRoot, builtFolder(area), 'index.mjs');
    times.get(area)!.push(await startMs(program, { ...environment, BUNDLE: bundle, AWS_REGION: 'eu-west-1' }));
  }
}
const measures: Measure[] = apiAreas.flatMap((area) => [
  {
    measure: `${area}: bundle`,
    value: statSync(join(projectRoot, builtFolder(area), 'index.mjs')).size / mb,
    unit: 'MB',
    target: { most: 1 },
  },
  {
    measure: `${area}: process start to first byte, median`,
    value: quantile(times.get(area)!, 0.5),
    unit: 'ms',
    target: { most: 250 },
  },
]);
reportBench('cold-start', [
  ...measures,
  { measure: 'empty Node process, median', value: quantile(empty, 0.5), unit: 'ms' },
]);
