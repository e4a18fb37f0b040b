import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLambdaHost, type LambdaHost } from '../../../infra/local/lambda-host.ts';
import { logFile, logTail } from '../../../infra/local/logs.ts';
import { everythingAllowed, handMadeTemplate, type HandMade } from '../../support/hand-made-template.ts';

const code = `
  import fs from 'node:fs';
  import os from 'node:os';
  let served = 0;
  let ticks = 0;
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  export async function handler(event, context) {
    served++;
    console.log('asked for', event.do);
    if (event.do === 'throw') throw Object.assign(new Error('a reason'), { name: 'BROWSER_LOST' });
    if (event.do === 'exit') process.exit(3);
    if (event.do === 'kill') process.kill(process.pid, 'SIGKILL');
    if (event.do === 'hang') for (;;);
    if (event.do === 'env') return { ...process.env };
    if (event.do === 'large') return 'x'.repeat(6 * 1024 * 1024);
    if (event.do === 'sleep') await sleep(300);
    if (event.do === 'hold') { const held = Buffer.alloc(event.mb * 1024 * 1024, 1); await sleep(3000); return held.length; }
    if (event.do === 'fill') fs.writeFileSync(os.tmpdir() + '/full', Buffer.alloc(event.mb * 1024 * 1024, 1));
    if (event.do === 'go on') setInterval(() => ticks++, 10);
    if (event.do === 'ticks') return ticks;
    if (event.do === 'write') {
      const wrote = {};
      for (const folder of [os.tmpdir(), process.env.LAMBDA_TASK_ROOT, os.homedir(), '/tmp', '/var/tmp']) {
        try { fs.writeFileSync(folder + '/file', 'x'); wrote[folder] = true; } catch (error) { wrote[folder] = error.code; }
      }
      return { tmp: os.tmpdir(), wrote };
    }
    return { served, pid: process.pid, name: context.functionName, left: context.getRemainingTimeInMillis() };
  }`;
