import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchTestBrowser } from '../support/chromium.ts';
import { parts, startInputApp, type InputApp } from '../support/input-app.ts';
import { LocalBrowserTasks } from '../support/local-browser-tasks.ts';
import { startStreamedPages, type StreamedPages } from '../support/streamed-pages.ts';
import { until } from '../support/stream-page.ts';
import type { WatchedPage } from '../support/web-page.ts';

/**
 * Our page, the gateway, a browser task and a page in it: what is done in the first arrives in the last. Beside what other
 * streamed browsers lose of it: a file that is chosen (hostile-pages), lists that open (page-asks, stream-asks), a line
 * that is cut and what the session before left (gateway/waiting), frames without base64 (stream-page reads them).
 */
let app: InputApp;
let tasks: LocalBrowserTasks;
let pages: StreamedPages;
let viewers: Browser;

beforeAll(async () => {
  app = await startInputApp();
  tasks = new LocalBrowserTasks([app.host]);
  [pages, viewers] = await Promise.all([startStreamedPages(tasks), launchTestBrowser()]);
}, 90_000);
afterAll(async () => {
  await viewers.close();
  await pages.stop();
  await tasks.removeAll();
  await app.stop();
});

/** Where our page shows a point of the remote one. */
async function at(page: Page, { x, y }: { x: number; y: number }) {
  const canvas = page.locator('canvas');
  await page.waitForFunction(() => document.querySelector('canvas')!.getBoundingClientRect().width > 300);
  const box = (await canvas.boundingBox())!;
  const width = await canvas.evaluate((element: HTMLCanvasElement) => element.width / Math.min(2, devicePixelRatio));
  return { x: box.x + (x * box.width) / width, y: box.y + (y * box.width) / width };
}

/** Waits until the remote page has noticed this. */
async function noticed(line: string): Promise<boolean> {
  return await until(
    () => app.noticed.includes(line),
    10_000,
    () => `not "${line.slice(0, 60)}" but ${app.noticed.map((said) => said.slice(0, 60)).join(' | ')}`,
  );
}

/** Waits for an event of the mouse at this point: a pixel of our page is the most it may be off. */
async function pointed(words: string, { x, y }: { x: number; y: number }, shift = false): Promise<boolean> {
  const is = (line: string) => {
    const [, said, atX, atY, shifted] = /^(\w+ \d \d) (\d+) (\d+) (\w+)$/.exec(line) ?? [];
    return said === words && Math.abs(Number(atX) - x) <= 1 && Math.abs(Number(atY) - y) <= 1 && shifted === `${shift}`;
  };
  return await until(
    () => app.noticed.some(is),
    10_000,
    () => `not ${words} at ${x} ${y} but ${app.noticed.join(' | ')}`,
  );
}

