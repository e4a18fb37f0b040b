import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { ann } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage, until } from '../support/web-page.ts';
import { connectPath, openStreamOn } from '../support/web-stream.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest();
let standIn: StandIn;

beforeEach(async () => {
  standIn = await web.standIn({ me: ann });
});

async function openOn(platform: string) {
  const { page, close } = await openPage(web.browser, standIn, connectPath);
  await page.addInitScript((name) => Object.defineProperty(navigator, 'platform', { get: () => name }), platform);
  await page.reload();
  await openStreamOn(page, standIn, 1280, 640);
  return { page, close };
}

/** Presses a key as a keyboard of that layout would, and says whether our own browser was left to act on it. */
const press = (
  page: Page,
  key: string,
  code: string,
  held: { altKey?: boolean; ctrlKey?: boolean; shiftKey?: boolean },
) =>
  page
    .locator('textarea')
    .evaluate(
      (area, init) => area.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })),
      { key, code, ...held },
    );

test('what Option makes on a Mac is text, and the same keys held with Alt elsewhere stay a command', async () => {
  const mac = await openOn('MacIntel');
  for (const [key, code] of [
    ['@', 'KeyL'],
    ['€', 'KeyE'],
    ['[', 'Digit5'],
    ['ą', 'KeyA'],
  ] as const)
    await press(mac.page, key, code, { altKey: true });
  await until(() => standIn.stream.of('text').length === 4, 'four characters arrive');
  expect(standIn.stream.of('text').map(({ text }) => text)).toEqual(['@', '€', '[', 'ą']);
  expect(standIn.stream.of('key')).toEqual([]);
  await mac.close();

  const linux = await openOn('Linux x86_64');
  await press(linux.page, 'f', 'KeyF', { altKey: true });
  await until(() => standIn.stream.of('key').length === 1, 'the key arrives');
  expect(standIn.stream.of('key')[0]).toMatchObject({ key: 'f', modifiers: 1 });
  await linux.close();
});

test('a paste is left to the local browser by the letter of the key, or its place where it has no Latin one', async () => {
  const { page, close } = await openOn('Linux x86_64');
  const own: boolean[] = [];
  own.push(await press(page, 'v', 'KeyV', { ctrlKey: true }));
  own.push(await press(page, 'v', 'Period', { ctrlKey: true }));
  own.push(await press(page, 'อ', 'KeyV', { ctrlKey: true }));
  own.push(await press(page, 'Insert', 'Insert', { shiftKey: true }));
  expect(own).toEqual([true, true, true, true]);
  expect(standIn.stream.of('key')).toEqual([]);
  // A Dvorak keyboard has its comma where others have the W.
  expect(await press(page, ',', 'KeyW', { ctrlKey: true })).toBe(false);
  await close();
});

test('the shortcuts of every page work on a Thai keyboard', async () => {
  const { page, close } = await openPage(web.browser, standIn, '/');
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  const type = (key: string, code: string, shiftKey = false) =>
    page.evaluate(
      (init) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })),
      { key, code, shiftKey },
    );
  await type('ฦ', 'Slash', true);
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await type('ื', 'KeyN');
  await page.getByRole('heading', { name: 'New tutorial' }).waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await type('เ', 'KeyG');
  await type('ย', 'KeyP');
  await page.getByRole('heading', { name: 'Platforms', exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/platforms');
  await close();
});

test('Back asks before it closes the streamed browser, and the mouse’s own Back goes back in it', async () => {
  const { page, close } = await openPage(web.browser, standIn, '/platforms');
  await page.getByRole('link', { name: 'Connect a platform' }).click();
  await page.getByLabel('Address of the sign-in page').fill('https://crm.example.com');
  await openStreamOn(page, standIn, 1280, 640);
  const prevented = await page
    .locator('canvas')
    .evaluate((canvas) =>
      ['mousedown', 'mouseup'].map(
        (type) => !canvas.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, button: 3 })),
      ),
    );
  expect(prevented).toEqual([true, true]);
  await until(() => standIn.stream.of('history').length === 1, 'the remote page goes back');
  expect(standIn.stream.of('mouse')).toEqual([]);

  const asked = page.getByRole('dialog', { name: 'Leave the browser?' });
  await page.evaluate(() => history.back());
  await asked.waitFor();
  await page.getByRole('button', { name: 'Stay' }).click();
  await asked.waitFor({ state: 'hidden' });
  expect(await page.locator('[data-streaming=live]').isVisible()).toBe(true);
  expect(standIn.stream.of('cancel')).toEqual([]);

  await page.evaluate(() => history.back());
  await page.getByRole('button', { name: 'Leave and close it' }).click();
  await page.getByRole('heading', { name: 'Platforms', exact: true }).waitFor();
  await until(() => standIn.stream.of('cancel').length === 1, 'the browser is closed');
  await close();
});

test('a finger pastes with a button', async () => {
  const { page, close } = await openPage(web.browser, standIn, connectPath, { hasTouch: true, isMobile: true });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openStreamOn(page, standIn, 1280, 640);
  await page.evaluate(() => navigator.clipboard.writeText('a long password'));
  await page.getByRole('button', { name: 'Paste' }).click();
  await until(() => standIn.stream.of('text').length === 1, 'the text arrives');
  expect(standIn.stream.of('text')[0]?.text).toBe('a long password');
  await close();
});
