import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { progressApi } from '../../../functions/progress/routes.ts';
import { progressEvent, type ProgressEvent } from '#shared/contract/progress.ts';
import { reportProgress } from '#shared/db/jobs.ts';
import type { Api } from '#shared/http/app.ts';
import { toStreamingLambda } from '#shared/http/lambda.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';

let database: TestDatabase;
let api: Api;
let server: Server;
let url: string;
let user: SignedInUser;

beforeAll(async () => {
  database = await startTestDatabase();
  user = await addUser(database.db);
  const timing = { lifetimeMs: 900, pingMs: 150, pollMs: 20 };
  api = progressApi({ db: database.db, publicUrl, now: () => new Date(), timing });
  server = createAdaptorServer({ fetch: api.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/progress`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database.stop();
});

const open = (jobId: string, headers: Record<string, string> = {}, who = user) =>
  fetch(`${url}/${jobId}`, { headers: { ...who.headers, ...headers } });

/** Events of a whole answer, in order, each with its id. */
function eventsOf(text: string): (ProgressEvent & { id: string })[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('event: progress'))
    .map((block) => {
      const [, id = '', data = ''] = /^id: (\d+)\nevent: progress\ndata: (.*)$/.exec(block) ?? [];
      return { id, ...progressEvent.parse(JSON.parse(data)) };
    });
}
const report = (jobId: string, status: ProgressEvent['status'], percent: number, attempt = 1) =>
  reportProgress(database.db, { jobId, attempt }, status, percent);
const shown = (text: string) => eventsOf(text).map(({ status, percent }) => `${status} ${percent}`);

test('events stream as they come, from the newest, and the stream ends with the job', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'plan', 8);
  await report(jobId, 'capture', 15);
  const answer = await open(jobId);
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  const whole = answer.text();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await report(jobId, 'publish', 96);
  await report(jobId, 'done', 100);
  expect(shown(await whole)).toEqual(['capture 15', 'publish 96', 'done 100']);
});

test('nothing but status and percent is sent', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'failed', 30);
  const text = await (await open(jobId)).text();
  expect(text.replace(/^id: \d+$/gm, 'id: n').trim()).toBe(
    'retry: 1000\n\nid: n\nevent: progress\ndata: {"status":"failed","percent":30}',
  );
});

test('a page that comes back gets what it has missed, once, and after the end it is told to stay away', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'plan', 8);
  const first = eventsOf(await (await open(jobId)).text());
  await report(jobId, 'capture', 15);
  await report(jobId, 'done', 100);
  const answer = await open(jobId, { 'Last-Event-ID': first.at(-1)?.id ?? '' });
  const text = await answer.text();
  expect(shown(text)).toEqual(['capture 15', 'done 100']);
  const over = await open(jobId, { 'Last-Event-ID': eventsOf(text).at(-1)?.id ?? '' });
  expect(over.status).toBe(204);
});

test('a quiet stream pings and ends after its lifetime', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'capture', 15);
  const start = performance.now();
  const text = await (await open(jobId)).text();
  expect(performance.now() - start).toBeGreaterThan(800);
  expect(text.match(/^: ping$/gm)?.length).toBeGreaterThanOrEqual(3);
});

test('a job that has failed is not moved on by what still works on that attempt', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'failed', 15);
  await expect(report(jobId, 'capture', 40)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(shown(await (await open(jobId)).text())).toEqual(['failed 15']);
});

test('a retried job streams its new attempt and does not end with the old one', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'failed', 15);
  const failed = eventsOf(await (await open(jobId)).text()).at(-1)?.id ?? '';
  const before = String(BigInt(failed) - 1n);
  await database.db
    .updateTable('jobs')
    .set({ attempt: 2, percent: 0, status: 'queued' })
    .where('id', '=', jobId)
    .execute();
  await report(jobId, 'queued', 0, 2);
  // Each answer has begun, so its starting point is settled before the job ends.
  const streams = await Promise.all([
    open(jobId, { 'Last-Event-ID': failed }),
    open(jobId, { 'Last-Event-ID': before }),
    open(jobId),
  ]);
  await report(jobId, 'done', 100, 2);
  const [returning, late, fresh] = await Promise.all(streams.map((answer) => answer.text()));
  expect(shown(returning!)).toEqual(['queued 0', 'done 100']);
  expect(shown(late!)).toEqual(['failed 15', 'queued 0', 'done 100']);
  expect(shown(fresh!)).toEqual(['queued 0', 'done 100']);
});

test('somebody else’s job is not found, and nobody is asked to sign in', async () => {
  const { jobId } = await addJob(database.db, user.id);
  expect((await open(jobId, {}, await addUser(database.db))).status).toBe(404);
  expect((await open(jobId, { Cookie: '' })).status).toBe(401);
});

test('behind the REST API the answer streams through Lambda’s response stream, its status and headers first', async () => {
  const { jobId } = await addJob(database.db, user.id);
  await report(jobId, 'done', 100);
  const sent: { statusCode: number; headers: Record<string, string> }[] = [];
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: {
      from(out: PassThrough, metadata: (typeof sent)[0]) {
        sent.push(metadata);
        return out;
      },
    },
  });
  const handler = toStreamingLambda(api) as unknown as (
    event: object,
    out: PassThrough,
    context: object,
  ) => Promise<void>;
  const out = new PassThrough();
  const headers = { host: 'api.test', Cookie: user.headers['Cookie'] };
  const path = `/api/progress/${jobId}`;
  const event = { httpMethod: 'GET', path, headers, body: null, isBase64Encoded: false, requestContext: {} };
  const [body] = await Promise.all([text(out), handler(event, out, {})]);
  vi.unstubAllGlobals();
  expect(sent).toMatchObject([{ statusCode: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } }]);
  expect(shown(body)).toEqual(['done 100']);
});
