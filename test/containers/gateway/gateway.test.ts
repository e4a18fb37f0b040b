import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { getFile } from '#shared/aws/files.ts';
import { withDrivenBrowser } from '#shared/browser/drive-browser.ts';
import { openSignedInContext } from '#shared/browser/signed-in-context.ts';
import { askForBrowser } from '#shared/browser/ask-for-browser.ts';
import { openDatabase } from '#shared/db/database.ts';
import { storageConsent } from '#shared/contract/consent.ts';
import { streamProtocol, type SessionCookie } from '#shared/contract/stream.ts';
import { openSession, type PlatformSession } from '#shared/crypto/session-cookies.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import { startTestAws, type TestAws } from '../../support/aws.ts';
import type { LocalBrowserTasks } from '../../support/local-browser-tasks.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { fields, startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';
import { type StreamPage, until } from '../../support/stream-page.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

let database: TestDatabase;
let aws: TestAws;
let app: SignInApp;
let keys: PairKeys;
let tasks: LocalBrowserTasks;
let gateway: TestGateway;
let origin: string;
let user: SignedInUser;
let today = new Date();
const now = () => today;

beforeAll(async () => {
  [database, aws, app] = await Promise.all([startTestDatabase(), startTestAws(), startSignInApp()]);
  gateway = await startTestGateway({ db: database.db, aws, allow: [app.host], now });
  ({ keys, tasks, origin } = gateway);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([database.stop(), aws.stop(), app.stop()]);
});
beforeEach(async () => {
  today = new Date();
  user = await addUser(database.db);
});
afterEach(() => tasks.removeAll());

const start = (scope: 'stream' | 'drive', path = '/login') =>
  askForBrowser(
    { db: database.db, now },
    { userId: user.id, scope, platformUrl: `${app.origin}${path}`, displayName: 'Test app' },
  );
const open = (ticket: string) => gateway.open(ticket);
const sessionsLeft = () =>
  database.db.selectFrom('browser_sessions').select('id').where('user_id', '=', user.id).execute();
const connections = () => database.db.selectFrom('connections').selectAll().where('user_id', '=', user.id).execute();
const drive = {
  get deps() {
    return { db: database.db, now, gatewayUrl: origin };
  },
};

async function signIn(page: StreamPage): Promise<void> {
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
}

/** Signs in through a stream and returns the connection's row. */
async function connect() {
  const { ticket } = await start('stream');
  const page = await open(ticket);
  await signIn(page);
  const { reason, connectionId } = await page.hear('ended', 25_000);
  expect(reason).toBe('connected');
  const row = (await connections()).find(({ id }) => id === connectionId)!;
  return { page, row, pair: { userId: user.id, platformId: row.platform_id, connectionId: row.id } };
}

async function nothingIsLeft(): Promise<void> {
  expect(await tasks.newest.exited).toBe(0);
  await expect.poll(sessionsLeft).toEqual([]);
}

/** HTTP status of a refused WebSocket. */
function refusal(url: string, protocols: string[], headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols, { headers });
    socket.on('unexpected-response', (_asked, answer) => resolve(answer.statusCode!));
    socket.on('open', () => resolve(101));
    socket.on('error', () => undefined);
  });
}

const request = () => ({ userId: user.id, platformUrl: app.origin, displayName: 'Test app' });
/** What a driven browser sees with this session. */
const judge = (session: PlatformSession, platformUrl: string) =>
  withDrivenBrowser(drive.deps, request(), async (browser) => {
    const { context, page, signedIn } = await openSignedInContext(browser, { platformUrl, session });
    const seen = {
      signedIn,
      heading: await page.title(),
      viewport: page.viewportSize(),
      labels: await page.locator('button').count(),
    };
    await context.close();
    return seen;
  });

