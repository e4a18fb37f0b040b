import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectConsent, storageConsent } from '#shared/contract/consent.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann, sampleConnection } from '../support/web-data.ts';
import { startStandIn, type StandIn } from '../support/web-fixtures.ts';
import { openPage, until, type WatchedPage } from '../support/web-page.ts';
import { connectPath, openStreamOn } from '../support/web-stream.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let standIn: StandIn;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  standIn = await startStandIn(website, { me: ann });
  watched = await openPage(browser, standIn, connectPath);
  page = watched.page;
});
afterEach(async () => {
  await watched.close();
  await standIn.close();
});

const openStream = (width = 1280, height = 640) => openStreamOn(page, standIn, width, height);

const canvasBox = async () => {
  const box = await page.locator('canvas').boundingBox();
  if (!box) throw new Error('No canvas');
  return box;
};

test('nothing starts without the consent', async () => {
  await page.getByRole('button', { name: 'Open the browser' }).click();
  expect(await page.getByText('Please read what is kept and agree to it.').isVisible()).toBe(true);
  expect(standIn.state.received).toEqual([]);
});

test('the consent given is the current one, and the ticket opens the stream without standing in an address', async () => {
  await openStream();
  expect(standIn.state.received).toEqual([
    {
      call: 'POST /api/connections',
      body: { platformUrl: 'https://crm.example.com', displayName: 'Acme', consentVersion: connectConsent.version },
    },
  ]);
  expect(standIn.stream.ticket).toMatch(/^[0-9a-f-]{36}$/);
  expect(page.url()).not.toContain(standIn.stream.ticket);
  expect(await page.getByText('Your keystrokes are relayed, never stored').isVisible()).toBe(true);
  expect(watched.problems).toEqual([]);
});

// Wider, higher and larger than the container, so that the picture is scaled and has margins on either side.
test.each([
  [1280, 640],
  [2560, 1600],
  [400, 900],
  [1700, 333],
])('a press arrives at the same place of a %i × %i page, whatever it is scaled to', async (width, height) => {
  await openStream(width, height);
  const box = await canvasBox();
  for (const [shareX, shareY] of [
    [0.25, 0.5],
    [0.9, 0.1],
  ] as const) {
    standIn.stream.received.length = 0;
    // Whole pixels, because a mouse event knows no parts of one.
    const [clientX, clientY] = [Math.round(box.x + box.width * shareX), Math.round(box.y + box.height * shareY)];
    await page.mouse.click(clientX, clientY);
    await until(() => standIn.stream.of('mouse').some(({ action }) => action === 'up'), 'the press arrives');
    const down = standIn.stream.of('mouse').find(({ action }) => action === 'down');
    expect(down).toMatchObject({ button: 'left', buttons: 1, clickCount: 1 });
    expect(down?.x).toBeCloseTo(((clientX - box.x) * width) / box.width, 1);
    expect(down?.y).toBeCloseTo(((clientY - box.y) * height) / box.height, 1);
  }
});

test('moves within one frame are joined, and the press that follows comes after the last of them', async () => {
  await openStream();
  await page.locator('canvas').evaluate((canvas) => {
    const { left, top } = canvas.getBoundingClientRect();
    const send = (type: string, part: MouseEventInit) =>
      canvas.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, ...part }));
    const at = (n: number) => ({ clientX: left + n, clientY: top + n });
    for (let n = 1; n <= 50; n++) send('mousemove', at(n));
    send('mousedown', { ...at(50), button: 0, buttons: 1, detail: 1 });
    for (let n = 51; n <= 100; n++) send('mousemove', { ...at(n), buttons: 1 });
    send('mouseup', { ...at(100), button: 0, buttons: 0, detail: 1 });
  });
  await until(() => standIn.stream.of('mouse').at(-1)?.action === 'up', 'the release arrives');
  const box = await canvasBox();
  const scale = 1280 / box.width;
  expect(
    standIn.stream
      .of('mouse')
      .map(({ action, x, button, buttons }) => [action, Math.round(x / scale), button, buttons]),
  ).toEqual([
    ['move', 50, 'none', 0],
    ['down', 50, 'left', 1],
    ['move', 100, 'left', 1],
    ['up', 100, 'left', 0],
  ]);
});

test('frames are drawn newest first and acknowledged after they are drawn', async () => {
  await openStream(1280, 640);
  await standIn.stream.frame(1280, 640, { r: 200, g: 0, b: 0 });
  const last = await standIn.stream.frame(1280, 640, { r: 0, g: 0, b: 200 });
  await until(() => standIn.stream.of('ack').at(-1)?.sequence === last, 'the newest frame is acknowledged');
  const pixel = await page
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(100, 100, 1, 1).data ?? [])]);
  expect(pixel[2]).toBeGreaterThan(190);
  expect(pixel[0]).toBeLessThan(20);
});

