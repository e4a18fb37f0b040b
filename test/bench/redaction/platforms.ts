import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';
import { gateFrame } from '#shared/redaction/gate-frame.ts';
import { fullName } from '../../../infra/local/demo-platform/data.ts';
import { startDemoPlatform } from '../../../infra/local/demo-platform/server.ts';
import { settle, watchTraffic } from '../../../functions/pipeline/capture/settle.ts';
import { redactingEyes } from '../../../functions/pipeline/capture/eyes.ts';
import { observe } from '../../../functions/pipeline/capture/look.ts';
import { outlineText } from '../../../functions/pipeline/capture/outline.ts';
import { PlatformScripts, type RunningPlatform } from '../../e2e/platform-scripts.ts';
import { launchTestBrowser } from '../../support/chromium.ts';
import { bare, readText } from '../../support/read-text.ts';
import { signedIn } from '../agent/signed-in.ts';
import { benchPerson, faker, locales, type BenchPerson } from './people.ts';
import { seeds } from './platform-seeds.ts';
import { isReadable, picture, placesOf } from './score.ts';
import { shownStrings, type ShownString } from './shown-strings.ts';

const framesEach = 40;
/** With half of its ink left a personal text counts as readable; one that may stay counts as readable with nine tenths. */
const leakedShare = 0.5;
const own = { name: 'Robin Own', email: 'robin@own.example' };

interface Found {
  app: string;
  frames: number;
  /** Personal strings seen on the pages, and those that can be read in the frames and in what a model gets. */
  shown: number;
  readable: Set<string>;
  told: Set<string>;
  /** What OCR reads in the frames, wherever it stands: also what no text of the page explains. */
  read: Set<string>;
  /** Other texts of the pages that no longer can be read: most are data, some are the application's own words. */
  masked: Map<string, number>;
}

/**
 * Fills real applications with people of several languages, walks their pages and lists which personal strings can still be
 * read in the frames that would be stored. Their data are put back. False when any can be read.
 */
export async function benchPlatforms(folder: string, only?: string, pictures?: string): Promise<boolean> {
  const scripts = await PlatformScripts.unpack(folder);
  const browser = await launchTestBrowser();
  const people = locales.flatMap((locale, index) => {
    const fake = faker(locale, 7100 + index);
    // Some applications want a top-level domain that exists.
    return Array.from({ length: 3 }, () => {
      const person = benchPerson(fake, locale);
      return { ...person, email: `${person.email}.com` };
    });
  });
  let clean = true;
  const lookInto = async (platform: RunningPlatform, personal: readonly string[]) => {
    const found = await lookAround(browser, platform, personal, pictures);
    report(found);
    clean &&= found.readable.size === 0 && found.told.size === 0 && found.read.size === 0;
  };
  try {
    if (!only || only === 'demo') {
      const demo = await startDemoPlatform({ dataFolder: mkdtempSync(join(tmpdir(), 'demo-')), port: 0 });
      const { contacts } = demo.read();
      const strings = contacts.flatMap((one) => [
        fullName(one),
        one.firstName,
        one.lastName,
        one.email,
        one.phone,
        one.address,
      ]);
      await lookInto({ ...demo, name: 'demo', url: demo.signInUrl }, strings);
      await demo.stop();
    }
    for (const app of [...new Set(scripts.goals.map((goal) => goal.app))].filter((name) => !only || name === only)) {
      const platform = await scripts.start(app);
      try {
        await seeds[app]?.(platform, people);
        const known = await import(join(scripts.folderOf('tools'), 'people.mjs')).catch(() => ({ people: [] }));
        await lookInto(platform, [...people, ...(known.people as BenchPerson[])].flatMap(stringsOf));
      } finally {
        await scripts.restore(app);
        await scripts.stop(app);
      }
    }
  } finally {
    await browser.close();
  }
  return clean;
}

/** Each person's data, and the parts of the name that stand alone in columns of their own. */
function stringsOf({ name, first, email, phone, street }: BenchPerson): string[] {
  const last = name.replace(first, '').trim();
  return [...new Set([name, first, last, email, phone, street])].filter((text) => text.length >= 2);
}

