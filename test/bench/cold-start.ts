import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { apiAreas } from '#shared/contract/routes.ts';
import { buildFunctions, requestForNothing } from '../support/api-functions.ts';
import { quantile, reportBench, type Measure } from './report.ts';

// `npm run bench:cold-start`: how large each API function's bundle is, and how long a fresh process takes from its start to
// the first byte of an answer that needs no database. Environment and bundle are the template's. An empty Node process is
// started in turn, as the machine's share of it.
const rounds = 9;
const mb = 1024 * 1024;

/** Loads a bundle as Lambda does, has it answer a request for an unknown route, and says so with one byte. */
const program = `
  import { Writable } from 'node:stream';
  globalThis.awslambda = { streamifyResponse: (handler) => (event) => new Promise((resolve) => handler(event,
    Object.assign(new Writable({ write: (c, e, done) => { resolve(); done(); } }), { setContentType() {} }))),
    HttpResponseStream: { from: (stream) => stream } };
  const { handler } = await import(process.env.BUNDLE);
  await handler(${JSON.stringify(requestForNothing)}, { awsRequestId: 'r' });
  process.stdout.write('.');`;

async function startMs(code: string, environment: Record<string, string>): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
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

const functions = await buildFunctions();
const areas = apiAreas.map((area) => {
  const { folder, environment } = functions.host.definition(functions.nameOf(area));
  const bundle = join(folder, 'index.mjs');
  const times: number[] = [];
  return { area, bundle, times, environment: { ...environment, BUNDLE: bundle } };
});
const empty: number[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await startMs("process.stdout.write('.')", {}));
    for (const { times, environment } of areas) times.push(await startMs(program, environment));
  }
  const measures: Measure[] = areas.flatMap(({ area, bundle, times }) => [
    { measure: `${area}: bundle`, value: statSync(bundle).size / mb, unit: 'MB', target: { most: 1 } },
    {
      measure: `${area}: process start to first byte, median`,
      value: quantile(times, 0.5),
      unit: 'ms',
      target: { most: 250 },
    },
  ]);
  reportBench('cold-start', [
    ...measures,
    { measure: 'empty Node process, median', value: quantile(empty, 0.5), unit: 'ms' },
  ]);
} finally {
  await functions.remove();
}