describe('with mouse and keyboard', () => {
  let watched: WatchedPage;
  let page: Page;

  const press = async (point: { x: number; y: number }, options = {}) => {
    const { x, y } = await at(page, point);
    await page.mouse.click(x, y, options);
  };
  /** Puts the caret into the empty text area. */
  const write = async () => {
    await press(parts.area);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    app.noticed.length = 0;
  };

  beforeAll(async () => {
    watched = await pages.open(viewers, app.url);
    page = watched.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await noticed('ready 1 mouse');
  }, 60_000);
  afterAll(() => watched.close());
  beforeEach(() => (app.noticed.length = 0));

  const address = `Jo.O'Neil-99@ex.com p#$%&(1)`;

  test('every character of the keyboard arrives, a full stop is no Delete, and shifted ones are themselves', async () => {
    await write();
    await page.keyboard.type(address);
    expect(await noticed(`area ${address}`)).toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('.');
    expect(await noticed(`area .${address}`)).toBe(true);
  });

  test('Control+A selects everything, so that what is typed replaces it, and Control+Z brings it back', async () => {
    await write();
    await page.keyboard.type('first');
    expect(await noticed('area first')).toBe(true);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('x');
    expect(await noticed('area x')).toBe(true);
    await page.keyboard.press('Control+Z');
    await expect.poll(() => app.noticed.at(-1)).toMatch(/^area f/);
  });

  test('Control+V pastes the user’s own clipboard, exactly', async () => {
    await write();
    const pasted = `${address} สวัสดี 日本 👋`;
    await page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
    await page.keyboard.press('Control+V');
    expect(await noticed(`area ${pasted}`)).toBe(true);
  });

  test('a paste longer than one message arrives whole, characters of two units too', async () => {
    await write();
    const pasted = `a${'👋'.repeat(8_000)}z`;
    await page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
    await page.keyboard.press('Control+V');
    expect(await noticed(`area ${pasted}`)).toBe(true);
  });

  test('Control+C and Control+X reach the user’s clipboard, a password does not', async () => {
    await write();
    await page.keyboard.type('to take along');
    expect(await noticed('area to take along')).toBe(true);
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    // What comes late after the keys is not written to the clipboard: on a busy machine they are pressed once more.
    const copied = async () => {
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      await page.waitForTimeout(500);
      return await clipboard();
    };
    await expect.poll(copied, { timeout: 15_000 }).toBe('to take along');
    // And never what was copied before that.
    await page.keyboard.press('End');
    await page.keyboard.type(' twice');
    await expect.poll(copied, { timeout: 15_000 }).toBe('to take along twice');
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    await page.keyboard.press('Control+X');
    expect(await noticed('area ')).toBe(true);
    await expect.poll(clipboard, { timeout: 5_000 }).toBe('to take along twice');
    await press(parts.secret);
    await page.keyboard.type('hidden');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await page.keyboard.press('End');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await clipboard()).toBe('to take along twice');
  });

  test('Enter submits a form', async () => {
    await press(parts.line);
    await page.keyboard.type('robin');
    await page.keyboard.press('Enter');
    expect(await noticed('submitted robin')).toBe(true);
  });

  test('a key that is held repeats', async () => {
    await write();
    await page.keyboard.down('k');
    await page.keyboard.down('k');
    await page.keyboard.up('k');
    expect(await noticed('repeat k')).toBe(true);
    expect(await noticed('area kk')).toBe(true);
  });

  test.each([
    ['Japanese', ['ｎ', 'に', 'にほ', 'にほん'], '日本'],
    ['Chinese', ['n', 'ni', 'ni hao'], '你好'],
    ['Thai', ['ส', 'สวั'], 'สวัสดี'],
    ['a dead key', ['´'], 'é'],
  ])('%s is composed in the remote page as it is typed, and committed once', async (_, steps, outcome) => {
    await write();
    const keyboard = await page.context().newCDPSession(page);
    const dead = { key: steps[0] === '´' ? 'Dead' : 'Process', windowsVirtualKeyCode: 229 };
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...dead });
    for (const text of steps) {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await keyboard.send('Input.insertText', { text: outcome });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...dead });
    expect(await noticed(`compositionend ${outcome}`)).toBe(true);
    expect(app.noticed).toContain(`compositionupdate ${steps.at(-1)}`);
    await page.keyboard.type('!');
    expect(await noticed(`area ${outcome}!`)).toBe(true);
  });

  test('a composition that is given up leaves nothing', async () => {
    await write();
    const keyboard = await page.context().newCDPSession(page);
    await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    expect(await noticed('compositionupdate にほ')).toBe(true);
    await keyboard.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
    await page.keyboard.type('a');
    expect(await noticed('area a')).toBe(true);
  });

  test('all buttons, double and triple clicks arrive where they were made', async () => {
    await press(parts.pad, { button: 'right' });
    expect(await pointed('contextmenu 2 0', parts.pad)).toBe(true);
    await press(parts.pad, { button: 'middle' });
    expect(await pointed('auxclick 1 1', parts.pad)).toBe(true);
    await press(parts.pad, { clickCount: 3 });
    expect(await pointed('dblclick 0 2', parts.pad)).toBe(true);
    expect(await pointed('click 0 3', parts.pad)).toBe(true);
    await page.keyboard.down('Shift');
    await press(parts.pad);
    await page.keyboard.up('Shift');
    expect(await pointed('click 0 1', parts.pad, true)).toBe(true);
  });

  test('a drag holds the button, and what a page lets be dragged can be dropped', async () => {
    const [from, to] = [await at(page, parts.pad), await at(page, { x: 800, y: 300 })];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    expect(await noticed('held 1')).toBe(true);
    const [item, zone] = [await at(page, parts.item), await at(page, parts.zone)];
    await page.mouse.move(item.x, item.y);
    await page.mouse.down();
    await page.mouse.move(item.x + 20, item.y + 5, { steps: 3 });
    await page.mouse.move(zone.x, zone.y, { steps: 6 });
    await page.mouse.up();
    expect(await noticed('dropped the item')).toBe(true);
    await press(parts.pad);
    expect(await pointed('click 0 1', parts.pad)).toBe(true);
  });

  test('the wheel turns both ways', async () => {
    const { x, y } = await at(page, parts.pad);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 120);
    expect(await noticed('wheel 0 120')).toBe(true);
    await page.mouse.wheel(-40, 0);
    expect(await noticed('wheel -40 0')).toBe(true);
  });

  test('a click does not wait behind a thousand moves', async () => {
    const point = await at(page, parts.pad);
    const begun = performance.now();
    await page.locator('canvas').evaluate((canvas, { x, y }) => {
      const send = (type: string, clientX: number, buttons: number) =>
        canvas.dispatchEvent(
          new MouseEvent(type, { bubbles: true, cancelable: true, clientX, clientY: y, buttons, detail: 1 }),
        );
      for (let move = 0; move < 1_000; move++) send('mousemove', x - 100 + move / 10, 0);
      send('mousedown', x, 1);
      send('mouseup', x, 0);
    }, point);
    expect(await pointed('click 0 1', parts.pad)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  test('nothing that was typed stays in our own page', async () => {
    await write();
    await page.keyboard.type('secret');
    expect(await noticed('area secret')).toBe(true);
    expect((await page.locator('textarea').inputValue()).replaceAll('\u200b', '')).toBe('');
    expect(watched.problems).toEqual([]);
  });
});

test('on a screen of two device pixels a CSS pixel the remote page has two too, and a press is exact', async () => {
  app.noticed.length = 0;
  const { page, close } = await pages.open(viewers, app.url, {
    viewport: { width: 1001, height: 777 },
    deviceScaleFactor: 2,
  });
  expect(await noticed('ready 2 mouse')).toBe(true);
  for (const point of [parts.pad, { x: 551, y: 51 }, { x: 848, y: 348 }]) {
    const { x, y } = await at(page, point);
    await page.mouse.click(x, y);
    expect(await pointed('click 0 1', point)).toBe(true);
  }
  await close();
});

test('a finger taps and scrolls, and a phone’s keyboard writes and deletes', async () => {
  app.noticed.length = 0;
  const { page, close } = await pages.open(viewers, app.url, {
    viewport: { width: 900, height: 700 },
    hasTouch: true,
  });
  expect(await noticed('ready 1 touch')).toBe(true);
  const tap = await at(page, parts.area);
  await page.touchscreen.tap(tap.x, tap.y);
  await expect.poll(() => page.locator('textarea').evaluate((area) => area === document.activeElement)).toBe(true);
  // A finger takes the focus a moment after it is lifted: nobody writes as fast.
  expect(await noticed('focus area')).toBe(true);
  const phone = await page.context().newCDPSession(page);
  // A phone's keyboard composes each word.
  await phone.send('Input.imeSetComposition', { text: 'hel', selectionStart: 3, selectionEnd: 3 });
  await phone.send('Input.insertText', { text: 'hello' });
  expect(await noticed('area hello')).toBe(true);
  await page.locator('textarea').evaluate(() => document.execCommand('delete'));
  expect(await noticed('area hell')).toBe(true);
  await page.locator('textarea').evaluate(() => document.execCommand('insertText', false, ' no'));
  expect(await noticed('area hell no')).toBe(true);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: { x: number; y: number }[]) =>
    phone.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((point, id) => ({ ...point, id })) });
  // A page that takes fingers itself gets each of them, where it is; our own page makes no mouse of them.
  const pad = await at(page, parts.pad);
  const second = await at(page, { x: parts.pad.x + 80, y: parts.pad.y });
  await touch('touchStart', pad);
  await touch('touchStart', pad, second);
  await touch('touchMove', pad, { ...second, y: second.y + 50 });
  await touch('touchEnd');
  const { x, y } = parts.pad;
  expect(await noticed(`touchstart 1 ${x},${y}`)).toBe(true);
  expect(await noticed(`touchstart 2 ${x + 80},${y}`)).toBe(true);
  expect(await noticed(`touchmove 2 ${x + 80},${y + 50}`)).toBe(true);
  await expect.poll(() => app.noticed.filter((line) => line.startsWith('touchend')).length).toBe(2);
  expect(app.noticed.some((line) => line.startsWith('mousedown'))).toBe(false);
  // Elsewhere a finger that moves scrolls.
  const free = await at(page, { x: 500, y: 550 });
  await touch('touchStart', free);
  for (const way of [60, 120, 180]) await touch('touchMove', { ...free, y: free.y - way });
  await touch('touchEnd');
  await expect.poll(() => app.noticed.some((line) => /^scrolled [1-9]/.test(line)), { timeout: 5_000 }).toBe(true);
  await close();
});

test('after its end a session takes no input any more', async () => {
  app.noticed.length = 0;
  const { page, close } = await pages.open(viewers, app.url);
  const pad = await at(page, parts.pad);
  await page.mouse.click(pad.x, pad.y);
  expect(await pointed('click 0 1', parts.pad)).toBe(true);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('nothing was kept').waitFor();
  app.noticed.length = 0;
  await page.mouse.click(pad.x, pad.y);
  await page.keyboard.type('too late');
  expect(await tasks.newest.exited).toBe(0);
  expect(app.noticed).toEqual([]);
  await close();
});
