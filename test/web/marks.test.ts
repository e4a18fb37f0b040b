import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { markRequest, type MarkRequest } from '#shared/contract/marks.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { ann, sampleTutorial } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import type { Picture } from '../support/web-pictures.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest({ pictures: true });
let standIn: StandIn;
let tutorial: Tutorial;

beforeEach(async () => {
  tutorial = sampleTutorial(web.pictures);
  standIn = await web.standIn({
    me: ann,
    tutorials: [tutorial],
    pictures: new Map([['any', web.pictures[0] as Picture]]),
  });
});

const marked = () =>
  standIn.state.received
    .filter(({ call }) => call.startsWith('POST /api/marks/'))
    .map(({ body }) => markRequest.parse(body));

async function openMarker(options: BrowserContextOptions = {}) {
  const opened = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`, {
    reducedMotion: 'reduce',
    ...options,
  });
  await opened.page.getByRole('button', { name: 'Mark what was missed' }).first().click();
  const marker = opened.page.locator('[data-marker]');
  const dialog = opened.page.locator('dialog[open]');
  await dialog.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
  await marker.locator('img').evaluate((img: HTMLImageElement) => img.decode());
  return { ...opened, marker, surface: (await marker.boundingBox())! };
}

type Surface = { x: number; y: number; width: number; height: number };
/** Where a pixel of the 1440 × 900 picture is on the screen. */
const at = (surface: Surface, x: number, y: number) =>
  [surface.x + (x / 1440) * surface.width, surface.y + (y / 900) * surface.height] as const;

async function drag(page: Page, surface: Surface, from: [number, number], to: [number, number]) {
  await page.mouse.move(...at(surface, ...from));
  await page.mouse.down();
  await page.mouse.move(...at(surface, ...to), { steps: 4 });
  await page.mouse.up();
}

function expectBox(box: MarkRequest['boxes'][number] | undefined, [x, y, width, height]: number[], tolerance: number) {
  for (const [found, wanted] of [
    [box?.x, x],
    [box?.y, y],
    [box?.width, width],
    [box?.height, height],
  ])
    expect(Math.abs(found! - wanted!)).toBeLessThanOrEqual(tolerance);
}

test.each([
  ['a laptop', { viewport: { width: 1280, height: 800 } }],
  ['a phone', { viewport: { width: 360, height: 740 } }],
  ['a wide screen', { viewport: { width: 2560, height: 1300 } }],
])('on %s a box drawn over the picture is sent in pixels of the picture', async (_, options) => {
  const { page, surface, problems, close } = await openMarker(options);
  await drag(page, surface, [300, 300], [700, 420]);
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await page.getByText('1 area is unreadable now').first().waitFor();
  expectBox(marked()[0]?.boxes[0], [300, 300, 400, 120], 1440 / surface.width);
  expect(await page.locator('figcaption').first().innerText()).toContain('1 area you marked');
  expect(problems).toEqual([]);
  await close();
});

test('one finger draws', async () => {
  const { page, surface, close } = await openMarker({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const touch = await page.context().newCDPSession(page);
  const [fromX, fromY] = at(surface, 200, 200);
  const [toX, toY] = at(surface, 800, 500);
  const dispatch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number, y?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y: y! }] });
  await dispatch('touchStart', fromX, fromY);
  for (const part of [0.4, 0.7, 1])
    await dispatch('touchMove', fromX + (toX - fromX) * part, fromY + (toY - fromY) * part);
  await dispatch('touchEnd');
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await page.getByText('1 area is unreadable now').first().waitFor();
  expect(marked()).toHaveLength(1);
  expectBox(marked()[0]?.boxes[0], [200, 200, 600, 300], 6);
  await close();
});

test('the keyboard alone adds, moves, resizes, removes and confirms', async () => {
  const { page, close } = await openMarker();
  await page.getByRole('button', { name: 'Add a box' }).press('Enter');
  const box = page.getByRole('button', { name: 'Box 1 of 1' });
  await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowUp'])
    await page.keyboard.press(key);
  await page.getByRole('button', { name: 'Add a box' }).press('Enter');
  const second = page.getByRole('button', { name: 'Box 2 of 2' });
  await expect.poll(() => second.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).press('Enter');
  await page.getByText('1 area is unreadable now').first().waitFor();
  expect(marked()).toHaveLength(1);
  expectBox(marked()[0]?.boxes[0], [600 + 16, 412.5 + 8, 240 + 8, 75 - 8], 1);
  await close();
});

test('a box can be dragged elsewhere, and nothing is sent before the confirmation', async () => {
  const { page, surface, close } = await openMarker();
  await drag(page, surface, [300, 300], [400, 360]);
  await drag(page, surface, [350, 330], [850, 430]);
  expect(marked()).toEqual([]);
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await page.getByText('1 area is unreadable now').first().waitFor();
  expectBox(marked()[0]?.boxes[0], [800, 400, 100, 60], 4);
  await close();
});

test('a confirmation that fails says so, and sent again it carries the same key', async () => {
  const { page, surface, close } = await openMarker();
  const call = `POST /api/marks/${tutorial.id}/frames/${tutorial.steps[0]?.frame?.assetId}`;
  standIn.state.failures.set(call, 'FRAME_NOT_SAFE');
  await drag(page, surface, [300, 300], [400, 360]);
  const confirm = page.getByRole('button', { name: 'Make 1 area unreadable' });
  await confirm.click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  standIn.state.failures.clear();
  await confirm.click();
  await page.getByText('1 area is unreadable now').first().waitFor();
  const [first, second] = marked();
  expect(second).toEqual(first);
  await close();
});

test('what is covered by mistake is answered by taking the step again', async () => {
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByRole('button', { name: 'Too much is covered' }).first().click();
  await page.getByRole('dialog').getByText('What is covered cannot be uncovered').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Take this step again' }).first().click();
  await page.getByRole('heading', { name: 'Take step 1 again?' }).waitFor();
  await page.getByRole('button', { name: 'Take it again', exact: true }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  const body = { tutorialId: tutorial.id, stepId: tutorial.steps[0]!.id };
  expect(standIn.state.received).toContainEqual({ call: 'POST /api/jobs/rerun', body });
  await close();
});

test('a press beside the dialog keeps the boxes, and nothing closes it while they are sent', async () => {
  const { page, surface, close } = await openMarker();
  await drag(page, surface, [300, 300], [700, 420]);
  await page.mouse.click(5, 5);
  expect(await page.locator('[data-box]').count()).toBe(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  standIn.state.holds.set(`POST /api/marks/${tutorial.id}/frames/${tutorial.steps[0]!.frame!.assetId}`, promise);
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  expect(await page.locator('dialog[open]').count()).toBe(1);
  resolve();
  await page.getByText('1 area is unreadable now').first().waitFor();
  await close();
});

test('a low window leaves enough of the picture to draw on', async () => {
  const { surface, close } = await openMarker({ viewport: { width: 740, height: 360 } });
  expect(surface.height).toBeGreaterThanOrEqual(270);
  await close();
});