async function lookAround(
  browser: Browser,
  platform: RunningPlatform,
  personal: readonly string[],
  pictures?: string,
): Promise<Found> {
  const found: Found = {
    app: platform.name,
    frames: 0,
    shown: 0,
    readable: new Set(),
    told: new Set(),
    read: new Set(),
    masked: new Map(),
  };
  const { context, page, platformUrl } = await signedIn(browser, platform);
  const traffic = watchTraffic(page);
  const open = [platformUrl];
  const seen = new Set<string>();
  const look = async () => {
    await settle(page, traffic);
    await lookAt(page, personal, found, pictures);
  };
  while (open.length > 0 && found.frames < framesEach) {
    // Lists before the records in them.
    const url = open.toSorted((a, b) => a.length - b.length)[0]!;
    open.splice(open.indexOf(url), 1);
    if (seen.has(url)) continue;
    seen.add(url);
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await look();
    await page.mouse.move(900, 600);
    await page.mouse.wheel(0, 4000);
    await look();
    for (const link of await linksOf(page)) if (!seen.has(link) && !open.includes(link)) open.push(link);
    // A record opens by a click on its row.
    const [record] = await shownStrings(page, personal);
    if (!record) continue;
    await page.mouse.click(record.box.x + record.box.width / 2, record.box.y + record.box.height / 2);
    await look();
  }
  await context.close();
  return found;
}

/** Addresses that the page links to, also from groups of its menus that are folded. */
async function linksOf(page: Page): Promise<string[]> {
  const found = await shownLinks(page);
  const folded = page.locator(
    ':is(nav, aside, [class*=sidebar i], [data-sidebar]) :is(button, summary, [role=button])[aria-expanded=false]:not([aria-haspopup])',
  );
  for (let index = 0; index < (await folded.count()); index += 1) {
    await folded
      .nth(index)
      .click({ timeout: 2000 })
      .catch(() => undefined);
    found.push(...(await shownLinks(page)));
  }
  return [...new Set(found)];
}

/** Pages of the application, one of each kind: records among many differ by their numbers alone. */
async function shownLinks(page: Page): Promise<string[]> {
  const links = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ href }) => href),
  );
  const here = new URL(page.url()).origin;
  const kinds = new Map(links.filter((link) => link.startsWith(here)).map((link) => [link.replace(/\d+/g, '#'), link]));
  return [...kinds.values()].filter((link) => !/log-?out|sign-?out/i.test(link));
}

async function lookAt(page: Page, personal: readonly string[], found: Found, pictures?: string): Promise<void> {
  const marked = await shownStrings(page, personal);
  const words = await shownStrings(page, 'words');
  const raw = await picture(await page.screenshot());
  const captured = await captureRedactedFrame(page, { own }).catch(() => undefined);
  if (!captured) return;
  found.frames += 1;
  const { webp } = await gateFrame(captured.frame.webp, captured.frame);
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${found.app}-${found.frames}.webp`), webp);
  }
  const output = await picture(webp);
  const read = bare((await readText(webp)).join(' '));
  for (const text of personal) if (isReadByOcr(text, read)) found.read.add(`${text} (${new URL(page.url()).pathname})`);
  const readable = ({ box }: ShownString, share?: number) => isReadable(placesOf(box, 1, output), raw, output, share);
  const pathname = new URL(page.url()).pathname + new URL(page.url()).hash;
  for (const string of marked) {
    const answer = readable(string, leakedShare);
    if (answer === undefined) continue;
    found.shown += 1;
    if (answer) found.readable.add(`${string.text} (${pathname})`);
  }
  for (const word of words)
    if (readable(word) === false && !personal.some((text) => word.text.includes(text)))
      found.masked.set(word.text.slice(0, 60), (found.masked.get(word.text.slice(0, 60)) ?? 0) + 1);
  const eyes = redactingEyes({ own, harmless: [] });
  const { outline } = await observe(eyes, page);
  const text = outlineText(outline);
  await outline.release();
  for (const string of personal)
    if (string.length >= 4 && text.includes(string)) found.told.add(`${string} (${pathname})`);
}

/** The reader knows Latin letters and digits; shorter strings are found in other words by chance. */
function isReadByOcr(text: string, read: string): boolean {
  return bare(text).length >= 7 && /^[\p{Script=Latin}\p{N}\p{P}\p{S}\s]+$/u.test(text) && read.includes(bare(text));
}

function report({ app, frames, shown, readable, told, read, masked }: Found): void {
  console.log(
    `${app}: ${frames} frames, personal strings in them ${shown}, readable ${readable.size}, read by OCR ${read.size}`,
  );
  for (const text of readable) console.log(`  readable: ${text}`);
  for (const text of read) console.log(`  read by OCR: ${text}`);
  for (const text of told) console.log(`  in the outline: ${text}`);
  const others = [...masked].toSorted((a, b) => b[1] - a[1]).map(([text, count]) => `${text} ×${count}`);
  console.log(`  other texts masked: ${others.slice(0, 80).join(' · ')}`);
}
