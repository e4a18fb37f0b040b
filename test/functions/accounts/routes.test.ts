import { createHash } from 'node:crypto';
import { compare } from 'bcryptjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountsApi } from '../../../functions/accounts/routes.ts';
import type { Api } from '#shared/http/app.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { ownPage, publicUrl } from '../../support/rows.ts';

const password = 'correct horse battery';
let database: TestDatabase;
let api: Api;
let now = new Date();

beforeAll(async () => {
  database = await startTestDatabase();
  api = accountsApi({ db: database.db, publicUrl, now: () => now });
});
afterAll(() => database.stop());

const post = (path: string, body: object, headers = {}) =>
  api.request(`/api/accounts/${path}`, {
    method: 'POST',
    headers: { ...ownPage, ...headers },
    body: JSON.stringify(body),
  });
const signUp = (email: string, more = {}) =>
  post('sign-up', { name: 'Mali Suk', email, password, sixteenOrOlder: true, ...more });
const cookieOf = (answer: Response) => answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
const me = (cookie: string) => api.request('/api/accounts/me', { headers: { Cookie: cookie } });
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;

test('signing up makes an account, a bcrypt hash of cost 12 and a session that knows who it is', async () => {
  const answer = await signUp('Mali@People.test', { language: 'th' });
  expect(answer.status).toBe(201);
  const account = await answer.json();
  expect(account).toEqual({ id: expect.any(String), name: 'Mali Suk', email: 'mali@people.test', language: 'th' });
  expect(await (await me(cookieOf(answer))).json()).toEqual(account);

  const row = await database.db
    .selectFrom('users')
    .selectAll()
    .where('email', '=', 'mali@people.test')
    .executeTakeFirstOrThrow();
  expect(row.password_hash).toMatch(/^\$2[aby]\$12\$/);
  expect(await compare(password, row.password_hash)).toBe(true);
  expect(JSON.stringify(row)).not.toContain(password);
});

test('the session cookie is for this host, secure, out of scripts’ reach and stored only as a hash', async () => {
  const answer = await signUp('cookie@people.test');
  const [cookie = ''] = answer.headers.getSetCookie().slice(-1);
  expect(cookie).toMatch(/^__Host-session=[\w-]{43};/);
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(attribute);
  const value = /=([\w-]+)/.exec(cookie)?.[1] ?? '';
  const rows = await database.db.selectFrom('sessions').selectAll().execute();
  expect(rows.every((row) => !row.token_hash.toString('latin1').includes(value))).toBe(true);
});

test('nobody under 16, twice under one address, or with a weak or cut password signs up', async () => {
  expect(await codeOf(await signUp('young@people.test', { sixteenOrOlder: false }))).toBe('AGE_NOT_CONFIRMED');
  expect((await signUp('twice@people.test')).status).toBe(201);
  const again = await signUp('TWICE@people.test');
  expect(again.status).toBe(409);
  expect(await codeOf(again)).toBe('EMAIL_TAKEN');
  expect(await codeOf(await signUp('weak@people.test', { password: 'short' }))).toBe('INVALID_INPUT');
  expect(await codeOf(await signUp('long@people.test', { password: 'ก'.repeat(30) }))).toBe('INVALID_INPUT');
  const made = await database.db.selectFrom('users').select('email').where('email', 'like', '%g@people.test').execute();
  expect(made).toEqual([]);
});

test('signing in answers a wrong password and an unknown address alike, after the same work', async () => {
  await signUp('known@people.test');
  const timed = async (email: string) => {
    const start = performance.now();
    const answer = await post('sign-in', { email, password: 'not this one' });
    const { id: _, ...error } = ((await answer.json()) as { error: Record<string, string> }).error;
    return { status: answer.status, error, ms: performance.now() - start };
  };
  const known = await timed('known@people.test');
  const unknown = await timed('unknown@people.test');
  expect(known.status).toBe(401);
  expect(unknown).toMatchObject({ status: 401, error: known.error });
  expect(unknown.ms).toBeGreaterThan(known.ms / 3);
  const right = await post('sign-in', { email: 'known@people.test', password });
  expect(right.status).toBe(200);
  expect((await me(cookieOf(right))).status).toBe(200);
});

test('signing out ends the session on the server, and only this one', async () => {
  const first = cookieOf(await signUp('leaver@people.test'));
  const second = cookieOf(await post('sign-in', { email: 'leaver@people.test', password }));
  const answer = await post('sign-out', {}, { Cookie: first });
  expect(answer.status).toBe(204);
  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-session=;.*Max-Age=0/);
  expect((await me(first)).status).toBe(401);
  expect((await me(second)).status).toBe(200);
});

test('a session ends after thirty days', async () => {
  const cookie = cookieOf(await signUp('month@people.test'));
  const signedUp = now;
  now = new Date(signedUp.getTime() + 29.9 * 86_400_000);
  expect((await me(cookie)).status).toBe(200);
  now = new Date(signedUp.getTime() + 30.1 * 86_400_000);
  expect(await codeOf(await me(cookie))).toBe('NOT_SIGNED_IN');
  now = signedUp;
});

test('the eleventh guess within a quarter of an hour is refused, also the right one, and a later one is not', async () => {
  const email = 'guessed@people.test';
  await signUp(email);
  const past = new Date(now.getTime() - 60_000);
  const email_hash = createHash('sha256').update(email).digest();
  await database.db
    .insertInto('sign_in_attempts')
    .values(Array.from({ length: 9 }, () => ({ email_hash, at: past })))
    .execute();
  expect(await codeOf(await post('sign-in', { email, password: 'wrong one' }))).toBe('WRONG_CREDENTIALS');
  const eleventh = await post('sign-in', { email, password });
  expect(eleventh.status).toBe(429);
  expect(await codeOf(eleventh)).toBe('TOO_MANY_ATTEMPTS');
  const start = now;
  now = new Date(start.getTime() + 16 * 60_000);
  expect((await post('sign-in', { email, password })).status).toBe(200);
  now = start;
});
