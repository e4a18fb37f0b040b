import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import { createApp, type Api } from '#shared/http/app.ts';
import { toLambda } from '#shared/http/lambda.ts';
import { idParam, validJson } from '#shared/http/valid-json.ts';
import { ownPage, publicUrl } from '../../support/rows.ts';

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => vi.restoreAllMocks());

function app(): Api {
  const api = createApp({ publicUrl }, 'jobs');
  api.post('/', validJson(z.object({ goal: z.string().max(5), count: z.number() })), (c) =>
    c.json(c.req.valid('json')),
  );
  api.get('/bug', () => {
    throw new Error('the password is swordfish');
  });
  api.get('/limit', () => {
    throw new ProductError('QUEUE_LIMIT', '3');
  });
  api.get('/picture', (c) => c.body(new Uint8Array([0, 255, 128]), 200, { 'Content-Type': 'image/webp' }));
  api.get('/by-id/:id', (c) => c.text(idParam(c, 'id')));
  return api;
}
const post = (body: string, headers: Record<string, string> = ownPage) =>
  app().request('/api/jobs', { method: 'POST', headers, body });
const errorOf = async (answer: Response) => ((await answer.json()) as { error: Record<string, string> }).error;

test('a product error answers with its status, code, message, detail and an id that the log knows', async () => {
  const answer = await app().request('/api/jobs/limit');
  const error = await errorOf(answer);
  expect(answer.status).toBe(429);
  expect(error).toMatchObject({ code: 'QUEUE_LIMIT', detail: '3' });
  expect(error.message).toContain('as many tutorials');
  expect(logged.join('')).toContain(error.id);
});

test('a bug answers INTERNAL and its text reaches neither the caller nor the log', async () => {
  const answer = await app().request('/api/jobs/bug');
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(JSON.parse(text).error.code).toBe('INTERNAL');
  expect(logged.join('')).toContain(JSON.parse(text).error.id);
  expect(text + logged.join('')).not.toContain('swordfish');
});

test('wrong fields are named and their values are not repeated', async () => {
  const answer = await post(JSON.stringify({ goal: 'secret goal text', count: 'seventeen' }));
  const error = await errorOf(answer);
  expect(answer.status).toBe(400);
  expect(error.code).toBe('INVALID_INPUT');
  expect(error.detail).toMatch(/goal: .*count: /);
  expect(JSON.stringify(error) + logged.join('')).not.toMatch(/secret goal|seventeen/);
});

test.each([
  ['broken JSON', '{"goal":', ownPage],
  ['no JSON at all', 'goal=x', { Origin: publicUrl, 'Content-Type': 'text/plain' }],
  ['a body of a megabyte', JSON.stringify({ goal: 'x'.repeat(1_000_000), count: 1 }), ownPage],
])('%s is invalid input', async (_, body, headers) => {
  const answer = await post(body, { ...headers, 'Content-Length': String(body.length) });
  expect(answer.status).toBe(400);
  expect((await errorOf(answer)).code).toBe('INVALID_INPUT');
});

test.each([
  ['no Origin', {}, 403],
  ['another Origin', { Origin: 'https://evil.test' }, 403],
  ['a sandboxed page', { Origin: 'null' }, 403],
  ['an Origin that begins like ours', { Origin: `${publicUrl}.evil.test` }, 403],
  ['another site by its own word', { Origin: publicUrl, 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['a sibling site', { Origin: publicUrl, 'Sec-Fetch-Site': 'same-site' }, 403],
  ['our own page', { Origin: publicUrl, 'Sec-Fetch-Site': 'same-origin' }, 200],
])('a state-changing request of %s is refused, unless it is ours', async (_, headers, status) => {
  const answer = await post(JSON.stringify({ goal: 'hi', count: 1 }), {
    'Content-Type': 'application/json',
    ...(headers as Record<string, string>),
  });
  expect([answer.status, answer.status === 403 && (await errorOf(answer)).code]).toEqual([
    status,
    status === 403 && 'FOREIGN_ORIGIN',
  ]);
});

test('every answer says that it may not be kept', async () => {
  for (const path of ['/api/jobs/limit', '/api/jobs/picture', '/api/jobs/nowhere', '/api/jobs/bug']) {
    expect((await app().request(path)).headers.get('Cache-Control')).toBe('no-store');
  }
});

test('an unknown route and an id that is no UUID are not found', async () => {
  for (const path of ['/api/jobs/a/b', '/api/jobs/by-id/7', "/api/jobs/by-id/x'%20or%201=1"]) {
    const answer = await app().request(path);
    expect(answer.status).toBe(404);
    expect((await errorOf(answer)).code).toBe('NOT_FOUND');
  }
});

test('behind the REST API, pictures go out as base64 and text as text', async () => {
  const handler = toLambda(app());
  const event = (path: string) =>
    ({
      httpMethod: 'GET',
      path,
      headers: { host: 'api.test' },
      body: null,
      isBase64Encoded: false,
      resource: '/{proxy+}',
      requestContext: {},
    }) as unknown as Parameters<typeof handler>[0];
  const picture = await handler(event('/api/jobs/picture'));
  expect(picture).toMatchObject({ statusCode: 200, isBase64Encoded: true });
  expect([...Buffer.from(picture.body, 'base64')]).toEqual([0, 255, 128]);
  expect(await handler(event('/api/jobs/limit'))).toMatchObject({ statusCode: 429, isBase64Encoded: false });
});