test('a part of a frame is drawn in its place, and what came before stays', async () => {
  await openStream(1280, 640);
  await standIn.stream.frame(1280, 640, { r: 200, g: 0, b: 0 });
  const blue = { create: { width: 32, height: 16, channels: 3, background: { r: 0, g: 0, b: 200 } } } as const;
  const picture = new Uint8Array(await sharp(blue).jpeg().toBuffer());
  const last = standIn.stream.patches(1280, 640, [{ x: 640, y: 320, width: 64, height: 32, picture }]);
  await until(() => standIn.stream.of('ack').at(-1)?.sequence === last, 'the part is acknowledged');
  const colours = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const at = (x: number, y: number) => [...(canvas.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])];
    return [at(700, 350), at(642, 322), at(706, 354), at(630, 310)].map(([red, , blue]) =>
      red! > blue! ? 'red' : 'blue',
    );
  });
  expect(colours).toEqual(['blue', 'blue', 'red', 'red']);
});

test('a frame without parts is acknowledged and shows nothing', async () => {
  await page.getByLabel('I have read this and agree').check();
  await page.getByRole('button', { name: 'Open the browser' }).click();
  await until(() => standIn.stream.of('resize').length > 0, 'the page asks for its size');
  const sequence = standIn.stream.patches(0, 0, []);
  await until(() => standIn.stream.of('ack').some((ack) => ack.sequence === sequence), 'it is acknowledged');
  expect(await page.locator('[data-streaming=live]').count()).toBe(0);
});

test('keys arrive as keys, with their modifiers', async () => {
  await openStream();
  await page.keyboard.press('a');
  await page.keyboard.press('Shift+B');
  await page.keyboard.press('.');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Tab');
  await until(
    () => standIn.stream.of('key').some(({ key, action }) => key === 'Tab' && action === 'up'),
    'the last key',
  );
  const downs = standIn.stream.of('key').filter(({ action }) => action === 'down');
  expect(downs.map(({ key, code, modifiers }) => [key, code, modifiers])).toEqual([
    ['a', 'KeyA', 0],
    ['Shift', 'ShiftLeft', 8],
    ['B', 'KeyB', 8],
    ['.', 'Period', 0],
    ['Enter', 'Enter', 0],
    ['Control', 'ControlLeft', 2],
    ['A', 'KeyA', 2],
    ['Tab', 'Tab', 0],
  ]);
});

test('pasted text and what an input method commits arrive as text, whole', async () => {
  await openStream();
  const pasted = `Jo.O'Neil-99@ex.com p#$%&(1) สวัสดี 👋`;
  await page.locator('textarea').evaluate((area, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true, bubbles: true }));
  }, pasted);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
  await cdp.send('Input.insertText', { text: '日本' });
  await until(() => standIn.stream.of('text').length === 2, 'both texts');
  expect(standIn.stream.of('text').map(({ text }) => text)).toEqual([pasted, '日本']);
  expect(standIn.stream.of('compose').map(({ text }) => text)).toEqual(['にほ', '日本']);
  expect(await page.locator('textarea').inputValue()).toBe('\u200b');
});

test('the wheel scrolls, joined per frame', async () => {
  await openStream();
  const box = await canvasBox();
  await page.mouse.move(box.x + 100, box.y + 100);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, 40);
  await until(() => standIn.stream.of('wheel').reduce((sum, { deltaY }) => sum + deltaY, 0) === 200, 'the whole way');
  expect(standIn.stream.of('wheel').every(({ deltaX }) => deltaX === 0)).toBe(true);
});

test('F6 leads out of the browser to its buttons, for people without a mouse', async () => {
  await openStream();
  await page.keyboard.press('F6');
  expect(await page.locator(':focus').textContent()).toBe('I’m signed in');
  await page.keyboard.press('Enter');
  await until(() => standIn.stream.of('confirm').length === 1, 'the confirmation arrives');
  expect(standIn.stream.of('key')).toEqual([]);
});

test('a new size of the window is asked for once it stays', async () => {
  await openStream();
  for (const width of [1200, 1100, 1000]) await page.setViewportSize({ width, height: 700 });
  await until(() => standIn.stream.of('resize').at(-1)?.width === 1000, 'the last size');
  expect(standIn.stream.of('resize').length).toBeLessThanOrEqual(2);
});

