import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionLimits } from '#shared/contract/session-limits.ts';

export interface TestBrowserTask {
  /** The task's own address, of the 127.0.0.0/8 network. */
  address: string;
  process: ChildProcess;
  /** The task's TMPDIR. */
  folder: string;
  /** What it has logged. */
  log(): string;
  /** Resolves with the exit code. */
  exited: Promise<number | null>;
  /** Ends the task if it runs and removes its TMPDIR. */
  remove(): Promise<void>;
}

let lastAddress = Math.floor(Math.random() * 60_000);

/** Runs `containers/browser/main.ts`, or its bundle, as ECS would: with an address of its own from a metadata server, and nothing else. */
export async function startTestBrowserTask(
  options: {
    allow?: string[];
    program?: string;
    /** Answers of the task's resolver, by name: each question takes the next one, and the last for ever. */
    names?: Record<string, string[]>;
    limits?: Partial<SessionLimits>;
    waitSeconds?: number;
  } = {},
): Promise<TestBrowserTask> {
  lastAddress = (lastAddress + 1) % 60_000;
  const address = `127.77.${1 + Math.floor(lastAddress / 250)}.${1 + (lastAddress % 250)}`;
  const metadata = createServer((_asked, answer) =>
    answer.end(JSON.stringify({ Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: [address] }] })),
  );
  metadata.listen(0, '127.0.0.1');
  await once(metadata, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'test-task-'));
  const own = options.names ? './browser-task-with-names.ts' : '../../containers/browser/main.ts';
  const program = options.program ?? join(import.meta.dirname, own);
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      TMPDIR: folder,
      ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${(metadata.address() as AddressInfo).port}/v4/task`,
      ALLOWED_DEVELOPMENT_HOSTS: (options.allow ?? []).join(','),
      SESSION_LIMITS: JSON.stringify(options.limits ?? {}),
      WAIT_SECONDS: String(options.waitSeconds ?? 90),
      ...(options.names ? { NAMES: JSON.stringify(options.names) } : {}),
    },
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => {
    metadata.close();
    return code as number | null;
  });
  return {
    address,
    process: child,
    folder,
    log: () => log,
    exited,
    async remove() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}
