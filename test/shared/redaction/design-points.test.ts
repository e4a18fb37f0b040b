import type { Browser, CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { captureRedactedFrame, type CapturedFrame } from '#shared/redaction/capture-frame.ts';
import { launchTestBrowser } from '../../support/chromium.ts';
import { bare, readText } from '../../support/read-text.ts';

/** Points of the redaction's design that no other test would miss, each on a page of its own. */
const own = { name: 'Robin Sattler', email: 'robin@fernhill.example' };
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

const head = '<style>body{font:20px "Open Sans"} td{padding:6px 20px}</style>';
async function shot(html: string): Promise<CapturedFrame> {
  await page.setContent(`${head}${html}`);
  return captureRedactedFrame(page, { own });
}
const readOf = async (frame: { webp: Buffer }) => bare((await readText(frame.webp)).join(' '));

describe('Before the picture', () => {
  test('what is known to be personal is painted over, so that not even the raw picture shows it', async () => {
    await page.setContent(
      `${head}<table><tr><td>Thandiwe Nkosi</td><td>thandiwe@kranich.example</td></tr></table><h1>Settings</h1>`,
    );
    const session = await page.context().newCDPSession(page);
    const pictures: Buffer[] = [];
    const watched = {
      async send(method: string, given: never) {
        const answer = await session.send(method as never, given);
        if (method === 'Page.captureScreenshot')
          pictures.push(Buffer.from((answer as { data: string }).data, 'base64'));
        return answer;
      },
    } as unknown as CDPSession;
    await captureRedactedFrame(page, { own, session: watched });
    expect(pictures).toHaveLength(1);
    const raw = bare((await readText(pictures[0]!)).join(' '));
    expect(raw).toContain(bare('Settings'));
    expect(raw).not.toMatch(/thandiwe|nkosi|kranich/);
    await session.detach();
  });
});

describe('The walk over the viewport', () => {
  test('clips a cut text by its cell: the text beside it stays', async () => {
    const cut = 'display:inline-block;width:120px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap';
    const { frame } = await shot(
      `<table><tr><td><div style="${cut}">Thandiwe Nkosi of Bloemfontein and Johannesburg</div></td><td>Active</td></tr></table>`,
    );
    expect(frame.regions.length).toBeGreaterThan(0);
    for (const { box } of frame.regions) expect(box.x + box.width).toBeLessThan(190);
    const read = await readOf(frame);
    expect(read).toContain(bare('Active'));
    expect(read).not.toMatch(/thandiwe|nkosi/);
  });

  test('honours every mark that sites carry for session recorders, whatever stands there', async () => {
    const attributes = ['data-private', 'fs-mask', 'data-sentry-mask', 'data-dd-privacy="mask"', 'data-hj-suppress'];
    attributes.push('data-clarity-mask', 'data-openreplay-masked', 'data-recording-sensitive', 'data-matomo-mask');
    const classes = ['fs-exclude', 'sentry-block', 'ph-no-capture', 'ph-mask', 'rr-mask', 'highlight-mask', 'mp-mask'];
    const marks = [...attributes, ...classes.map((name) => `class="${name}"`)];
    const { frame } = await shot(
      `<style>p{margin:0}</style>${marks.map((mark) => `<p ${mark}>Export report</p>`).join('')}<p data-dd-privacy="allow">Overview</p>`,
    );
    expect(frame.regions.map(({ reason }) => reason)).toEqual(marks.map(() => 'site-mask'));
    const read = await readOf(frame);
    expect(read).toContain(bare('Overview'));
    expect(read).not.toMatch(/export|report/);
  });
});

describe('A column of a page without headers', () => {
  const rows = (names: string[]) => names.map((name) => `<tr><td>${name}</td><td>Paid</td></tr>`).join('');
  test('votes: a word of applications among surnames is a surname', async () => {
    const { frame } = await shot(`<table>${rows(['Nkosi Mabaso', 'Price', 'Lerato Mokoena'])}</table>`);
    expect(frame.regions.map(({ reason }) => reason)).toContain('column');
    expect(await readOf(frame)).not.toMatch(/price|nkosi|lerato/);
  });
  test('does not vote where most are words of applications', async () => {
    const { frame } = await shot(`<table>${rows(['Open', 'Price', 'Lerato Mokoena'])}</table>`);
    expect(await readOf(frame)).toMatch(/price/);
  });
});

describe('Pictures of people', () => {
  async function photo(): Promise<string> {
    const noise = Buffer.from(Array.from({ length: 96 * 96 * 3 }, (_, index) => (index * 7919) % 251));
    const png = await sharp(noise, { raw: { width: 96, height: 96, channels: 3 } })
      .blur(3)
      .png()
      .toBuffer();
    return `data:image/png;base64,${png.toString('base64')}`;
  }
  const boxed = 'width:96px;height:96px;display:block';
  test.each<[string, (source: string) => string, string]>([
    ['a small square picture', (source) => `<li><img src="${source}" alt="" style="${boxed}"></li>`, 'avatar-shape'],
    ['a round picture', (source) => `<img src="${source}" alt="" style="${boxed};border-radius:50%">`, 'avatar'],
    [
      'a picture called so',
      (source) => `<p><img class="portrait" src="${source}" alt="" style="${boxed};width:150px"></p>`,
      'avatar',
    ],
    [
      'a background',
      (source) => `<div class="profile-photo" style="${boxed};background:url('${source}')"></div>`,
      'avatar',
    ],
  ])('%s is masked whole', async (_, html, reason) => {
    const { frame } = await shot(`<h1>Settings</h1>${html(await photo())}`);
    const [region] = frame.regions.filter(({ kind }) => kind === 'photo');
    expect(region).toMatchObject({ reason });
    expect([region!.box.width, region!.box.height].every((side) => side >= 96)).toBe(true);
  });

  test('a film is masked whole, also where its player shows controls', async () => {
    const { frame } = await shot(
      `<h1>Settings</h1><video controls style="width:320px;height:180px;display:block"></video>`,
    );
    expect(frame.regions.find(({ reason }) => reason === 'video')).toMatchObject({ box: { width: 320 } });
  });
});

describe('The finished picture', () => {
  test('tells by the width of a mask no more than which sixteenth it ends in', async () => {
    const widths = new Set<number>();
    for (const name of ['Ann Poe', 'Ann Poet', 'Ann Poets'])
      widths.add((await shot(`<table><tr><td>${name}</td></tr></table>`)).frame.regions[0]!.box.width % 16);
    expect([...widths]).toEqual([0]);
  });

  test('has its stage-2 numbers on texts that stayed, never on the user’s own', async () => {
    const { candidates, frame } = await shot(
      `<main><p>Quarterly wombat figures</p><p>Robin Sattler</p><table><tr><td>Thandiwe Nkosi</td></tr></table></main>`,
    );
    expect(candidates.map(({ number }) => number)).toEqual([1]);
    const masked = frame.regions[0]!.box;
    expect(candidates[0]!.box.y + candidates[0]!.box.height).toBeLessThanOrEqual(masked.y);
  });
});