describe('connecting', () => {
  test('C3, C6, K1: signing in stores the cookies sealed, tells the page, and leaves no browser', async () => {
    const { page, row, pair } = await connect();
    expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
    expect(row).toMatchObject({
      platform_url: `${app.origin}/`,
      display_name: 'Test app',
      connection_type: 'cookies',
      last_used_at: null,
    });
    expect(row.expires_at.getTime() - row.connected_at.getTime()).toBe(30 * 86_400_000);
    const { cookies } = await openSession({ keys }, pair, row);
    const session = cookies.find(({ name }) => name === 'session')!;
    expect(session.httpOnly).toBe(true);
    expect(row.cookies.includes(session.value)).toBe(false);
    await nothingIsLeft();
  });

  test('connecting the same platform again replaces the connection and deletes its key', async () => {
    const first = await connect();
    const second = await connect();
    expect((await connections()).map(({ id }) => id)).toEqual([second.row.id]);
    expect(await getFile(aws.bucket, `keys/${user.id}/${first.row.platform_id}`)).toBeUndefined();
    expect((await openSession({ keys }, second.pair, second.row)).cookies).not.toEqual([]);
  });

  /** A page that is asked whether site storage may be kept. */
  async function asked(path: string): Promise<StreamPage> {
    const { ticket } = await start('stream', path);
    const page = await open(ticket);
    await signIn(page);
    await page.hear('storage_consent', 40_000);
    return page;
  }
  const consents = () =>
    database.db.selectFrom('consents').select(['kind', 'version']).where('user_id', '=', user.id).execute();

  test.each(['/storage', '/vault'])(
    'C6: site storage of %s is stored sealed after its consent is recorded, and carries the session',
    async (path) => {
      const page = await asked(path);
      expect([await consents(), await connections()]).toEqual([[], []]);
      page.send({ type: 'storage_answer', answer: 'keep', version: storageConsent.version });
      expect(await page.hear('ended', 60_000)).toMatchObject({ reason: 'connected' });
      expect(await consents()).toEqual([{ kind: 'keep_site_storage', version: storageConsent.version }]);
      const [row] = await connections();
      expect(row).toMatchObject({ connection_type: 'cookies_and_storage', platform_url: `${app.origin}${path}` });
      const session = await openSession(
        { keys },
        { userId: user.id, platformId: row!.platform_id, connectionId: row!.id },
        row!,
      );
      expect(await judge(session, row!.platform_url)).toMatchObject({ signedIn: true, labels: 20 });
      // The cookies alone lead to the form again.
      expect(await judge({ cookies: session.cookies }, row!.platform_url)).toMatchObject({ signedIn: false });
      await nothingIsLeft();
    },
  );

  test.each([
    ['no', 'decline', storageConsent.version, 'storage_declined'],
    ['yes to another text', 'keep', '2020-01-01', 'protocol_error'],
  ] as const)('C6: %s keeps nothing', async (_, answer, version, reason) => {
    const page = await asked('/storage');
    page.send({ type: 'storage_answer', answer, version });
    expect(await page.hear('ended', 20_000)).toMatchObject({ reason });
    expect([await consents(), await connections()]).toEqual([[], []]);
    await nothingIsLeft();
  });

  test('C7: a page that closes ends the browser and the session', async () => {
    const { ticket } = await start('stream');
    const page = await open(ticket);
    await page.waitForFrame();
    page.socket.close();
    await nothingIsLeft();
    expect(await connections()).toEqual([]);
  });

  test('a task that dies ends the session with a reason', async () => {
    const { ticket } = await start('stream');
    const page = await open(ticket);
    await page.waitForFrame();
    tasks.newest.process.kill('SIGKILL');
    expect(await page.hear('ended')).toMatchObject({ reason: 'browser_lost', connectionId: null });
    await expect.poll(sessionsLeft).toEqual([]);
  });

  test('input that the contract does not know ends the session', async () => {
    const { ticket } = await start('stream');
    const page = await open(ticket);
    await page.waitForFrame();
    page.socket.send('{"type":"open","url":"http://example.com","width":1,"height":1}');
    expect(await page.hear('ended')).toMatchObject({ reason: 'protocol_error' });
    await nothingIsLeft();
  });
});

