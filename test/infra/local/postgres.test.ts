import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { isPortFree } from '../../../infra/local/free-port.ts';
import { startPostgres, type RunningPostgres } from '../../../infra/local/postgres.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'stepify-postgres-test-'));
let server: RunningPostgres | undefined;
afterEach(async () => {
  await server?.remove();
  rmSync(dataFolder, { recursive: true, force: true });
});

const start = async () => (server = await startPostgres({ dataFolder, durable: false }));
async function query(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server!.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

test('a cluster outlives stops and restarts, on the same port and for its password alone', async () => {
  await start();
  await query(`create table kept (word text); insert into kept values ('สวัสดี')`);
  const { port } = server!;
  await server!.restart();
  expect(await query('select * from kept')).toEqual([{ word: 'สวัสดี' }]);
  await server!.stop();
  expect(await isPortFree(port)).toBe(true);
  await start();
  expect(server!.port).toBe(port);
  expect(await query('select * from kept')).toEqual([{ word: 'สวัสดี' }]);

  const url = new URL(server!.url);
  url.password = 'wrong';
  await expect(new Client({ connectionString: url.href }).connect()).rejects.toThrow('password authentication failed');
  expect(statSync(join(dataFolder, 'postgres.json')).mode & 0o777).toBe(0o600);
});

test('a killed owner takes the server with it, and the next start has the data', async () => {
  const launcher = new URL('../../../infra/local/postgres.ts', import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(launcher)});
    const server = await startPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, durable: false });
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(owner.stdout), 'line')) as [string];
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`create table kept (word text); insert into kept values ('here')`);
  const ended = new Promise((resolve) => client.once('end', resolve));
  owner.kill('SIGKILL');
  await ended;

  await start();
  expect(await query('select * from kept')).toEqual([{ word: 'here' }]);
});

test('a wiped data folder begins anew', async () => {
  await start();
  await query('create table old (x int)');
  await server!.stop();
  rmSync(dataFolder, { recursive: true });
  await start();
  expect(await query(`select 1 from pg_tables where tablename = 'old'`)).toEqual([]);
  expect(readFileSync(join(dataFolder, 'postgres.log'), 'utf8')).toContain('ready to accept connections');
});
