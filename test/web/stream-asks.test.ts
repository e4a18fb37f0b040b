import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PageAsk } from '#shared/contract/page-asks.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann } from '../support/web-data.ts';
import { startStandIn, type StandIn } from '../support/web-fixtures.ts';
import { openPage, until, type WatchedPage } from '../support/web-page.ts';
import { connectPath, openStreamOn } from '../support/web-stream.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let standIn: StandIn;
let watched: WatchedPage;
let page: Page;
let lastAsk = 0;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  standIn = await startStandIn(website, { me: ann });
  watched = await openPage(browser, standIn, connectPath);
  page = watched.page;
  await openStreamOn(page, standIn, 1280, 640);
});
afterEach(async () => {
  const { problems } = watched;
  await watched.close();
  await standIn.close();
  if (problems.length > 0) throw new Error(`The page did what it should not: ${problems.join('; ')}`);
});

function ask(asks: PageAsk): number {
  lastAsk += 1;
  standIn.stream.send({ type: 'ask', ask: lastAsk, asks });
  return lastAsk;
}

async function answered() {
  await until(() => standIn.stream.of('answer').some((one) => one.ask === lastAsk), 'an answer arrives');
  return standIn.stream.of('answer').find((one) => one.ask === lastAsk)!.answer;
}

const option = (label: string, part: object = {}) => ({
  label,
  group: null,
  disabled: false,
  selected: false,
  ...part,
});
const fruit: PageAsk = {
  kind: 'list',
  label: 'Fruit',
  box: { x: 100, y: 100, width: 200, height: 40 },
  options: [
    option('None', { selected: true }),
    option('Cherry', { group: 'Red' }),
    option('Apple', { group: 'Red', disabled: true }),
    option('Plum', { group: 'Blue' }),
  ],
};
const dialog = (part: object = {}) =>
  ({
    kind: 'dialog',
    dialog: 'confirm',
    origin: 'https://evil.example',
    text: 'Your bank: enter your PIN',
    preset: '',
    again: false,
    ...part,
  }) as PageAsk;

describe('a list', () => {
  test('opens at its control, is walked by keys past what cannot be chosen, and gives the index', async () => {
    ask(fruit);
    const list = page.getByRole('region', { name: 'Fruit' });
    await list.waitFor();
    const canvas = (await page.locator('canvas').boundingBox())!;
    const scale = canvas.width / 1280;
    const box = (await list.boundingBox())!;
    expect(box.x - 1).toBeCloseTo(canvas.x + 100 * scale, 0);
    expect(box.y).toBeGreaterThanOrEqual(canvas.y + 140 * scale);
    expect(await list.getByRole('button').allInnerTexts()).toEqual(['None', 'Cherry', 'Apple', 'Plum']);
    await page.locator('section button:focus').waitFor();
    expect(await list.getByRole('button', { pressed: true }).allInnerTexts()).toEqual(['None']);
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await answered()).toEqual({ kind: 'list', chosen: 3 });
    await list.waitFor({ state: 'detached' });
    // The keyboard is the remote page's again.
    await page.locator('textarea:focus').waitFor();
  });

  test('takes a press and letters, and nothing for what cannot be chosen', async () => {
    ask(fruit);
    await page.getByRole('button', { name: 'Apple' }).click({ force: true });
    await page.getByRole('button', { name: 'Cherry' }).click();
    expect(await answered()).toEqual({ kind: 'list', chosen: 1 });
    ask(fruit);
    await page.locator('section button:focus').waitFor();
    await page.keyboard.type('pl');
    await page.keyboard.press('Enter');
    expect(await answered()).toEqual({ kind: 'list', chosen: 3 });
  });

  test('is left with Escape or beside it, and then nothing of it reaches the remote page', async () => {
    ask(fruit);
    await page.locator('section button:focus').waitFor();
    await page.keyboard.press('Escape');
    expect(await answered()).toBeNull();
    ask(fruit);
    await page.getByRole('region', { name: 'Fruit' }).waitFor();
    const canvas = (await page.locator('canvas').boundingBox())!;
    await page.mouse.click(canvas.x + canvas.width - 20, canvas.y + canvas.height - 20);
    expect(await answered()).toBeNull();
    expect(standIn.stream.of('mouse').filter(({ action }) => action === 'down')).toEqual([]);
    expect(standIn.stream.of('key').filter(({ key }) => key === 'Escape')).toEqual([]);
  });

  test('of suggestions leaves the keyboard and the mouse to the remote page, and is taken with a press', async () => {
    const suggestions = { ...fruit, label: 'City', typing: true, options: [option('Bangkok'), option('Bandung')] };
    ask(suggestions);
    const list = page.getByRole('region', { name: 'City' });
    await list.waitFor();
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.press('n');
    const canvas = (await page.locator('canvas').boundingBox())!;
    await page.mouse.click(canvas.x + canvas.width - 20, canvas.y + 20);
    await until(() => standIn.stream.of('mouse').some(({ action }) => action === 'up'), 'the press arrives');
    expect(standIn.stream.of('key').map(({ key }) => key)).toEqual(['n', 'n']);
    ask({ ...suggestions, options: [option('Bandung')] });
    await list.getByRole('button', { name: 'Bangkok' }).waitFor({ state: 'detached' });
    await list.getByRole('button', { name: 'Bandung' }).click();
    expect(await answered()).toEqual({ kind: 'list', chosen: 0 });
    await page.locator('textarea:focus').waitFor();
    expect(standIn.stream.of('answer')).toHaveLength(1);
  });

  test('follows its control when the remote page moves it, and our own when that changes', async () => {
    const id = ask(fruit);
    const list = page.getByRole('region', { name: 'Fruit' });
    await page.locator('section button:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    const at = async () => {
      const [canvas, box] = [(await page.locator('canvas').boundingBox())!, (await list.boundingBox())!];
      const scale = canvas.width / 1280;
      return [Math.round((box.x - 1 - canvas.x) / scale), Math.round((box.y - 5 - canvas.y) / scale)];
    };
    const moved = { x: 300, y: 50, width: 200, height: 40 };
    standIn.stream.send({ type: 'ask', ask: id, asks: { ...fruit, box: moved } });
    await expect.poll(at).toEqual([300, 90]);
    // What had the focus keeps it.
    expect(await page.locator(':focus').innerText()).toBe('Cherry');
    await page.setViewportSize({ width: 1000, height: 800 });
    await expect.poll(at).toEqual([300, 90]);
  });

  test('that the remote page takes away is gone', async () => {
    const id = ask(fruit);
    await page.getByRole('region', { name: 'Fruit' }).waitFor();
    standIn.stream.send({ type: 'ask_over', ask: id });
    await page.getByRole('region', { name: 'Fruit' }).waitFor({ state: 'detached' });
    expect(standIn.stream.of('answer')).toEqual([]);
  });
});

