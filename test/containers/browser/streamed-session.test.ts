import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import sharp from 'sharp';
import { storageConsent } from '#shared/contract/consent.ts';
import type { StorageAnswer } from '#shared/contract/stream.ts';
import { startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { processesInGroups, processesUsing } from '../../support/processes.ts';
import { fields, startSignInApp, type SignInApp } from '../../support/sign-in-app.ts';
import { startLateApp } from '../../support/late-app.ts';
import { StreamPage, until } from '../../support/stream-page.ts';

let app: SignInApp;
let task: TestBrowserTask | undefined;
/** Those of the task while its page was shown. */
let processes: number[] = [];

beforeAll(async () => {
  app = await startSignInApp();
});
afterAll(() => app.stop());
afterEach(() => task?.remove());

/** A task with its page, streaming this path at 800×600. */
async function stream(path: string, scale = 1): Promise<StreamPage> {
  task = await startTestBrowserTask({ allow: [app.host] });
  processes = [];
  const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
  page.open(path.startsWith('/') ? `${app.origin}${path}` : path, 800, 600, scale);
  return page;
}

async function drawn(page: StreamPage): Promise<void> {
  await until(
    () => page.heard.some((said) => said.type === 'location' && !said.loading),
    10_000,
    () => 'not loaded',
  );
  await page.waitForFrame();
  await sleep(400);
  processes = await processesUsing(task!.folder);
}

/** A frame in the middle of a change of size may still be of the old one. */
const sizes = (page: StreamPage) => async () => {
  const { width, height } = await sharp(page.whole).metadata();
  return [page.frame!.width, page.frame!.height, width, height];
};

async function reported(text: string, from = 0): Promise<boolean> {
  return await until(
    () => app.reported.slice(from).includes(text),
    5_000,
    () => `reported: ${app.reported.slice(from).join(' | ')}`,
  );
}

async function signIn(page: StreamPage, password = app.password): Promise<void> {
  page.click(...fields.user);
  page.type(app.user);
  page.click(...fields.password);
  page.paste(password);
  page.press('Enter', 'Enter');
}

/** Processes of the browser in which the captured session is being tried. */
async function freshBrowser(page: StreamPage): Promise<number[]> {
  await page.hear('verifying', 20_000);
  const [home] = readdirSync(task!.folder).filter((name) => name.startsWith('browser-'));
  const using = async () => {
    const pids = await processesUsing(join(task!.folder, home!, 'fresh-'));
    return pids.length > 1 && pids;
  };
  return await until(using, 10_000, () => 'no fresh browser');
}

/** What the task has left when it has exited by itself: nothing, if all is well. */
async function leftovers() {
  const exit = await task!.exited;
  const { folder } = task!;
  const left = [...(await processesUsing(folder)), ...(await processesInGroups(processes))];
  return { exit, files: readdirSync(folder), processes: left };
}
const nothing = { exit: 0, files: [], processes: [] };

describe('signing in', () => {
  test('is detected while the terms, opened from the sign-in page, are still open in a tab', async () => {
    const page = await stream('/login');
    await drawn(page);
    page.click(...fields.terms);
    const tabs = () => page.heard.findLast((said) => said.type === 'tabs');
    await until(
      () => tabs()?.tabs.some(({ url }) => url.endsWith('/about')),
      10_000,
      () => 'not opened',
    );
    page.send({ type: 'tab', action: 'show', tab: tabs()!.tabs[0]!.id });
    await until(
      () => tabs()!.front === tabs()!.tabs[0]!.id,
      10_000,
      () => 'not in front',
    );
    await drawn(page);
    await signIn(page);
    expect((await page.hear('signed_in', 30_000)).url).toBe(`${app.origin}/`);
    expect(tabs()!.tabs).toHaveLength(2);
  });

  test('C3: is detected, checked with the cookies alone and handed over, and the browser ends by itself', async () => {
    const page = await stream('/login');
    await drawn(page);
    await signIn(page);
    const beside = await freshBrowser(page);
    expect(beside.filter((pid) => processes.includes(pid))).toEqual([]);
    const session = await page.hear('signed_in', 20_000);
    expect(session.url).toBe(`${app.origin}/`);
    expect(session.cookies.find(({ name }) => name === 'session')).toMatchObject({
      domain: '127.0.0.1',
      path: '/',
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
      expires: -1,
    });
    expect(await leftovers()).toEqual(nothing);
    expect(task!.log()).not.toContain(app.password);
    expect(task!.log()).not.toContain(app.origin);
  });

  test('a wrong password changes nothing, and "I am signed in" is answered with no', async () => {
    const page = await stream('/login');
    await drawn(page);
    await signIn(page, 'wrong');
    await sleep(2_500);
    expect(page.heard.some(({ type }) => type === 'verifying')).toBe(false);
    page.send({ type: 'confirm' });
    await page.hear('not_signed_in');
    await drawn(page);
    await signIn(page);
    await page.hear('signed_in', 20_000);
  });

  test('a public page is not taken for a session', async () => {
    const page = await stream('/login');
    await drawn(page);
    await sleep(500);
    page.send({ type: 'history', action: 'reload' });
    await sleep(2_000);
    expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
  });

  test('a platform begins where it is signed in at once, not at the record that was open last', async () => {
    const page = await stream('/desk/login');
    await drawn(page);
    await signIn(page);
    // Above it "/desk/" asks to sign in again and "/desk/tools" is not there.
    expect((await page.hear('signed_in', 40_000)).url).toBe(`${app.origin}/desk/tools/notes`);
  });

  describe('C6: a session kept in site storage', () => {
    /** Signs in and answers the question that comes. */
    async function answered(path: string, answer: StorageAnswer['answer']): Promise<StreamPage> {
      const page = await stream(path);
      await drawn(page);
      page.click(...fields.submit);
      expect(await page.hear('storage_consent', 40_000)).toEqual({ type: 'storage_consent', origin: app.origin });
      expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
      page.send({ type: 'storage_answer', answer, version: storageConsent.version });
      return page;
    }

    test('is handed over after the user has agreed, and only the storage that is needed', async () => {
      const page = await answered('/storage', 'keep');
      const { storage } = await page.hear('signed_in', 40_000);
      expect(storage).toEqual({
        origin: app.origin,
        local: [['auth-tokens', expect.stringMatching(/^board-/)]],
        session: [],
        databases: [],
      });
      expect(await leftovers()).toEqual(nothing);
    });

    test('is carried by databases where nothing else does, with values that JSON does not know', async () => {
      const page = await answered('/vault', 'keep');
      const { storage } = await page.hear('signed_in', 60_000);
      expect(storage?.session).toEqual([['session-token', expect.any(String)]]);
      expect(storage?.databases).toMatchObject([
        { name: 'vault', version: 3, stores: [{ name: 'keys', keyPath: 'id' }] },
      ]);
    });

    test('is not handed over when the user declines', async () => {
      const page = await answered('/storage', 'decline');
      expect(await page.hear('ended')).toMatchObject({ reason: 'storage_declined', connectionId: null });
      expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
      expect(await leftovers()).toEqual(nothing);
    });

    test('is asked for again when the user went back to the browser and says that it is signed in', async () => {
      const page = await answered('/storage', 'later');
      const from = page.heard.length;
      page.send({ type: 'confirm' });
      expect((await page.hear('storage_consent', 40_000, from)).origin).toBe(app.origin);
    });
  });
});

describe('frames', () => {
  test('are JPEG pictures of the page at its size, and of the new size after a resize', async () => {
    const page = await stream('/home');
    await drawn(page);
    expect(await sharp(page.whole).metadata()).toMatchObject({ format: 'jpeg', width: 800, height: 600 });
    page.send({ type: 'resize', width: 1000, height: 700, scale: 1 });
    await expect.poll(sizes(page), { timeout: 5_000 }).toEqual([1000, 700, 1000, 700]);
  });

  test.each([0, 60, 120, 180])('have the size that was asked for %i ms after the browser was opened', async (ms) => {
    const page = await stream('/home');
    await sleep(ms);
    page.send({ type: 'resize', width: 1000, height: 700, scale: 1 });
    await page.waitForFrame();
    await expect.poll(sizes(page), { timeout: 5_000 }).toEqual([1000, 700, 1000, 700]);
  });

  test('a page that rests is sharpened once, in the device pixels of the screen that shows it', async () => {
    const page = await stream('/about', 2);
    const still = await until(
      async () => {
        const picture = page.frame?.patches[0];
        const width = picture && (await sharp(picture.picture).metadata()).width;
        return picture && width === picture.width * 2 ? picture : undefined;
      },
      10_000,
      () => 'no picture in device pixels',
    );
    expect(still).toMatchObject({ x: 0, width: 800 });
    const { frames } = page;
    await sleep(1_500);
    expect(page.frames).toBe(frames);
  });

  test('cost less than a megabyte while a hundred letters are typed, with the sharp picture after them', async () => {
    const page = await stream('/field');
    await drawn(page);
    page.click(400, 300);
    await sleep(1_500);
    const { bytes } = page;
    const from = app.reported.length;
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(3).slice(0, 100);
    for (const letter of text) {
      page.type(letter);
      await sleep(100);
    }
    expect(await reported(text, from)).toBe(true);
    await sleep(1_500);
    expect(page.bytes - bytes).toBeLessThan(1_000_000);
  });

  test('stop after two that the page has not acknowledged, and go on with the newest', async () => {
    const page = await stream('/field');
    await drawn(page);
    page.acknowledging = false;
    const before = page.frames;
    for (const letter of 'abcdefghij') {
      page.type(letter);
      await sleep(80);
    }
    expect(page.frames - before).toBeLessThanOrEqual(2);
    page.acknowledging = true;
    page.send({ type: 'ack', sequence: page.frame!.sequence });
    await until(
      () => page.frames - before > 2,
      3_000,
      () => 'no frame after the acknowledgement',
    );
  });
});

describe('input', () => {
  test('typing, pasting, select all, Enter and characters beyond ASCII arrive as typed', async () => {
    const page = await stream('/field');
    await drawn(page);
    const from = app.reported.length;
    page.click(400, 300);
    page.type("Jo.O'Neil-99@ex.com");
    expect(await reported("Jo.O'Neil-99@ex.com", from)).toBe(true);
    page.press('a', 'KeyA', 2);
    page.paste('p#$%&(1) สวัสดี 😀');
    expect(await reported('p#$%&(1) สวัสดี 😀', from)).toBe(true);
    page.press('Enter', 'Enter');
    expect(await reported('enter', from)).toBe(true);
  });

  test('dragging holds the button, and the wheel turns', async () => {
    const page = await stream('/drag');
    await drawn(page);
    const from = app.reported.length;
    const at = { y: 100, modifiers: 0, clickCount: 1 };
    page.send({ type: 'mouse', action: 'down', x: 100, button: 'left', buttons: 1, ...at });
    page.send({ type: 'mouse', action: 'move', x: 150, button: 'none', buttons: 1, ...at });
    page.send({ type: 'mouse', action: 'up', x: 150, button: 'left', buttons: 0, ...at });
    expect(await reported('drag', from)).toBe(true);
    page.send({ type: 'wheel', x: 100, y: 100, deltaX: 0, deltaY: 120, modifiers: 0 });
    expect(await reported('wheel 120', from)).toBe(true);
  });

  test('a pop-up comes to the front and its opener returns', async () => {
    const page = await stream('/opener');
    await drawn(page);
    const from = app.reported.length;
    page.click(200, 120);
    await until(
      () => page.heard.some((said) => said.type === 'location' && said.url.endsWith('/pop-up')),
      5_000,
      () => 'the pop-up did not come to the front',
    );
    await sleep(400);
    const heard = page.heard.length;
    page.click(200, 170);
    expect(await reported('in pop-up', from)).toBe(true);
    const back = await page.hear('location', 5_000, heard);
    expect(back.url).toBe(`${app.origin}/opener`);
  });

  test.each(['not json', '{"type":"shell"}', '{"type":"mouse","action":"move"}', '{"type":"text","text":1}'])(
    'a malformed message ends the session: %s',
    async (message) => {
      const page = await stream('/home');
      await drawn(page);
      page.socket.send(message);
      expect(await page.hear('ended')).toMatchObject({ reason: 'protocol_error' });
      expect(await leftovers()).toEqual(nothing);
    },
  );
});

describe('the network', () => {
  test('C9: a page does not reach another local port, by sub-resource or by redirect', async () => {
    const secret = await startSignInApp();
    const page = await stream(`/reach?to=${encodeURIComponent(`${secret.origin}/about`)}`);
    await drawn(page);
    expect(await reported('refused')).toBe(true);
    const hop = `${app.origin}/redirect?to=${encodeURIComponent(`${secret.origin}/about`)}`;
    await task!.remove();
    const from = app.reported.length;
    const again = await stream(`/reach?to=${encodeURIComponent(hop)}`);
    await drawn(again);
    expect(await reported('refused', from)).toBe(true);
    expect(secret.requests).toEqual([]);
    await secret.stop();
  });

  test.each([
    ['http://127.0.0.1:1/', 'address_refused'],
    ['http://169.254.169.254/latest/meta-data/', 'address_refused'],
    ['file:///etc/passwd', 'address_refused'],
  ])('%s ends with %s', async (url, reason) => {
    const page = await stream(url);
    expect(await page.hear('ended')).toMatchObject({ reason });
    expect(await leftovers()).toEqual(nothing);
  });

  test('a platform that does not answer ends with platform_unreachable', async () => {
    const gone = await startSignInApp();
    await gone.stop();
    task = await startTestBrowserTask({ allow: [gone.host] });
    const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
    page.open(`${gone.origin}/`);
    expect(await page.hear('ended')).toMatchObject({ reason: 'platform_unreachable' });
    expect(await leftovers()).toEqual(nothing);
  });
});

describe('a platform in trouble', () => {
  test('that goes away in the middle is told, and the same browser goes on when it is back', async () => {
    const away = await startLateApp();
    task = await startTestBrowserTask({ allow: [away.host] });
    const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
    page.open(`${away.origin}/image`, 800, 600);
    await drawn(page);
    await away.stop();
    page.send({ type: 'history', action: 'reload' });
    const last = () => page.heard.findLast((said) => said.type === 'location');
    const told = (trouble: string | undefined) => () => last()?.trouble === trouble && !last()?.loading;
    await until(told('unanswered'), 10_000, () => 'not told');
    expect(last()?.url).toBe(`${away.origin}/image`);
    const back = await startLateApp(Number(new URL(away.origin).port));
    page.send({ type: 'history', action: 'reload' });
    await until(told(undefined), 10_000, () => 'not back');
    expect(page.heard.some(({ type }) => type === 'ended')).toBe(false);
    await back.stop();
  });
});

describe('C7: however it ends, nothing is left', () => {
  test('cancelled by the user', async () => {
    const page = await stream('/login');
    await drawn(page);
    page.send({ type: 'cancel' });
    expect(await page.hear('ended')).toMatchObject({ reason: 'cancelled' });
    expect(await leftovers()).toEqual(nothing);
  });

  test('cancelled while the session is being tried in a fresh browser', async () => {
    const page = await stream('/login');
    await drawn(page);
    await signIn(page);
    const beside = await freshBrowser(page);
    page.send({ type: 'cancel' });
    expect(await page.hear('ended')).toMatchObject({ reason: 'cancelled' });
    expect(await leftovers()).toEqual(nothing);
    expect(await processesInGroups(beside)).toEqual([]);
  });

  test('the last page closes itself', async () => {
    const page = await stream('/opener');
    await drawn(page);
    page.click(...fields.user);
    const tabs = () => page.heard.findLast((said) => said.type === 'tabs');
    await until(
      () => tabs()?.tabs.length === 2,
      10_000,
      () => 'no pop-up',
    );
    await until(
      () => page.heard.some((said) => said.type === 'location' && said.url.endsWith('/pop-up') && !said.loading),
      10_000,
      () => 'not loaded',
    );
    page.send({ type: 'tab', action: 'close', tab: tabs()!.tabs.find(({ url }) => url.endsWith('/opener'))!.id });
    await until(
      () => tabs()?.tabs.length === 1,
      10_000,
      () => 'not closed',
    );
    await until(
      () => {
        page.click(...fields.password);
        return page.heard.some(({ type }) => type === 'ended');
      },
      15_000,
      () => 'not ended',
    );
    expect(await page.hear('ended')).toMatchObject({ reason: 'window_closed' });
    expect(await leftovers()).toEqual(nothing);
  });

  test('the connection breaks', async () => {
    const page = await stream('/login');
    await drawn(page);
    page.socket.terminate();
    expect(await leftovers()).toEqual(nothing);
  });

  test('the task is told to stop', async () => {
    const page = await stream('/login');
    await drawn(page);
    task!.process.kill('SIGTERM');
    expect(await page.hear('ended')).toMatchObject({ reason: 'browser_lost' });
    expect(await leftovers()).toEqual(nothing);
  });

  test('Chromium crashes', async () => {
    const page = await stream('/login');
    await drawn(page);
    for (const pid of await processesUsing(`${task!.folder}/browser-`)) process.kill(pid, 'SIGKILL');
    expect(await page.hear('ended')).toMatchObject({ reason: 'browser_lost' });
    expect(await leftovers()).toEqual(nothing);
  });

  test('a task accepts one session and no second', async () => {
    const page = await stream('/login');
    await drawn(page);
    const second = new WebSocket(`wss://${task!.address}:9000/stream`, { rejectUnauthorized: false });
    const status = await new Promise((resolve) => {
      second.on('unexpected-response', (_asked, answer) => resolve(answer.statusCode));
      second.on('error', () => undefined);
    });
    expect(status).toBe(409);
    page.send({ type: 'cancel' });
    expect(await leftovers()).toEqual(nothing);
  });
});
