import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderSize } from './folder-size.ts';
import { spawnGuarded, type GuardedChild } from './guarded-child.ts';
import { watchMemory } from './memory-watch.ts';
import type { FunctionError, ResponsePrelude, RuntimeMessage } from './lambda-runtime.ts';

export interface FunctionDefinition {
  name: string;
  arn: string;
  folder: string;
  handler: string;
  /** Below it each process has its own `/tmp`, the one place that it may write to. */
  tmpFolder: string;
  tmpMb: number;
  memoryMb: number;
  timeoutMs: number;
  /** The template's variables and those that Lambda sets: the whole environment. */
  environment: Record<string, string>;
  logFile: string;
}

/** Where a streamed answer goes; nothing of it is kept here. */
export interface ResponseSink {
  prelude(prelude: ResponsePrelude): void;
  chunk(bytes: Uint8Array): void;
}

export type Outcome = { payload: string } | { error: FunctionError };

const runtime = fileURLToPath(new URL('lambda-runtime.ts', import.meta.url));
const initMs = 10_000;
const tmpLookMs = 500;

/** One process of a function. It serves one request at a time and is of no use any more once it has ended. */
export class LambdaProcess {
  readonly definition: FunctionDefinition;
  ended = false;
  private readonly child: GuardedChild;
  private readonly tmp: string;
  private readonly ready: Promise<FunctionError | undefined>;

  constructor(definition: FunctionDefinition) {
    this.definition = definition;
    const log = openSync(definition.logFile, 'a', 0o600);
    this.tmp = join(definition.tmpFolder, randomUUID());
    mkdirSync(this.tmp, { recursive: true, mode: 0o700 });
    this.child = spawnGuarded(
      [
        process.execPath,
        `--max-old-space-size=${definition.memoryMb}`,
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=SecurityWarning',
        ...readOnlyFlags(this.tmp),
        runtime,
      ],
      { cwd: definition.folder, env: { ...definition.environment, TMPDIR: this.tmp }, stdout: log, ipc: true },
    );
    closeSync(log);
    void this.child.exited.then(() => {
      this.ended = true;
      rmSync(this.tmp, { recursive: true, force: true, maxRetries: 3 });
    });
    this.ready = this.initialize();
  }

  async invoke(requestId: string, event: unknown, sink?: ResponseSink): Promise<Outcome> {
    const unusable = await this.ready;
    if (unusable) {
      this.end();
      return { error: unusable };
    }
    const { timeoutMs, arn } = this.definition;
    const outcome = this.outcome(requestId, sink);
    const message = { type: 'invoke', requestId, event, deadline: Date.now() + timeoutMs, arn };
    // A process that ended meanwhile cannot be told; `outcome` says so.
    this.child.process.send(message, () => undefined);
    return outcome;
  }

  /** Stops its time between two requests, as Lambda does: nothing goes on after the answer. */
  freeze(): void {
    this.child.signal('STOP');
  }

  thaw(): void {
    this.child.signal('CONT');
  }

  /** Ends the process, whatever it is doing. */
  end(): void {
    this.ended = true;
    this.child.kill();
  }

  private initialize(): Promise<FunctionError | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => resolve({ errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out' }),
        initMs,
      );
      const settle = (error?: FunctionError) => {
        clearTimeout(timer);
        resolve(error);
      };
      this.child.process.on('message', (message: RuntimeMessage) => {
        if (message.type === 'ready') settle();
        if (message.type === 'unusable') settle(message.error);
      });
      void this.child.exited.then((code) => settle(exitError('init', code)));
    });
  }

  private outcome(requestId: string, sink: ResponseSink | undefined): Promise<Outcome> {
    const { timeoutMs, memoryMb } = this.definition;
    return new Promise((resolve) => {
      // AWS's kernel ends the process as well: its caller is told of a killed runtime.
      const stopWatch = watchMemory(this.child.pid, memoryMb, () => this.end());
      const settle = (outcome: Outcome) => {
        stopWatch();
        clearTimeout(timer);
        clearInterval(tmpTimer);
        this.child.process.off('message', listen);
        resolve(this.tmpIsFull() ? { error: noSpace } : outcome);
      };
      const tmpTimer = setInterval(() => {
        if (!this.tmpIsFull()) return;
        this.end();
        settle({ error: noSpace });
      }, tmpLookMs);
      const timer = setTimeout(() => {
        this.end();
        const seconds = (timeoutMs / 1000).toFixed(2);
        const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
        settle({ error: { errorType: 'Sandbox.Timedout', errorMessage } });
      }, timeoutMs);
      const listen = (message: RuntimeMessage) => {
        if (message.type === 'result') settle({ payload: message.payload });
        else if (message.type === 'error') settle({ error: message.error });
        else if (message.type === 'end') settle({ payload: 'null' });
        else if (message.type === 'prelude') sink?.prelude(message.prelude);
        else if (message.type === 'chunk') sink?.chunk(message.bytes);
      };
      this.child.process.on('message', listen);
      void this.child.exited.then((code) => settle({ error: exitError(requestId, code) }));
    });
  }

  private tmpIsFull(): boolean {
    return folderSize(this.tmp) > this.definition.tmpMb * 1024 * 1024;
  }
}

/** What a write fails with when `/tmp` is full. Here it is found out afterwards, and the request fails whole. */
const noSpace: FunctionError = { errorType: 'Error', errorMessage: 'ENOSPC: no space left on device, write' };

/** Node's permission model in place of Lambda's read-only file system; it is the same for root. */
function readOnlyFlags(tmp: string): string[] {
  const rest = ['--allow-addons', '--allow-child-process', '--allow-wasi', '--allow-worker'];
  return ['--permission', '--allow-fs-read=*', `--allow-fs-write=${tmp}`, ...rest];
}

/** The error that Lambda reports for a process that ended in the middle of a request. */
function exitError(requestId: string, code: number): FunctionError {
  const how = code === 137 ? 'signal: killed' : code > 128 ? `signal: ${code - 128}` : `exit status ${code}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
  };
}
