import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askForBrowser } from '#shared/browser/ask-for-browser.ts';
import { storageConsent } from '#shared/contract/consent.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { openSession } from '#shared/crypto/session-cookies.ts';
import { withPlatformSession, type OpenPlatform } from '../../../functions/pipeline/platform-session.ts';
import { startTestAws, type TestAws } from '../../support/aws.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, type SignedInUser } from '../../support/rows.ts';
import { fields, startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';
import { until } from '../../support/stream-page.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

let database: TestDatabase;
let aws: TestAws;
let app: SignInApp;
let gateway: TestGateway;
let user: SignedInUser;
const now = () => new Date();

beforeAll(async () => {
  [database, aws, app] = await Promise.all([startTestDatabase(), startTestAws(), startSignInApp()]);
  gateway = await startTestGateway({ db: database.db, aws, allow: [app.host] });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([database.stop(), aws.stop(), app.stop()]);
});
beforeEach(async () => void (user = await addUser(database.db)));
afterEach(() => gateway.tasks.removeAll());

/** Connects a platform of the app as a person does, site storage too where it is asked for. */
async function connect(path: string): Promise<string> {
  const request = {
    userId: user.id,
    scope: 'stream',
    platformUrl: `${app.origin}${path}`,
    displayName: 'App',
  } as const;
  const page = await gateway.open((await askForBrowser({ db: database.db, now }, request)).ticket);
  await until(
    () => page.heard.some((said) => said.type === 'location' && !said.loading),
    15_000,
    () => 'not loaded',
  );
  await sleep(400);
  page.click(...fields.user);
  page.type(app.user);
  page.click(...fields.password);
  page.type(app.password);
  page.click(...fields.submit);
  const asked = until(
    () => page.heard.some(({ type }) => type === 'storage_consent' || type === 'ended'),
    40_000,
    () => 'nothing became of it',
  );
  await asked;
  page.send({ type: 'storage_answer', answer: 'keep', version: storageConsent.version });
  const { reason, connectionId } = await page.hear('ended', 40_000);
  expect(reason).toBe('connected');
  return connectionId!;
}

const row = (id: string) => database.db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();

async function stored(id: string) {
  const kept = (await row(id))!;
  const pair = { userId: user.id, platformId: kept.platform_id, connectionId: id };
  return { kept, session: await openSession({ keys: gateway.keys }, pair, kept) };
}

const use = <T>(id: string, work: (platform: OpenPlatform) => Promise<T>) =>
  withPlatformSession(
    { db: database.db, now, keys: gateway.keys, gatewayUrl: gateway.origin },
    { user_id: user.id, connection_id: id },
    work,
  );
const removed = (id: string) => database.db.deleteFrom('connections').where('id', '=', id).execute();
const look = ({ page }: OpenPlatform) => page.locator('button').count();

describe('a platform that takes every token once', () => {
  test('in cookies: stays connected from one use to the next, and for no longer than it was', async () => {
    const id = await connect('/once/');
    const first = await stored(id);
    for (let uses = 0; uses < 3; uses += 1) {
      expect(await use(id, async (platform) => (await platform.page.reload(), await look(platform)))).toBe(1);
    }
    const { kept, session } = await stored(id);
    expect(session.cookies.map(({ name, domain, httpOnly }) => [name, domain, httpOnly])).toEqual(
      first.session.cookies.map(({ name, domain, httpOnly }) => [name, domain, httpOnly]),
    );
    const token = session.cookies.find(({ name }) => name === 'once')!;
    expect(token.value).not.toBe(first.session.cookies.find(({ name }) => name === 'once')!.value);
    expect(kept.cookies.includes(token.value)).toBe(false);
    expect(kept.expires_at).toEqual(first.kept.expires_at);
    expect(kept.connected_at).toEqual(first.kept.connected_at);
    expect(kept.site_storage).toBeNull();
  });

  test('in site storage: the same, of the origin that was agreed to', async () => {
    const id = await connect('/turning');
    const first = await stored(id);
    for (let uses = 0; uses < 2; uses += 1) expect(await use(id, look)).toBe(20);
    const { session } = await stored(id);
    expect(session.storage!.origin).toBe(app.origin);
    expect(session.storage!.local).not.toEqual(first.session.storage!.local);
  });

  test('a failure meanwhile changes nothing about that', async () => {
    const id = await connect('/once/');
    const failing = use(id, async ({ page }) => {
      await page.reload();
      throw new Error('a step failed');
    });
    await expect(failing).rejects.toThrow('a step failed');
    expect(await use(id, look)).toBe(1);
  });
});

test('a session that ends signed out is not kept, nor one whose connection was removed meanwhile', async () => {
  const id = await connect('/once/');
  const signedOut = use(id, async (platform) => {
    await platform.context.clearCookies();
    return (await stored(id)).kept.cookies;
  });
  const before = await signedOut;
  expect((await row(id))!.cookies).toEqual(before);
  await database.db.deleteFrom('connections').where('id', '=', id).execute();

  const other = await connect('/once/');
  await use(other, async ({ page }) => {
    await database.db.deleteFrom('connections').where('id', '=', other).execute();
    await page.reload();
  });
  expect(await row(other)).toBeUndefined();
});

test.each([
  ['its connection was removed', async (id: string) => void (await removed(id))],
  [
    'its connection was missed',
    async (id: string) => {
      await removed(id);
      throw new ProductError('RECONNECT_REQUIRED', 'connection');
    },
  ],
  [
    'its job was missed',
    async () => {
      throw new ProductError('NOT_FOUND', 'job');
    },
  ],
])('a platform is not opened once more when %s meanwhile', async (_, meanwhile) => {
  const id = await connect('/once/');
  let seen = 0;
  const used = use(id, async ({ page }) => {
    await page.reload({ waitUntil: 'networkidle' });
    seen = app.requests.length;
    await meanwhile(id);
  });
  expect([undefined, 'RECONNECT_REQUIRED', 'NOT_FOUND']).toContain(await used.catch(({ code }: ProductError) => code));
  expect(seen).toBeGreaterThan(0);
  expect(app.requests.slice(seen)).toEqual([]);
});

test('a session that nothing has replaced stays as it was, byte for byte', async () => {
  const id = await connect('/login');
  const before = (await row(id))!.cookies;
  expect(await use(id, look)).toBe(1);
  expect((await row(id))!.cookies).toEqual(before);
});
