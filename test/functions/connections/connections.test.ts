import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { developmentHosts } from '#shared/browser/public-address.ts';
import { ticketHash } from '#shared/browser/ask-for-browser.ts';
import { connectionList, startConnectionAnswer } from '#shared/contract/connections.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import type { Api } from '#shared/http/app.ts';
import { connectionsApi } from '../../../functions/connections/routes.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addConnection, addUser, ownPage, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';

const site = { demoPlatform: null, outboxUrl: null, offlineModel: true };
let database: TestDatabase;
let app: SignInApp;
let api: Api;
let user: SignedInUser;
let removedKeys: string[] = [];

beforeAll(async () => {
  [database, app] = await Promise.all([startTestDatabase(), startSignInApp()]);
  api = connectionsApi({
    db: database.db,
    publicUrl,
    now: () => new Date(),
    keys: {
      async remove({ userId, platformId }) {
        removedKeys.push(`${userId}/${platformId}`);
      },
    },
    developmentHosts: developmentHosts(`${app.host},127.0.0.1:9`),
    siteInfo: JSON.stringify(site),
  });
});
afterAll(() => Promise.all([database.stop(), app.stop()]));
beforeEach(async () => {
  user = await addUser(database.db);
  removedKeys = [];
});

const connect = (more: Record<string, unknown> = {}) =>
  api.request('/api/connections', {
    method: 'POST',
    headers: user.headers,
    body: JSON.stringify({ platformUrl: `${app.origin}/login`, consentVersion: connectConsent.version, ...more }),
  });
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;
const asked = () => database.db.selectFrom('browser_sessions').select('id').where('user_id', '=', user.id).execute();
const consents = () => database.db.selectFrom('consents').selectAll().where('user_id', '=', user.id).execute();

test('C1, C2: with the consent a browser is asked for, and only the hash of its ticket is kept', async () => {
  const answer = await connect({ displayName: ' CRM ' });
  expect(answer.status).toBe(201);
  const { sessionId, ticket } = startConnectionAnswer.parse(await answer.json());
  const row = await database.db
    .selectFrom('browser_sessions')
    .selectAll()
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({
    user_id: user.id,
    scope: 'stream',
    platform_url: `${app.origin}/login`,
    display_name: 'CRM',
    task_arn: null,
    queued_at: null,
    ticket_used_at: null,
  });
  expect(row.ticket_hash.equals(ticketHash(ticket))).toBe(true);
  expect(JSON.stringify(row)).not.toContain(ticket);
  expect(await consents()).toMatchObject([{ kind: 'connect_platform', version: connectConsent.version }]);
});

test.each([undefined, '', '2020-01-01'])(
  'C1: without the current consent (%s) nothing starts',
  async (consentVersion) => {
    const answer = await connect({ consentVersion });
    expect(['CONSENT_REQUIRED', 'INVALID_INPUT']).toContain(await codeOf(answer));
    expect(await asked()).toEqual([]);
    expect(await consents()).toEqual([]);
  },
);

test.each([
  ['http://127.0.0.1:1/', 'ADDRESS_REFUSED'],
  ['https://127.0.0.1/', 'ADDRESS_REFUSED'],
  ['https://[::1]/', 'ADDRESS_REFUSED'],
  ['https://169.254.169.254/latest', 'ADDRESS_REFUSED'],
  ['https://localhost/', 'ADDRESS_REFUSED'],
  ['http://example.com/', 'ADDRESS_REFUSED'],
  // Browsers on AWS are let out to the web's own ports alone.
  ['https://example.com:8443/', 'ADDRESS_REFUSED'],
  ['http://127.0.0.1:9/', 'PLATFORM_UNREACHABLE'],
  ['https://user:pw@example.com/', 'INVALID_INPUT'],
  ['ftp://example.com/', 'INVALID_INPUT'],
  ['javascript:alert(1)', 'INVALID_INPUT'],
  ['not an address', 'INVALID_INPUT'],
])('C9: %s is answered with %s and starts nothing', async (platformUrl, code) => {
  expect(await codeOf(await connect({ platformUrl }))).toBe(code);
  expect(await asked()).toEqual([]);
});

test('the list shows the own connections alone and nothing of the session', async () => {
  const { id } = await addConnection(database.db, user.id);
  await addConnection(database.db, (await addUser(database.db)).id);
  const answer = await api.request('/api/connections', { headers: user.headers });
  const text = await answer.text();
  expect(connectionList.parse(JSON.parse(text)).connections.map((connection) => connection.id)).toEqual([id]);
  expect(text).not.toMatch(/cookie(?!s")|platform_?id/i);
});

test('an expired connection is not listed', async () => {
  const { id } = await addConnection(database.db, user.id);
  await database.db
    .updateTable('connections')
    .set({ expires_at: new Date(Date.now() - 1) })
    .where('id', '=', id)
    .execute();
  const answer = await api.request('/api/connections', { headers: user.headers });
  expect(await answer.json()).toEqual({ connections: [] });
});

test('K4: removing deletes the row and the key', async () => {
  const { id } = await addConnection(database.db, user.id);
  const row = await database.db
    .selectFrom('connections')
    .select('platform_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const answer = await api.request(`/api/connections/${id}`, { method: 'DELETE', headers: user.headers });
  expect(answer.status).toBe(204);
  expect(await database.db.selectFrom('connections').select('id').where('id', '=', id).execute()).toEqual([]);
  expect(removedKeys).toEqual([`${user.id}/${row.platform_id}`]);
});

test('somebody else’s connection is not found and stays', async () => {
  const { id } = await addConnection(database.db, (await addUser(database.db)).id);
  const answer = await api.request(`/api/connections/${id}`, { method: 'DELETE', headers: user.headers });
  expect([answer.status, await codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
  expect(await database.db.selectFrom('connections').select('id').where('id', '=', id).execute()).toHaveLength(1);
  expect(removedKeys).toEqual([]);
});

test('without an account only the site can be asked', async () => {
  expect((await api.request('/api/connections')).status).toBe(401);
  expect((await api.request('/api/connections', { method: 'POST', headers: ownPage, body: '{}' })).status).toBe(401);
  expect(await (await api.request('/api/connections/site')).json()).toEqual(site);
});

test('plans wait for the user until a connection is told otherwise, by its owner alone', async () => {
  const owner = await addUser(database.db);
  const { id } = await addConnection(database.db, owner.id);
  const set = (headers: Record<string, string>, body: object) =>
    api.request(`/api/connections/${id}/plan-approval`, { method: 'PUT', headers, body: JSON.stringify(body) });
  const waits = async () => {
    const answer = await api.request('/api/connections', { headers: owner.headers });
    return connectionList.parse(await answer.json()).connections[0]?.approvePlans;
  };
  expect(await waits()).toBe(true);
  expect((await set((await addUser(database.db)).headers, { approvePlans: false })).status).toBe(404);
  expect((await set(owner.headers, { approvePlans: 'no' })).status).toBe(400);
  expect(await waits()).toBe(true);
  for (const approvePlans of [false, true]) {
    expect((await set(owner.headers, { approvePlans })).status).toBe(204);
    expect(await waits()).toBe(approvePlans);
  }
});
