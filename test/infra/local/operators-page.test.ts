import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExecutionStore } from '../../../infra/local/execution-store.ts';
import { close, listen } from '../../../infra/local/listen.ts';
import { logFile } from '../../../infra/local/logs.ts';
import { createOperatorsPage } from '../../../infra/local/operators-page.ts';
import { Queue } from '../../../infra/local/sqs-queue.ts';
import { Outbox } from '../../../infra/local/resend.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'stepify-operators-'));
const outbox = new Outbox(dataFolder);
const executions = new ExecutionStore(dataFolder);
const queue = new Queue({
  name: 'stepify-local-jobs',
  arn: 'arn:aws:sqs:x:0:stepify-local-jobs',
  folder: join(dataFolder, 'queue'),
  visibilitySeconds: 30,
  retentionSeconds: 3600,
  redrive: undefined,
});
const queueOf = (name: string, deadLetterQueue?: Queue): Queue =>
  new Queue({
    name,
    arn: `arn:${name}`,
    folder: join(dataFolder, name),
    visibilitySeconds: 0,
    retentionSeconds: 60,
    redrive: deadLetterQueue && { deadLetters: () => deadLetterQueue, maxReceiveCount: 1 },
  });
const last = queueOf('last');
const first = queueOf('first', last);
let server: Server;
let port: number;
beforeAll(async () => {
  const answer = createOperatorsPage({
    executions,
    queues: [queue, first, last],
    ecs: { tasks: () => [] },
    outbox,
    dataFolder,
  });
  server = createServer((asked, response) => {
    if (!answer(new URL(`http://x${asked.url}`).pathname, asked, response)) response.writeHead(418).end();
  });
  port = await listen(server);
});
afterAll(async () => {
  await close(server);
  rmSync(dataFolder, { recursive: true, force: true });
});

function get(path: string, host = `127.0.0.1:${port}`): Promise<{ status: number; body: string; policy: string }> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers: { host } }, (response) => {
      void response.toArray().then((chunks) => {
        const policy = String(response.headers['content-security-policy']);
        resolve({ status: response.statusCode!, body: chunks.map(String).join(''), policy });
      });
    })
      .on('error', reject)
      .end();
  });
}

test('a mail is listed, its text readable, its links working and nothing in it runs', async () => {
  const id = outbox.add({
    from: 'Stepify <a@stepify.example>',
    to: ['ann@example.com'],
    subject: '<script>alert(1)</script>',
    text: 'Read it: http://127.0.0.1:4600/tutorials/1. <b>Bye</b>',
    html: '<p>Read <a href="http://127.0.0.1:4600/tutorials/1">it</a></p><script>alert(2)</script>',
  });
  const list = await get('/_local/outbox');
  expect(list.body).toContain('&#60;script&#62;alert(1)');
  expect(list.body).toContain(`href="/_local/outbox/${id}"`);
  const mail = await get(`/_local/outbox/${id}`);
  expect(mail.body).toContain(
    '<a href="http://127.0.0.1:4600/tutorials/1">http://127.0.0.1:4600/tutorials/1</a>. &#60;b&#62;Bye',
  );
  expect(mail.policy).toContain("default-src 'none'; style-src 'self'");
  const html = await get(`/_local/outbox/${id}/html`);
  expect(html.policy).toMatch(/default-src 'none'.*sandbox allow-top-navigation-by-user-activation$/);
});

test('an execution shows its states with inputs, errors and retries', async () => {
  const at = '2026-11-23T10:00:00.000Z';
  executions.save({
    arn: 'arn:aws:states:x:0:execution:jobs:job-1',
    name: 'job-1',
    stateMachineArn: 'arn:machine',
    status: 'FAILED',
    startedAt: at,
    stoppedAt: '2026-11-23T10:01:05.000Z',
    input: '{"jobId":"1"}',
    output: null,
    error: 'BROWSER_LOST',
    cause: 'gone',
    current: null,
    events: [
      { at, type: 'StateEntered', state: 'plan', input: { jobId: '1' } },
      {
        at,
        type: 'StateExited',
        state: 'plan',
        output: { plan: { modelCalls: 2, inputTokens: 812, costMicros: 20_500 } },
      },
      { at, type: 'StateEntered', state: 'capture', input: { jobId: '1' } },
      { at, type: 'StateFailed', state: 'capture', error: 'BROWSER_LOST', cause: 'gone' },
      { at, type: 'StateRetried', state: 'capture', attempt: 1 },
      { at, type: 'StateFailed', state: 'capture', error: 'BROWSER_LOST', cause: 'gone' },
      { at, type: 'StateCaught', state: 'capture' },
    ],
  });
  const list = (await get('/_local')).body;
  expect(list).toContain('href="/_local/executions/job-1"');
  expect(list).toContain('capture <code>BROWSER_LOST</code>');
  const { body } = await get('/_local/executions/job-1');
  for (const shown of ['capture', '1 retry', 'BROWSER_LOST', '1 min 05 s', '&#34;jobId&#34;', '812', '0.0205'])
    expect(body).toContain(shown);
});

test('a failed execution is redriven by a message, from this very page alone', async () => {
  const post = (site: string, name = 'job-1') =>
    fetch(`http://127.0.0.1:${port}/_local/executions/${name}/redrive`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': site },
    });
  for (const refused of [await post('cross-site'), await post('none'), await post('same-origin', 'none')])
    expect(refused.status).toBe(405);
  expect((await post('same-origin')).status).toBe(303);
  const messages = await queue.receive(10, 0);
  expect(messages.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ jobId: '1', redrive: true }]);
});

test('dead letters go back to the queue that they came from', async () => {
  const dead = first.send('{"jobId":"7"}');
  await first.receive(1, 0);
  expect(await first.receive(1, 0)).toEqual([]);
  expect(last.list().map(({ id }) => id)).toEqual([dead.id]);
  expect((await get('/_local/queues/last')).body).toContain('action="/_local/queues/last/redrive"');
  expect((await get('/_local/queues/first')).body).not.toContain('<form');
  const headers = { 'sec-fetch-site': 'same-origin' };
  const url = `http://127.0.0.1:${port}/_local/queues/last/redrive`;
  expect((await fetch(url, { method: 'POST', redirect: 'manual', headers })).status).toBe(303);
  expect([last.list().length, first.list().map(({ body }) => body)]).toEqual([0, ['{"jobId":"7"}']]);
});

test('a log shows its end, and a name cannot lead out of the folder', async () => {
  writeFileSync(logFile(dataFolder, 'capture'), 'first\n<last>\n');
  expect((await get('/_local/logs')).body).toContain('href="/_local/logs/capture"');
  expect((await get('/_local/logs/capture')).body).toContain('first\n&#60;last&#62;');
  expect((await get('/_local/logs/..%2F..%2Fpasswd')).body).toContain('This log is empty');
});

test('every section has its page, and what is not there is 404', async () => {
  for (const path of ['', '/queues', '/tasks', '/logs', '/outbox', '/style.css'])
    expect((await get(`/_local${path}`)).status).toBe(200);
  for (const path of ['/nothing', '/outbox/nobody', '/executions/none', '/queues/none'])
    expect((await get(`/_local${path}`)).status).toBe(404);
  expect((await get('/_localish')).status).toBe(418);
});

test('a foreign name for this machine is refused', async () => {
  expect((await get('/_local', 'evil.example:4600')).status).toBe(403);
  expect((await get('/_local', `localhost:${port}`)).status).toBe(200);
});