test.each([
  ['date', '2026-11-25', '2026-12-24', 'Date'],
  ['time', '09:30', '17:45', 'Time'],
  ['month', '2026-11', '2027-02', 'Month'],
  ['color', '#336699', '#112233', 'Colour'],
] as const)('a %s is chosen with the local browser’s own field', async (input, value, next, label) => {
  const box = { x: 100, y: 560, width: 200, height: 40 };
  ask({ kind: 'value', input, label: '', box, value, min: '', max: '', step: '' });
  const field = page.getByLabel(label, { exact: true });
  expect(await field.inputValue()).toBe(value);
  expect(await field.getAttribute('type')).toBe(input);
  await field.fill(next);
  await page.getByRole('button', { name: 'Set' }).click();
  expect(await answered()).toEqual({ kind: 'value', value: next });
});

describe('a dialog', () => {
  test('names the origin whose words it shows, and a page cannot speak in our name', async () => {
    ask(dialog({ text: 'Stepify: <b>confirm</b>' }));
    const box = page.getByRole('dialog', { name: 'evil.example says' });
    expect(await box.innerText()).toContain('Stepify: <b>confirm</b>');
    await page.keyboard.press('Escape');
    expect(await answered()).toEqual({ kind: 'dialog', accept: false, text: '', silence: false });
    ask(dialog({ origin: 'http://evil.example', dialog: 'alert' }));
    await page.getByRole('dialog', { name: 'http://evil.example says' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await answered()).toMatchObject({ accept: true });
  });

  test('that asks for text gives it, and one that comes again can be silenced', async () => {
    ask(dialog({ dialog: 'prompt', preset: 'Ann', again: true }));
    expect(await page.getByLabel('Your answer').inputValue()).toBe('Ann');
    await page.getByLabel('Your answer').fill('Bo');
    await page.getByLabel('Do not let this tab ask again').check();
    await page.getByRole('button', { name: 'OK' }).click();
    expect(await answered()).toEqual({ kind: 'dialog', accept: true, text: 'Bo', silence: true });
  });

  test('before a page is left has our words, not the page’s', async () => {
    ask(dialog({ dialog: 'beforeunload', text: 'Send money?' }));
    const box = page.getByRole('dialog', { name: 'Leave this page?' });
    expect(await box.innerText()).not.toContain('money');
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(await answered()).toMatchObject({ accept: false });
  });
});

test('HTTP authentication says who asks and whether the line is open, and Cancel gives nothing', async () => {
  ask({ kind: 'credentials', origin: 'https://crm.example.com', secure: true, again: false });
  await page.getByRole('dialog', { name: 'crm.example.com asks who you are' }).waitFor();
  await page.getByLabel('User name').fill('ann');
  await page.getByLabel('Password').fill('secret');
  await page.keyboard.press('Enter');
  expect(await answered()).toEqual({ kind: 'credentials', user: 'ann', password: 'secret' });
  ask({ kind: 'credentials', origin: 'http://crm.example.com', secure: false, again: true });
  await page.getByText('They were not accepted').waitFor();
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  expect(await page.getByRole('dialog').innerText()).toContain('not encrypted');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await answered()).toBeNull();
});

