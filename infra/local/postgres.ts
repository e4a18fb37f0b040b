import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort, isPortFree } from './free-port.ts';
import { spawnGuarded, type GuardedChild } from './guarded-child.ts';
import { postgresBinaries, sharedFolder, type PostgresBinaries } from './postgres-binaries.ts';

export interface PostgresOptions {
  /** Data folder of the local run; the cluster lives in it, or under /var/tmp when this process is root. */
  dataFolder: string;
  /** False trades the safety of the data against a crash of the machine for speed: tests only. */
  durable?: boolean;
  logFile?: string;
}

export interface RunningPostgres {
  /** Connection string of the database, password included: never logged. */
  url: string;
  port: number;
  /** Ends the server and starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Stops the server and removes its cluster, also where it lies outside the data folder. */
  remove(): Promise<void>;
}

const user = 'stepify';
const database = 'stepify';
const run = promisify(execFile);

/** Starts PostgreSQL on 127.0.0.1 with the cluster of this data folder, making it when there is none. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataFolder = resolve(options.dataFolder);
  mkdirSync(dataFolder, { recursive: true });
  const binaries = postgresBinaries();
  const cluster = clusterFolder(dataFolder, binaries);
  const access = await readAccess(dataFolder, cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialize(binaries, cluster, access.password, options.durable);
  await endStale(cluster);

  const url = (name: string) => `postgresql://${user}:${access.password}@127.0.0.1:${access.port}/${name}`;
  const logFile = options.logFile ?? join(dataFolder, 'postgres.log');
  let server = await launch();

  async function launch(): Promise<GuardedChild> {
    const log = openSync(logFile, 'a', 0o600);
    const settings = [
      `listen_addresses=127.0.0.1`,
      `port=${access.port}`,
      'unix_socket_directories=',
      'max_connections=200',
      'shared_buffers=64MB',
      ...(options.durable === false ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
    ];
    const command = [join(binaries.folder, 'bin', 'postgres'), '-D', cluster, ...settings.flatMap((s) => ['-c', s])];
    const child = spawnGuarded(command, {
      cwd: cluster,
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' },
      stdout: log,
      endSignal: 'INT',
      ...binaries.user,
    });
    closeSync(log);
    await ready(child, url('postgres'), logFile);
    return child;
  }

  async function stop() {
    server.release();
    await server.exited;
  }
  return {
    url: url(database),
    port: access.port,
    async restart() {
      await stop();
      server = await launch();
    },
    stop,
    async remove() {
      await stop();
      rmSync(cluster, { recursive: true, force: true });
      if (cluster.startsWith(`${sharedFolder}/`)) rmSync(join(cluster, '..'), { recursive: true, force: true });
    },
  };
}

function clusterFolder(dataFolder: string, binaries: PostgresBinaries): string {
  if (!binaries.user) return join(dataFolder, 'postgres');
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return join(sharedFolder, `stepify-${hash}`, 'postgres');
}

interface Access {
  password: string;
  port: number;
}

/** Password and port of this data folder. A cluster whose password is gone belongs to data that was wiped. */
async function readAccess(dataFolder: string, cluster: string): Promise<Access> {
  const file = join(dataFolder, 'postgres.json');
  let access: Access;
  if (existsSync(file)) {
    access = JSON.parse(readFileSync(file, 'utf8')) as Access;
    if (await portIsOurs(cluster, access.port)) return access;
    access.port = await freePort();
  } else {
    await endStale(cluster);
    rmSync(cluster, { recursive: true, force: true });
    access = { password: randomBytes(24).toString('hex'), port: await freePort() };
  }
  writeFileSync(file, JSON.stringify(access), { mode: 0o600 });
  return access;
}

async function portIsOurs(cluster: string, port: number): Promise<boolean> {
  await endStale(cluster);
  return isPortFree(port);
}

async function initialize(binaries: PostgresBinaries, cluster: string, password: string, durable = true) {
  const parent = join(cluster, '..');
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  if (statSync(parent).uid !== process.getuid?.()) throw new Error(`${parent} belongs to another user: remove it.`);
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(parent, 'initial-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (binaries.user) for (const path of [cluster, passwordFile]) chownSync(path, binaries.user.uid, binaries.user.gid);
  try {
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'];
    const access = [`--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    await run(
      join(binaries.folder, 'bin', 'initdb'),
      ['-D', cluster, ...locale, ...access, ...(durable ? [] : ['--no-sync'])],
      { cwd: parent, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }, ...binaries.user },
    );
  } catch (cause) {
    // Half a cluster is worse than none.
    rmSync(cluster, { recursive: true, force: true });
    throw new Error('PostgreSQL could not make its cluster', { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Ends a server that outlived its local run. A process id that now belongs to another program is left alone. */
async function endStale(cluster: string) {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  for (let waited = 0; isPostgres(pid, cluster); waited += 50) {
    if (waited === 0) process.kill(pid, 'SIGINT');
    if (waited === 10_000) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
  rmSync(pidFile, { force: true });
}

function isPostgres(pid: number, cluster: string): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === cluster;
  } catch {
    return false;
  }
}

/** Waits until the server answers, and makes the product's database in it. */
async function ready(child: GuardedChild, url: string, logFile: string) {
  let ended = false;
  void child.exited.finally(() => (ended = true));
  for (let tries = 0; ; tries++) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      const known = await client.query('select 1 from pg_database where datname = $1', [database]);
      if (known.rowCount === 0) await client.query(`create database ${database}`);
      return;
    } catch (cause) {
      if (ended) throw new Error(`PostgreSQL ended while starting: see ${logFile}`, { cause });
      if (tries > 600) {
        child.kill();
        throw new Error(`PostgreSQL did not get ready: see ${logFile}`, { cause });
      }
      await sleep(25);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
