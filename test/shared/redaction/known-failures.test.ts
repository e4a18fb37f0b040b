import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';
import { RawFrame } from '#shared/redaction/frames.ts';
import { gateFrame } from '#shared/redaction/gate-frame.ts';
import { launchTestBrowser } from '../../support/chromium.ts';
import { bare, readText } from '../../support/read-text.ts';
import { masked } from '../../support/masked-frame.ts';

/** How redactions of others failed in the field, each as a test of this one. */
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchTestBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 900, height: 500 } });
});
afterEach(() => page.close());

const options = { own: { name: 'Robin Sattler', email: 'robin@fernhill.example' } };
const cell = (text: string, more = '') => `<table style="font-size:20px"><tr><td ${more}>${text}</td></tr></table>`;

async function seenOn(html: string) {
  await page.setContent(html);
  return readText((await captureRedactedFrame(page, options)).frame.webp);
}

test('A box without a size is not noted as done', async () => {
  const png = await page.screenshot();
  const box = { x: 40, y: 40, width: 0, height: 20 };
  const region = { box, kind: 'name', stage: 'structure', reason: 'label' } as const;
  await expect(masked(new RawFrame(png, 900, 500), [region])).rejects.toMatchObject({ detail: 'empty region' });
});

test('An element of no size whose text overflows it is masked where the text is', async () => {
  const read = await seenOn(
    `<main>${cell('<div style="width:0;height:0;white-space:nowrap">Thandiwe Nkosi</div>')}<h1>Settings</h1></main>`,
  );
  expect(read.map(bare)).toContain(bare('settings'));
  expect(bare(read.join(' '))).not.toMatch(/thandiwe|nkosi/);
});

test('An original that is passed on as redacted is masked by the gate', async () => {
  await page.setContent(cell('Thandiwe Nkosi'));
  const original = await sharp(await page.screenshot())
    .webp({ quality: 90 })
    .toBuffer();
  const { frame } = await captureRedactedFrame(page, options);
  const { createHash } = await import('node:crypto');
  const forged = { ...frame, sha256: createHash('sha256').update(original).digest('hex') };
  expect(bare((await readText(original)).join(''))).toContain('thandiwe');
  const passed = await gateFrame(original, forged);
  expect(bare((await readText(passed.webp)).join(' '))).not.toMatch(/thandiwe|nkosi/);
  expect(passed.regions.filter(({ stage }) => stage === 'gate').length).toBeGreaterThan(0);
});

test.each([
  ['letters outside the first plane', '𝒥𝒶𝓃𝑒 🙂🙂 <b>Open</b> thandiwe@kranich.example'],
  ['combining marks', 'Ze\u0301lie 👩‍👩‍👧 thandiwe@kranich.example'],
  ['marks of direction', '\u202Bمحمد\u202C thandiwe@kranich.example'],
])('Offsets hold with %s before an address', async (_, text) => {
  const read = bare((await seenOn(`<p style="font-size:20px">${text}</p><h1>Settings</h1>`)).join(' '));
  expect(read).toContain(bare('settings'));
  expect(read).not.toMatch(/thandiwe|kranich|example/);
});

test('The user’s own name is read in the picture wherever it stands in its line', async () => {
  const own = { ...options.own, name: 'Dana Ellison' };
  const read: boolean[] = [];
  for (const left of [0, 3, 7, 11]) {
    await page.setContent(
      `<header><p style="font-size:15px;margin-left:${left}px">Dana Ellison</p></header>${cell('Thandiwe Nkosi')}`,
    );
    const { frame } = await captureRedactedFrame(page, { own });
    read.push(bare((await readText(frame.webp)).join(' ')).includes(bare(own.name)));
  }
  expect(read).toEqual([true, true, true, true]);
});

/** What can be read on the next frame: nothing when there is none, which is the other safe answer. */
async function nextFrame(): Promise<string> {
  const captured = await captureRedactedFrame(page, options).catch((error: { code?: string }) => error);
  return 'frame' in captured ? bare((await readText(captured.frame.webp)).join('')) : String(captured.code);
}

test('A page that has just been opened is masked like any other', async () => {
  await page.goto(`data:text/html,${encodeURIComponent(cell('Thandiwe Nkosi'))}`, { waitUntil: 'commit' });
  expect(await nextFrame()).not.toContain('thandiwe');
});

test('What is rendered between the look and the picture is not kept', async () => {
  await page.setContent(`<h1>Settings</h1><div id="late"></div>`);
  await page.evaluate((html) => {
    const late = document.getElementById('late')!;
    const flip = () => {
      late.innerHTML = late.innerHTML === '' ? html : '';
      requestAnimationFrame(flip);
    };
    flip();
  }, cell('Thandiwe Nkosi'));
  const frames = [await nextFrame(), await nextFrame(), await nextFrame(), await nextFrame()];
  expect(frames.filter((read) => read.includes('thandiwe'))).toEqual([]);
});