const streaming = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode: 203, headers: { 'content-type': 'text/event-stream' } });
    answer.write('one');
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (event.fails) throw new Error('in the middle');
    answer.write('two');
    answer.end();
  });`;

const environment = { Variables: { FILES_BUCKET: { Ref: 'Files' } } };
const fn = (name: string, hash: string, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Role: 'arn:aws:iam::000000000000:role/of-functions',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    MemorySize: 128,
    Timeout: 1,
    Code: { S3Bucket: 'assets', S3Key: `${hash}.zip` },
    Environment: environment,
    ...more,
  },
});

let made: HandMade;
let host: LambdaHost;
beforeAll(() => {
  made = handMadeTemplate(
    {
      Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
      Plain: fn('plain', 'aaa'),
      Narrow: fn('narrow', 'aaa'),
      Patient: fn('patient', 'aaa', { Timeout: 10, EphemeralStorage: { Size: 4 } }),
      Streamed: fn('streamed', 'bbb'),
      Broken: fn('broken', 'ccc'),
    },
    {
      files: {
        aaa: { 'index.mjs': code },
        bbb: { 'index.mjs': streaming },
        ccc: { 'index.mjs': 'throw new TypeError("not today")' },
      },
    },
  );
  host = createLambdaHost({
    template: made.read(),
    dataFolder: made.dataFolder,
    endpoint: 'http://127.0.0.1:1',
    access: everythingAllowed,
    concurrency: 2,
  });
});
afterAll(async () => {
  await host.stop();
  made.remove();
});

const invoke = async (event: object, name = 'plain') => {
  const result = await host.invoke(name, event);
  return result.ok ? (result.payload as Record<string, unknown>) : result.error;
};

test('a process serves one request after the other and is known by name, ARN and version', async () => {
  const first = await invoke({ do: 'count' });
  const { arn } = host.definition('plain');
  const second = await invoke({ do: 'count' }, `${arn}:1`);
  expect(second).toMatchObject({ name: 'plain', pid: first['pid' as never], served: 2 });
  expect(logTail(made.dataFolder, 'plain')).toContain('asked for count');
});

test('requests at the same time have processes of their own, up to the limit', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => invoke({ do: 'sleep' }, 'narrow')));
  expect(new Set(answers.map((answer) => (answer as Record<string, unknown>)['pid'])).size).toBe(2);
});

test('the environment is the template’s and what Lambda sets, and nothing of ours', async () => {
  process.env['SECRET_OF_THE_PARENT'] = 'x';
  const seen = (await invoke({ do: 'env' })) as Record<string, string>;
  delete process.env['SECRET_OF_THE_PARENT'];
  expect(seen).toMatchObject({
    FILES_BUCKET: 'files',
    AWS_REGION: 'ap-southeast-1',
    AWS_LAMBDA_FUNCTION_NAME: 'plain',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
  });
  expect(Object.keys(seen)).not.toContain('SECRET_OF_THE_PARENT');
  expect(Object.keys(seen)).not.toContain('HOME');
});

test('a thrown error keeps its name', async () => {
  expect(await invoke({ do: 'throw' })).toMatchObject({ errorType: 'BROWSER_LOST', errorMessage: 'a reason' });
});

test.each([
  ['exit', 'exit status 3'],
  ['kill', 'signal: killed'],
])('a process that ends in the middle is an ExitError: %s', async (how, message) => {
  expect(await invoke({ do: how })).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining(message),
  });
  expect(await invoke({ do: 'count' })).toMatchObject({ served: 1 });
});

test('a process that was killed between two requests takes neither the host nor the next one along', async () => {
  for (let times = 0; times < 5; times += 1) {
    const { pid } = (await invoke({})) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await invoke({});
  }
  expect(await invoke({})).toMatchObject({ served: expect.any(Number) as number });
});

test('a request over its time is ended with its process, also when it never yields', async () => {
  const before = Date.now();
  expect(await invoke({ do: 'hang' })).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
  });
  expect(Date.now() - before).toBeLessThan(3000);
  expect(readFileSync(logFile(made.dataFolder, 'plain'), 'utf8')).toContain('Sandbox.Timedout');
});

test('a function that cannot load says why', async () => {
  expect(await invoke({}, 'broken')).toMatchObject({ errorType: 'TypeError', errorMessage: 'not today' });
});

test('an answer over 6 MB is refused, and so is a request', async () => {
  expect(await invoke({ do: 'large' })).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  const large = { do: 'count', text: 'x'.repeat(6 * 1024 * 1024) };
  expect(await invoke(large)).toMatchObject({ errorType: 'RequestEntityTooLargeException' });
});

test('a streamed answer arrives as it is written, its status and headers first', async () => {
  const seen: [number, unknown][] = [];
  const note = (what: unknown) => seen.push([Date.now(), what]);
  const result = await host.stream(
    'streamed',
    {},
    {
      prelude: note,
      chunk: (bytes) => note(Buffer.from(bytes).toString()),
    },
  );
  expect(result.ok).toBe(true);
  expect(seen.map(([, what]) => what)).toEqual([
    { statusCode: 203, headers: { 'content-type': 'text/event-stream' } },
    'one',
    'two',
  ]);
  expect(seen[2]![0] - seen[1]![0]).toBeGreaterThan(150);
});

test('a streamed answer that breaks off is an error', async () => {
  const chunks: string[] = [];
  const result = await host.stream(
    'streamed',
    { fails: true },
    {
      prelude: () => undefined,
      chunk: (bytes) => chunks.push(Buffer.from(bytes).toString()),
    },
  );
  expect(result).toMatchObject({ ok: false, error: { errorMessage: 'in the middle' } });
  expect(chunks).toEqual(['one']);
});

test('nothing goes on after the answer: the process stands still until it is asked again', async () => {
  await invoke({ do: 'go on' });
  const before = Number(await invoke({ do: 'ticks' }));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = Number(await invoke({ do: 'ticks' }));
  // A process that had gone on would have counted a hundred.
  expect(after - before).toBeLessThan(50);
});

test('the file system is read-only but for a /tmp of its own, which goes with the process', async () => {
  const { tmp, wrote } = (await invoke({ do: 'write' }, 'narrow')) as unknown as {
    tmp: string;
    wrote: Record<string, true | string>;
  };
  expect(tmp.startsWith(made.dataFolder)).toBe(true);
  const { [tmp]: own, ...others } = wrote;
  expect(own).toBe(true);
  expect(new Set(Object.values(others))).toEqual(new Set(['ERR_ACCESS_DENIED']));
  expect(existsSync(join(tmp, 'file'))).toBe(true);
  await invoke({ do: 'exit' }, 'narrow');
  await expect.poll(() => existsSync(tmp)).toBe(false);
});

test('a process that holds more memory than its function has is killed, one below it is left alone', async () => {
  expect(await invoke({ do: 'hold', mb: 20 }, 'patient')).toBe(20 * 1024 * 1024);
  expect(await invoke({ do: 'hold', mb: 200 }, 'patient')).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('signal: killed'),
  });
  expect(readFileSync(logFile(made.dataFolder, 'patient'), 'utf8')).toContain('Runtime.ExitError');
  expect(await invoke({ do: 'count' }, 'patient')).toMatchObject({ served: 1 });
});

test('a request that writes more than /tmp holds fails, and the template says how much that is', async () => {
  expect(await invoke({ do: 'fill', mb: 3 }, 'patient')).toMatchObject({ name: 'patient' });
  expect(await invoke({ do: 'fill', mb: 5 }, 'patient')).toMatchObject({
    errorMessage: 'ENOSPC: no space left on device, write',
  });
  // Without a word in the template it is Lambda's own 512 MB.
  expect(host.definition('plain').tmpMb).toBe(512);
});

test.each([
  [{ Timeout: 901 }, /15 minutes at most/],
  [{ MemorySize: 64 }, /128 to 10240 MB/],
])('a function that Lambda would not take is refused at the start: %j', (more, message) => {
  const other = handMadeTemplate(
    { Fn: fn('other', 'aaa', { ...more, Environment: {} }) },
    { files: { aaa: { 'index.mjs': code } } },
  );
  const start = () =>
    createLambdaHost({
      template: other.read(),
      dataFolder: other.dataFolder,
      endpoint: 'http://127.0.0.1:1',
      access: everythingAllowed,
    });
  expect(start).toThrow(message);
  other.remove();
});