describe('tickets', () => {
  /** How the stream was closed that this ticket was shown for. */
  async function closing(ticket: string) {
    const page = await open(ticket);
    await until(
      () => page.closed,
      5_000,
      () => 'still open',
    );
    return { ...page.closed, heard: page.heard };
  }
  const refused = { code: 4403, reason: 'TICKET_REFUSED', heard: [] };

  test('an unknown ticket is refused', async () => {
    expect(await closing(randomUUID())).toEqual(refused);
  });

  test('a ticket opens its session once, also when two come together', async () => {
    const { ticket } = await start('stream');
    const pages = await Promise.all([open(ticket), open(ticket)]);
    await until(
      () => pages.some(({ closed }) => closed),
      5_000,
      () => 'both open',
    );
    expect(pages.filter(({ closed }) => closed).map(({ closed }) => closed!.code)).toEqual([4403]);
    expect(await closing(ticket)).toEqual(refused);
    const opened = pages.find(({ closed }) => !closed)!;
    await opened.waitForFrame();
    opened.send({ type: 'cancel' });
    await nothingIsLeft();
  });

  test('an expired ticket is refused', async () => {
    const { ticket } = await start('stream');
    today = new Date(Date.now() + 61_000);
    expect(await closing(ticket)).toEqual(refused);
  });

  test('a ticket for the other door is refused', async () => {
    const drive = await start('drive');
    expect(await closing(drive.ticket)).toEqual(refused);
    const stream = await start('stream');
    expect(await refusal(`${origin}/drive`, [], { Authorization: `Bearer ${stream.ticket}` })).toBe(403);
  });

  test('pages of other sites are refused at both doors, without using the ticket up', async () => {
    const stream = await start('stream');
    for (const headers of [{ Origin: 'https://evil.example' }, {}] as Record<string, string>[]) {
      expect(await refusal(`${origin}/stream`, [streamProtocol, stream.ticket], headers)).toBe(403);
    }
    const drive = await start('drive');
    const headers = { Authorization: `Bearer ${drive.ticket}`, Origin: publicUrl };
    expect(await refusal(`${origin}/drive`, [], headers)).toBe(403);
    const page = await open(stream.ticket);
    await page.hear('starting');
    page.send({ type: 'cancel' });
  });
});

describe('driving', () => {
  test('stored cookies open the platform signed in, in a browser that is gone afterwards', async () => {
    const { row, pair } = await connect();
    expect(await judge(await openSession({ keys }, pair, row), row.platform_url)).toEqual({
      signedIn: true,
      heading: 'Home',
      viewport: { width: 1440, height: 900 },
      labels: 1,
    });
    await nothingIsLeft();
  });

  test('dead cookies are found out', async () => {
    const dead: SessionCookie = {
      name: 'session',
      value: 'long-gone',
      domain: '127.0.0.1',
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
    };
    expect(await judge({ cookies: [dead] }, `${app.origin}/`)).toMatchObject({ signedIn: false });
  });

  test('a platform that is away is unreachable, and the browser is gone', async () => {
    await expect(judge({ cookies: [] }, 'http://127.0.0.1:1/')).rejects.toThrow('PLATFORM_UNREACHABLE');
    await nothingIsLeft();
  });

  test('a browser killed in the middle is lost, and what the work throws is passed on', async () => {
    const killed = withDrivenBrowser(drive.deps, request(), async (browser) => {
      const page = await browser.newPage();
      tasks.newest.process.kill('SIGKILL');
      await page.goto(app.origin);
    });
    await expect(killed).rejects.toThrow('BROWSER_LOST');
    await expect.poll(sessionsLeft).toEqual([]);
    const thrown = withDrivenBrowser(drive.deps, request(), async () => {
      throw new Error('of the work');
    });
    await expect(thrown).rejects.toThrow('of the work');
    await nothingIsLeft();
  });
});

test('a gateway is healthy once it has reached the database', async () => {
  const db = openDatabase(async () => 'postgresql://127.0.0.1:1/nobody');
  const unready = await startTestGateway({ db, aws, allow: [] });
  const answer = await fetch(`${unready.origin.replace('ws', 'http')}/healthz`);
  expect(answer.status).toBe(503);
  await unready.stop();
});

test('the health check answers', async () => {
  const answer = await fetch(`${origin.replace('ws', 'http')}/healthz`);
  expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
});
