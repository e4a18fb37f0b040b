/**
 * The inside of one function process: loads the handler as Lambda's Node.js runtime does and serves one request at a
 * time, asked for over the IPC channel. It ends with the channel.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

interface Invocation {
  type: 'invoke';
  requestId: string;
  event: unknown;
  /** Milliseconds since the epoch. */
  deadline: number;
  arn: string;
}

/** What a streamed answer starts with, as `awslambda.HttpResponseStream.from` takes it. */
export interface ResponsePrelude {
  statusCode?: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  cookies?: string[];
}

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type RuntimeMessage =
  | { type: 'ready' }
  | { type: 'unusable'; error: FunctionError }
  | { type: 'result'; payload: string }
  | { type: 'error'; error: FunctionError }
  | { type: 'prelude'; prelude: ResponsePrelude }
  | { type: 'chunk'; bytes: Uint8Array }
  | { type: 'end' };

type Handler = (...args: unknown[]) => unknown;

const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');
const preludes = new WeakMap<Writable, ResponsePrelude>();
const environment = process.env;
const send = (message: RuntimeMessage) =>
  new Promise<void>((resolve) => process.send!(message, undefined, undefined, () => resolve()));

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: Handler) => Object.assign(handler, { [streamingMark]: 'response' }),
    HttpResponseStream: {
      from(stream: Writable, prelude: ResponsePrelude) {
        preludes.set(stream, prelude);
        return stream;
      },
    },
  },
});

process.on('disconnect', () => process.exit(0));
const handler = await load();
if (handler) {
  process.on('message', (message: Invocation) => void serve(handler, message));
  await send({ type: 'ready' });
}

async function load(): Promise<Handler | undefined> {
  try {
    const [file = '', name = ''] = (environment['_HANDLER'] ?? '').split('.');
    const root = environment['LAMBDA_TASK_ROOT'] ?? '';
    const found = ['.mjs', '.js', '.cjs']
      .map((ending) => join(root, `${file}${ending}`))
      .find((path) => existsSync(path));
    if (!found) throw named('Runtime.ImportModuleError', `Cannot find module '${file}'`);
    const loaded = (await import(pathToFileURL(found).href)) as Record<string, unknown>;
    const exported = loaded[name] ?? (loaded['default'] as Record<string, unknown> | undefined)?.[name];
    if (typeof exported !== 'function')
      throw named('Runtime.HandlerNotFound', `${file}.${name} is undefined or not exported`);
    return exported as Handler;
  } catch (error) {
    console.error(error);
    await send({ type: 'unusable', error: asFunctionError(error) });
    return undefined;
  }
}

async function serve(handle: Handler, { requestId, event, deadline, arn }: Invocation) {
  const context = {
    awsRequestId: requestId,
    functionName: environment['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: environment['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    if (streamingMark in handle) await stream(handle, event, context);
    else await send({ type: 'result', payload: JSON.stringify((await handle(event, context)) ?? null) });
  } catch (error) {
    console.error(error);
    await send({ type: 'error', error: asFunctionError(error) });
  }
}

async function stream(handle: Handler, event: unknown, context: object) {
  let started = false;
  const start = async (answer: Writable) => {
    if (started) return;
    started = true;
    await send({ type: 'prelude', prelude: preludes.get(answer) ?? {} });
  };
  const answer: Writable & { setContentType?: (type: string) => void } = new Writable({
    async write(chunk: Buffer, _encoding, done) {
      await start(answer);
      await send({ type: 'chunk', bytes: chunk });
      done();
    },
    async final(done) {
      await start(answer);
      done();
    },
  });
  answer.setContentType = (type) =>
    void preludes.set(answer, { ...preludes.get(answer), headers: { 'content-type': type } });
  const finished = new Promise<void>((resolve, reject) => {
    answer.once('finish', resolve);
    answer.once('error', reject);
  });
  finished.catch(() => undefined);
  await handle(event, answer, context);
  if (!answer.writableEnded) answer.end();
  await finished;
  await send({ type: 'end' });
}

function asFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
