import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { NoRoomForBrowser } from '#shared/browser/browser-tasks.ts';
import { withDrivenBrowser } from '#shared/browser/drive-browser.ts';
import { askForBrowser } from '#shared/browser/ask-for-browser.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import { startTestAws, type TestAws } from '../../support/aws.ts';
import { hasEnded } from '../../support/local-browser-tasks.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, type SignedInUser } from '../../support/rows.ts';
import { startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';
import { until, type StreamPage } from '../../support/stream-page.ts';
import { startTestGateway, testLimits, type TestGateway } from '../../support/test-gateway.ts';

let database: TestDatabase;
let aws: TestAws;
let app: SignInApp;
let user: SignedInUser;
let gateway: TestGateway;

beforeAll(async () => {
  [database, aws, app] = await Promise.all([startTestDatabase(), startTestAws(), startSignInApp()]);
});
afterAll(() => Promise.all([database.stop(), aws.stop(), app.stop()]));
beforeEach(async () => {
  user = await addUser(database.db);
});
afterEach(async () => {
  await gateway.stop();
  await database.db.deleteFrom('browser_sessions').execute();
  await database.db.deleteFrom('warm_browsers').execute();
});

async function startGateway(limits: Partial<SessionLimits>): Promise<void> {
  gateway = await startTestGateway({ db: database.db, aws, allow: [app.host], limits: testLimits(limits) });
}

async function ask(userId = user.id, path = '/field'): Promise<StreamPage> {
  const session = { userId, scope: 'stream', platformUrl: `${app.origin}${path}`, displayName: 'Test app' } as const;
  const { ticket } = await askForBrowser({ db: database.db, now: () => new Date() }, session);
  return gateway.open(ticket);
}

const lastPlace = (page: StreamPage) => page.heard.findLast((said) => said.type === 'queued')?.place;
const placeIs = (page: StreamPage, place: number) =>
  until(
    () => lastPlace(page) === place,
    10_000,
    () => `place ${lastPlace(page)} instead of ${place}`,
  );
const sessionsLeft = () => database.db.selectFrom('browser_sessions').select('id').execute();
const running = () => [...gateway.tasks.started.values()].filter((task) => !hasEnded(task));
async function lineIsCut(page: StreamPage): Promise<string> {
  const { ticket } = await page.hear('ticket');
  page.socket.terminate();
  return ticket;
}

describe('C8: a limit on sessions at once', () => {
  test('one more waits and is told its place; a lost waiter leaves; a free place goes to the next at once', async () => {
    await startGateway({ streams: 1 });
    const first = await ask();
    await first.waitForFrame();
    const second = await ask();
    await placeIs(second, 1);
    const third = await ask();
    await placeIs(third, 2);
    const fourth = await ask();
    await placeIs(fourth, 3);
    expect(second.heard.find((said) => said.type === 'queued')!.seconds).toBeGreaterThan(0);
    expect(gateway.tasks.started.size).toBe(1);

    third.socket.terminate();
    await placeIs(fourth, 2);

    first.send({ type: 'cancel' });
    await second.hear('starting', 5_000);
    await placeIs(fourth, 1);
    await second.waitForFrame();
    expect(fourth.heard.some(({ type }) => type === 'starting')).toBe(false);
    second.send({ type: 'cancel' });
    await fourth.waitForFrame(0, 15_000);
  });

  test('one whose browser finds no room stands in line again, told its place, and starts when there is room', async () => {
    await startGateway({ streams: 2 });
    const { tasks } = gateway;
    const start = tasks.start.bind(tasks);
    let refusals = 0;
    tasks.start = async (waitSeconds) => {
      refusals += 1;
      if (refusals === 1) throw new NoRoomForBrowser('refused');
      return start(waitSeconds);
    };
    const page = await ask();
    await placeIs(page, 1);
    const second = await ask((await addUser(database.db)).id);
    await placeIs(second, 2);
    expect(page.closed).toBeUndefined();
    await page.waitForFrame(0, 30_000);
    await second.waitForFrame(0, 30_000);
    expect(refusals).toBe(3);
  });

  test('a walk without a place is told so, apart from one that lost its browser', async () => {
    await startGateway({ drives: 1 });
    const { origin } = gateway;
    const deps = { db: database.db, now: () => new Date(), gatewayUrl: origin };
    const request = { userId: user.id, platformUrl: app.origin, displayName: 'Test app' };
    await withDrivenBrowser(deps, request, async () => {
      const waiting = withDrivenBrowser({ ...deps, waitMs: 2_000 }, request, async () => undefined);
      await expect(waiting).rejects.toThrow('BROWSERS_BUSY');
    });
    await gateway.stop();
    const away = withDrivenBrowser({ ...deps, waitMs: 2_000 }, request, async () => undefined);
    await expect(away).rejects.toThrow('BROWSER_LOST');
    await startGateway({});
  });

  test('somebody else’s first session comes before one’s second', async () => {
    await startGateway({ streams: 1 });
    const first = await ask();
    await first.hear('starting');
    const second = await ask();
    await placeIs(second, 1);
    const other = await ask((await addUser(database.db)).id);
    await placeIs(other, 1);
    await placeIs(second, 2);
    first.send({ type: 'cancel' });
    expect(await other.hear('starting', 5_000)).toBeDefined();
    await placeIs(second, 1);
  });

  test('places of a gateway that is gone are not held for long', async () => {
    await startGateway({ streams: 1 });
    const { id } = await database.db
      .insertInto('browser_sessions')
      .values({
        user_id: user.id,
        scope: 'stream',
        platform_url: app.origin,
        display_name: 'Test app',
        ticket_hash: Buffer.from('of a gateway that is gone'),
        ticket_expires_at: new Date(),
        queued_at: new Date(),
        admitted_at: new Date(),
        seen_at: new Date(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const page = await ask();
    await placeIs(page, 1);
    const longAgo = new Date(Date.now() - 46_000);
    await database.db.updateTable('browser_sessions').set({ seen_at: longAgo }).where('id', '=', id).execute();
    expect(await page.hear('starting', 10_000)).toBeDefined();
  });
});

describe('a line that is cut', () => {
  test('comes back with its ticket to the same browser, which sends a whole frame and takes input', async () => {
    await startGateway({ graceSeconds: 20 });
    const page = await ask();
    await page.waitForFrame();
    page.type('before ');
    await until(
      () => app.reported.includes('before '),
      5_000,
      () => 'not typed',
    );
    const ticket = await lineIsCut(page);
    await sleep(500);
    const back = await gateway.open(ticket);
    await back.waitForFrame();
    expect(back.heard.find((said) => said.type === 'location')?.url).toBe(`${app.origin}/field`);
    back.type('after');
    await until(
      () => app.reported.includes('before after'),
      5_000,
      () => `reported: ${app.reported.at(-1)}`,
    );
    const frames = back.frames;
    back.type('wards');
    await back.waitForFrame(frames);
    expect(gateway.tasks.started.size).toBe(1);

    // Each line has a ticket of its own, once.
    expect((await back.hear('ticket')).ticket).not.toBe(ticket);
    const refused = await gateway.open(ticket);
    await until(
      () => refused.closed,
      5_000,
      () => 'still open',
    );
    expect(refused.closed!.code).toBe(4403);
    back.send({ type: 'cancel' });
    await expect.poll(sessionsLeft, { timeout: 10_000 }).toEqual([]);
  });

  test('is taken over by a newer one while nobody has noticed that it is dead', async () => {
    await startGateway({ graceSeconds: 20 });
    const page = await ask();
    await page.waitForFrame();
    const { ticket } = await page.hear('ticket');
    const back = await gateway.open(ticket);
    await back.waitForFrame();
    await until(
      () => page.closed,
      5_000,
      () => 'the old line is open',
    );
    expect(running()).toHaveLength(1);
  });

  test('and does not come back ends the browser after the grace, and not before', async () => {
    await startGateway({ graceSeconds: 3 });
    const page = await ask();
    await page.waitForFrame();
    const ticket = await lineIsCut(page);
    await sleep(1_000);
    expect(running()).toHaveLength(1);
    await expect.poll(running, { timeout: 10_000 }).toEqual([]);
    await expect.poll(sessionsLeft).toEqual([]);
    const late = await gateway.open(ticket);
    await until(
      () => late.closed,
      5_000,
      () => 'still open',
    );
    expect(late.closed!.code).toBe(4403);
  });

  test('learns of an end that it missed', async () => {
    await startGateway({ graceSeconds: 20 });
    const page = await ask();
    await page.waitForFrame();
    const ticket = await lineIsCut(page);
    gateway.tasks.newest.process.kill('SIGKILL');
    await expect.poll(running).toEqual([]);
    await sleep(300);
    const back = await gateway.open(ticket);
    expect(await back.hear('ended')).toMatchObject({ reason: 'browser_lost' });
    await expect.poll(sessionsLeft, { timeout: 10_000 }).toEqual([]);
  });

  test('learns of it at another gateway too, which starts nothing anew', async () => {
    await startGateway({ graceSeconds: 5 });
    const successor = await startTestGateway({ db: database.db, aws, allow: [app.host], limits: testLimits() });
    onTestFinished(() => successor.stop());
    const page = await ask();
    await page.waitForFrame();
    const ticket = await lineIsCut(page);
    gateway.tasks.newest.process.kill('SIGKILL');
    const ended = () => database.db.selectFrom('browser_sessions').select('end_reason').execute();
    await expect.poll(ended, { timeout: 10_000 }).toEqual([{ end_reason: 'browser_lost' }]);
    const back = await successor.open(ticket);
    expect(await back.hear('ended')).toMatchObject({ reason: 'browser_lost', connectionId: null });
    expect(successor.tasks.started.size).toBe(0);
  });
});

test('C7: a session finds no cookie, storage or cache of the one before, at the same platform', async () => {
  await startGateway({ warm: { size: 1, fromHour: 0, toHour: 24, timeZone: 'UTC' } });
  for (const { id } of [user, await addUser(database.db)]) {
    app.reported.length = 0;
    const page = await ask(id, '/traces');
    await until(
      () => app.reported.includes('left 1'),
      20_000,
      () => app.reported.join(' | '),
    );
    expect(app.reported[0]).toBe('found ,,0,0,0,0');
    page.send({ type: 'cancel' });
    await page.hear('ended');
  }
});

describe('browsers kept warm', () => {
  const allDay = { size: 1, fromHour: 0, toHour: 24, timeZone: 'UTC' };

  test('serve one session and are replaced; how each began, and how soon, is logged', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    onTestFinished(() => written.mockRestore());
    const starts = () =>
      written.mock.calls
        .map(([line]) => String(line))
        .filter((line) => line.includes('"session.started"'))
        .map((line) => JSON.parse(line) as { warm: boolean; ms: number });
    await startGateway({ warm: allDay });
    await until(
      () => gateway.tasks.started.size === 1 && gateway.tasks.newest.log().includes('browser.ready'),
      20_000,
      () => 'not warm',
    );
    const warm = gateway.tasks.newest;
    const page = await ask();
    await page.waitForFrame();
    expect(gateway.tasks.newest).toBe(warm);
    await until(
      () => gateway.tasks.started.size === 2,
      15_000,
      () => 'not replaced',
    );
    page.send({ type: 'cancel' });
    expect(await warm.exited).toBe(0);
    await gateway.stop();

    await startGateway({});
    await (await ask()).waitForFrame();
    const [soon, late] = starts();
    expect([soon!.warm, late!.warm]).toEqual([true, false]);
    expect(soon!.ms).toBeLessThan(late!.ms);
  });

  test('are as many as there is room for: what was started is kept and taken, and no more are started for it', async () => {
    await startGateway({ warm: { ...allDay, size: 2 } });
    const { tasks } = gateway;
    const start = tasks.start.bind(tasks);
    let refused = 0;
    tasks.start = async (waitSeconds) => {
      if (tasks.started.size < 1) return start(waitSeconds);
      refused += 1;
      throw new NoRoomForBrowser('refused');
    };
    await until(
      () => refused > 0 && tasks.newest.log().includes('browser.ready'),
      20_000,
      () => 'not warm',
    );
    const page = await ask();
    await page.waitForFrame();
    expect(tasks.started.size).toBe(1);
  });

  test('are none at night, and one that has died is not given to anybody', async () => {
    await startGateway({ warm: { ...allDay, fromHour: 24 } });
    await sleep(500);
    expect(gateway.tasks.started.size).toBe(0);
    await gateway.stop();
    await startGateway({ warm: allDay });
    await until(
      () => gateway.tasks.started.size === 1,
      10_000,
      () => 'not started',
    );
    gateway.tasks.newest.process.kill('SIGKILL');
    await gateway.tasks.newest.exited;
    const page = await ask();
    await page.waitForFrame(0, 20_000);
  });
});