test('tabs are named by their true host first, switched and closed; one alone has no strip', async () => {
  const first = { id: 'A', url: 'https://crm.example.com/sign-in', title: 'Sign in' };
  standIn.stream.send({ type: 'tabs', front: 'A', tabs: [first] });
  const popUp = { id: 'B', url: 'https://evil.example/', title: 'accounts.google.com' };
  standIn.stream.send({ type: 'tabs', front: 'B', tabs: [first, popUp] });
  const strip = page.getByRole('navigation', { name: 'Open tabs' });
  await strip.waitFor();
  expect(await strip.locator('strong').allInnerTexts()).toEqual(['crm.example.com', 'evil.example']);
  expect(await strip.locator('[aria-current]').innerText()).toContain('evil.example');
  await strip.getByRole('button', { name: /^crm.example.com/ }).click();
  await strip.getByRole('button', { name: 'Close the tab evil.example' }).click();
  await until(() => standIn.stream.of('tab').length === 2, 'both');
  expect(standIn.stream.of('tab')).toEqual([
    { type: 'tab', action: 'show', tab: 'A' },
    { type: 'tab', action: 'close', tab: 'B' },
  ]);
  standIn.stream.send({ type: 'tabs', front: 'A', tabs: [first] });
  await strip.waitFor({ state: 'detached' });
});

test.each([
  ['passkey', 'Choose another way to sign in'],
  ['file', 'Files cannot be sent'],
  ['download', 'does not save files'],
  ['pop_up', 'had not asked for'],
  ['certificate', 'certificate is not valid'],
  ['passkey_only', 'has no field for a password'],
  ['google', 'its own e-mail address and password'],
  ['camera', 'a microphone or the screen'],
  ['place', 'where you are'],
  ['notifications', 'does not show any'],
  ['device', 'connected to your computer'],
] as const)('what a page is not given is said: %s', async (what, words) => {
  standIn.stream.send({ type: 'refused', what });
  const alert = page.getByRole('alert');
  expect(await alert.innerText()).toContain(words);
  await alert.getByRole('button').click();
  await alert.waitFor({ state: 'detached' });
});

test.each([
  ['refused', 'not on the public web', 'back'],
  ['crashed', 'stopped working', 'reload'],
] as const)('a tab in trouble says why and what to do: %s', async (trouble, words, action) => {
  const place = {
    url: 'https://crm.example.com/',
    secure: false,
    loading: false,
    canGoBack: true,
    canGoForward: false,
  };
  standIn.stream.send({ type: 'location', ...place, trouble });
  const alert = page.getByRole('alert');
  expect(await alert.innerText()).toContain(words);
  await alert.getByRole('button').click();
  await until(() => standIn.stream.of('history').length > 0, 'the way out');
  expect(standIn.stream.of('history')).toEqual([{ type: 'history', action }]);
});

test('a list whose first option cannot be chosen has the keyboard, and so has one without any that can', async () => {
  const disabled = { disabled: true };
  ask({ ...fruit, options: [option('Choose …', { ...disabled, selected: true }), option('Plum')] });
  await page.getByRole('button', { name: 'Plum' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Plum');
  await page.keyboard.press('Enter');
  expect(await answered()).toEqual({ kind: 'list', chosen: 1 });
  ask({ ...fruit, options: [option('Nothing here', disabled)] });
  await page.getByRole('region', { name: 'Fruit' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await answered()).toBe(null);
});

test('the field under a question of the page cannot be reached with the keyboard', async () => {
  ask(dialog());
  await page.getByRole('dialog').waitFor();
  expect(await page.locator('textarea').isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await answered();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
});
