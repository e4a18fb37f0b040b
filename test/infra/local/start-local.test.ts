import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '#shared/db/database.ts';
import { freePort } from '../../../infra/local/free-port.ts';
import { readOptions } from '../../../infra/local/options.ts';
import { startPostgres } from '../../../infra/local/postgres.ts';
import { rmSync } from 'node:fs';

const main = fileURLToPath(new URL('../../../infra/local/main.ts', import.meta.url));
const dataFolder = mkdtempSync(join(tmpdir(), 'stepify-start-'));
const started: ChildProcess[] = [];

interface Started {
  child: ChildProcess;
  output: () => string;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
}

function start(port: number, folder = dataFolder): Started {
  const child = spawn(process.execPath, [main, '--port', String(port), '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  return { child, output: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}
async function ready({ output, child }: Started) {
  while (!output().includes('Stepify is ready')) {
    if (child.exitCode !== null) throw new Error(output());
    await sleep(50);
  }
}
/** Ids of processes that work in the data folder or belong to it by their command line. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const home = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
        return (
          home ||
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ||
          readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await (await startPostgres({ dataFolder, durable: false })).remove();
  rmSync(dataFolder, { recursive: true, force: true });
});

test('the product starts, says where it is, survives a kill without leaving a process, and stops on request', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const first = start(port);
  await ready(first);
  expect(first.output()).toContain(`Stepify          ${url}`);
  expect(await (await fetch(url)).text()).toContain('<title>Stepify</title>');

  const signUp = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery', sixteenOrOlder: true };
  const headers = { 'content-type': 'application/json', origin: url };
  const created = await fetch(`${url}/api/accounts/sign-up`, { method: 'POST', headers, body: JSON.stringify(signUp) });
  expect(created.status).toBe(201);

  const second = start(port, join(dataFolder, 'other'));
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`Port ${port} is taken`);
  const third = start(await freePort());
  expect(await third.ended).toBe(1);
  expect(third.output()).toContain('is in use by process');

  expect(processesOf(dataFolder).length).toBeGreaterThan(2);
  first.child.kill('SIGKILL');
  await first.ended;
  await expect.poll(() => processesOf(dataFolder), { timeout: 10_000 }).toEqual([]);

  const again = start(port);
  await ready(again);
  const signIn = JSON.stringify({ email: signUp.email, password: signUp.password });
  const signedIn = await fetch(`${url}/api/accounts/sign-in`, { method: 'POST', headers, body: signIn });
  expect(signedIn.status).toBe(200);
  again.child.kill('SIGINT');
  again.child.kill('SIGINT');
  expect(await again.ended).toBe(0);
  expect(processesOf(dataFolder)).toEqual([]);

  // The data of a version that went another way is refused with what to do, and is all there afterwards.
  const renamed = (from: string, to: string) => sql`update kysely_migration set name = ${to} where name = ${from}`;
  const [ours, other] = ['0001-first-tables', '0001-other-tables'];
  await inDatabase((db) => renamed(ours, other).execute(db));
  const refused = start(port);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`npm start -- --data ${dataFolder}-new`);
  expect(refused.output()).toContain(other);
  expect(refused.output()).not.toContain('    at ');
  const users = await inDatabase(async (db) => {
    await renamed(other, ours).execute(db);
    return db.selectFrom('users').select('email').execute();
  });
  expect(users).toEqual([{ email: signUp.email }]);
}, 180_000);

/** Does something in the stopped product's database. */
async function inDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const server = await startPostgres({ dataFolder, durable: false });
  const db = openDatabase(async () => server.url, 1);
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await server.stop();
  }
}

test.each([
  [['--port', 'abc'], /--port takes a number/],
  [['--allow-host', 'nohost'], /--allow-host takes host:port/],
  [['--colour'], /Unknown option '--colour'/],
])('%j is refused in words', (args, message) => {
  expect(() => readOptions(args, {}, '/project')).toThrow(message);
});

test('options come from the command line, then from the environment', () => {
  const env = { STEPIFY_PORT: '5000', STEPIFY_DATA: '/elsewhere' };
  expect(readOptions([], {}, '/project')).toEqual({ port: 4600, dataFolder: '/project/.stepify', allowHosts: [] });
  expect(readOptions([], env, '/project')).toMatchObject({ port: 5000, dataFolder: '/elsewhere' });
  const args = ['--port', '6000', '--data', '/x', '--allow-host', 'a:1', '--allow-host', '127.0.0.1:8055'];
  expect(readOptions(args, env, '/project')).toEqual({
    port: 6000,
    dataFolder: '/x',
    allowHosts: ['a:1', '127.0.0.1:8055'],
  });
});