test('the true address is shown with what it is worth', async () => {
  await openStream();
  const place = { type: 'location', canGoBack: true, canGoForward: false, loading: false } as const;
  standIn.stream.send({ ...place, url: 'https://crm.example.com/sign-in', secure: true });
  await page.getByText('The connection to this address is encrypted').waitFor({ state: 'attached' });
  standIn.stream.send({ ...place, url: 'http://crm.example.com/sign-in', secure: false });
  await page.getByText('Not secure').waitFor();
  expect(await page.getByRole('button', { name: 'Forward' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Back' }).click();
  await until(() => standIn.stream.of('history').length > 0, 'the way back');
  expect(standIn.stream.of('history')).toEqual([{ type: 'history', action: 'back' }]);
});

test('a platform that stops answering in the middle is said so, until it is there again', async () => {
  await openStream();
  const place = { type: 'location', url: 'https://crm.example.com/', secure: true, loading: false } as const;
  standIn.stream.send({ ...place, canGoBack: false, canGoForward: false, trouble: 'unanswered' });
  const alert = page.getByRole('alert');
  expect(await alert.textContent()).toContain('The platform did not answer.');
  await alert.getByRole('button', { name: 'Reload' }).click();
  await until(() => standIn.stream.of('history').length > 0, 'the reload');
  expect(standIn.stream.of('history')).toEqual([{ type: 'history', action: 'reload' }]);
  standIn.stream.send({ ...place, canGoBack: false, canGoForward: false });
  await alert.waitFor({ state: 'detached' });
});

test('that its time is nearly up is said before it is, and who is still there says so', async () => {
  await openStream();
  standIn.stream.send({ type: 'ends_soon', end: { why: 'idle', seconds: 60 } });
  const alert = page.getByRole('alert');
  await alert.getByText('About 1 minute.').waitFor();
  await alert.getByRole('button', { name: 'Keep it open' }).click();
  await until(() => standIn.stream.of('stay').length > 0, 'the word that somebody is there');
  await alert.waitFor({ state: 'detached' });
  standIn.stream.send({ type: 'ends_soon', end: { why: 'total', seconds: 119 } });
  await alert.getByText('The time of this browser is nearly up. About 2 minutes.').waitFor();
  standIn.stream.send({ type: 'ends_soon', end: null });
  await alert.waitFor({ state: 'detached' });
  expect(watched.problems).toEqual([]);
});

test('a sign-in that is not one goes on, and a real one shows until when it is kept', async () => {
  await openStream();
  standIn.stream.send({ type: 'verifying' });
  await page.getByText('Checking the sign-in').waitFor();
  standIn.stream.send({ type: 'not_signed_in' });
  await page.getByText('The platform does not look signed in yet.').waitFor();
  const connection = sampleConnection({ displayName: 'Acme' });
  standIn.state.connections = [connection];
  standIn.stream.send({ type: 'ended', reason: 'connected', connectionId: connection.id });
  await page.getByRole('heading', { name: 'Acme is connected' }).waitFor();
  const keptUntil = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(connection.expiresAt));
  expect(await page.getByText(keptUntil).isVisible()).toBe(true);
  await page.getByRole('link', { name: 'Make your first tutorial' }).click();
  await page.getByRole('heading', { name: 'New tutorial' }).waitFor();
  expect(watched.problems).toEqual([]);
});

test.each([
  ['timed_out', 'The time of this browser was up'],
  ['platform_unreachable', 'The platform did not answer'],
  ['address_refused', 'This address cannot be opened'],
  ['session_not_carried', 'The sign-in could not be kept'],
  ['http_auth_only', 'This platform cannot be connected'],
  ['window_closed', 'The platform closed its window'],
] as const)('the end %s is said in plain words with a next step', async (reason, words) => {
  await openStream();
  standIn.stream.send({ type: 'ended', reason, connectionId: null });
  await page.getByRole('heading', { name: words }).waitFor();
  await page.getByRole('button', { name: 'Change the address' }).click();
  expect(await page.getByLabel('Address of the sign-in page').inputValue()).toBe('https://crm.example.com');
});

test.each([
  ['Agree and keep it', 'keep'],
  ['Back to the browser', 'later'],
  ['Do not keep it, end here', 'decline'],
] as const)('C6: site storage is asked for by its address, and “%s” is passed on', async (button, answer) => {
  await openStream();
  standIn.stream.send({ type: 'storage_consent', origin: 'https://crm.example.com' });
  const dialog = page.getByRole('alertdialog', { name: 'May we keep the site storage too?' });
  await dialog.getByText('https://crm.example.com', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: button }).click();
  await until(() => standIn.stream.of('storage_answer').length === 1, 'the answer arrives');
  const { version } = storageConsent;
  expect(standIn.stream.of('storage_answer')).toEqual([{ type: 'storage_answer', answer, version }]);
  expect(await dialog.count()).toBe(0);
});

test('C8: the place in the queue is shown and follows, until it is one’s turn', async () => {
  await page.getByLabel('I have read this and agree').check();
  await page.getByRole('button', { name: 'Open the browser' }).click();
  await until(() => standIn.stream.ticket !== undefined, 'the stream opens');
  standIn.stream.send({ type: 'queued', place: 2, seconds: 130 });
  await page.getByText('You are number 2 in the queue').waitFor();
  expect(await page.getByText('About 3 minutes.').isVisible()).toBe(true);
  standIn.stream.send({ type: 'queued', place: 1, seconds: 40 });
  await page.getByText('You are next').waitFor();
  expect(await page.getByText('Less than a minute.').isVisible()).toBe(true);
  standIn.stream.send({ type: 'starting' });
  await page.getByText('Starting your browser').waitFor();
  expect(await page.getByText('You are next').count()).toBe(0);
});

test('a line that is cut is mended with the ticket that came over it, and so is a page that is reloaded', async () => {
  await openStream();
  standIn.stream.send({ type: 'ticket', ticket: 'second', graceSeconds: 30 });
  standIn.stream.send({ type: 'cursor', cursor: 'text' });
  await page.locator('canvas[style*="text"]').waitFor();
  standIn.stream.drop();
  await until(() => standIn.stream.ticket === 'second', 'the line is mended');
  standIn.stream.send({ type: 'ticket', ticket: 'third', graceSeconds: 30 });
  await page.getByRole('button', { name: 'I’m signed in' }).click();
  await until(() => standIn.stream.of('confirm').length === 1, 'input arrives');
  await page.reload();
  await until(() => standIn.stream.ticket === 'third', 'the page comes back');
  await standIn.stream.frame(1280, 800);
  await page.locator('[data-streaming=live]').waitFor();
  // One browser was asked for.
  expect(standIn.state.received).toHaveLength(1);
});

test('while a line is being mended nothing can be pressed that would arrive nowhere', async () => {
  await openStream();
  const confirm = page.getByRole('button', { name: 'I’m signed in' });
  expect(await confirm.isEnabled()).toBe(true);
  standIn.stream.send({ type: 'ticket', ticket: 'second', graceSeconds: 30 });
  const upgrade = standIn.stream.upgrade.bind(standIn.stream);
  standIn.stream.upgrade = (_asked, socket) => void socket.destroy();
  standIn.stream.drop();
  await page.getByText('Connecting again').waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Reload' }).isDisabled()).toBe(true);
  standIn.stream.upgrade = upgrade;
  await page.locator('button:enabled', { hasText: 'I’m signed in' }).waitFor();
  expect(standIn.stream.ticket).toBe('second');
});

test('leaving the page for another ends the browser at once', async () => {
  await page.goto(new URL('/platforms', page.url()).href);
  await page.getByRole('link', { name: 'Connect a platform' }).first().click();
  await page.getByLabel('Address of the sign-in page').fill('https://crm.example.com');
  await openStream();
  await page.evaluate(() => history.back());
  await page.getByRole('button', { name: 'Leave and close it' }).click();
  await until(() => standIn.stream.of('cancel').length > 0, 'the browser is told');
  expect(standIn.stream.of('cancel')).toHaveLength(1);
});

test('a line that is cut is told, and a new browser starts with a new ticket', async () => {
  await openStream();
  const first = standIn.stream.ticket;
  standIn.stream.drop();
  await page.getByRole('heading', { name: 'The browser ended unexpectedly' }).waitFor();
  await page.getByRole('button', { name: 'Start a new browser' }).click();
  await until(() => standIn.stream.ticket !== first, 'a new ticket');
  expect(standIn.state.received).toHaveLength(2);
});

test('a page that is reloaded while the browser is open says what became of it and keeps the address', async () => {
  await openStream();
  await page.getByRole('button', { name: 'I’m signed in' }).waitFor();
  await page.goto(page.url().split('?')[0]!);
  expect(await page.getByText('the browser was closed').count()).toBe(0);
  await page.goBack();
  await page.getByText('This page was left while the browser was open').waitFor();
  expect(await page.getByLabel('Address of the sign-in page').inputValue()).toBe('https://crm.example.com');
  await openStream();
  await page.reload();
  await page.getByText('This page was left while the browser was open').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('Acme');
  await openStream();
  standIn.stream.send({ type: 'ended', reason: 'timed_out', connectionId: null });
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Open the browser' }).waitFor();
  expect(await page.getByText('This page was left').count()).toBe(0);
  expect(watched.problems).toEqual([]);
});

test('a refused ticket is told apart from a lost browser', async () => {
  standIn.stream.refuseTickets = true;
  await page.getByLabel('I have read this and agree').check();
  await page.getByRole('button', { name: 'Open the browser' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('This browser can no longer be opened');
});

test('cancelling tells the browser and says that nothing was kept', async () => {
  await openStream();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await until(() => standIn.stream.of('cancel').length === 1, 'the cancellation arrives');
  expect(await page.getByRole('alert').textContent()).toContain('The browser is gone and nothing was kept.');
});
