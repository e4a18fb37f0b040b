import type { Browser, CDPSession, Page } from 'playwright-core';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';
import { addModelRegions } from '#shared/redaction/numbered-boxes.ts';
import { layouts } from './layouts.ts';
import { pageHtml, type PageCase } from './markup.ts';
import type { FrameTime } from './measures.ts';
import { benchPerson, faker, locales, type Locale } from './people.ts';
import { inkIn, markedPlaces, picture, score, type PageScore } from './score.ts';
import { wordsFor } from './words.ts';

export interface BenchPage {
  locale: Locale;
  layout: string;
  dark: boolean;
  scale: 1 | 2;
  seed: number;
}

export interface PageResult extends PageScore {
  page: BenchPage;
  /** The page did not come to rest, and nothing was kept. */
  dropped: boolean;
  /** Purple pixels left when every numbered box is masked as well: what stage 2 could not reach. */
  inkAfterNumbers: number;
}

/** Every layout in every language, each once plain and once dark, large or both by turns. */
export function benchPages(rounds: number): BenchPage[] {
  const names = Object.keys(layouts);
  return locales.flatMap((locale, column) =>
    names.flatMap((layout, row) =>
      Array.from({ length: rounds }, (_, round): BenchPage => {
        const other = (column + row + round) % 3;
        const plain = round % 2 === 0;
        return {
          locale,
          layout,
          dark: !plain && other !== 0,
          scale: !plain && other === 0 ? 2 : 1,
          seed: 1000 * round + 100 * row + column,
        };
      }),
    ),
  );
}

export function pageCase({ locale, seed }: BenchPage): PageCase {
  const fake = faker(locale, seed);
  const people = Array.from({ length: 9 }, () => benchPerson(fake, locale));
  const me = benchPerson(fake, locale);
  return { locale, people, words: wordsFor(locale), own: { name: me.name, email: me.email }, fake };
}

/** Shows a page, redacts it, and scores the picture against what the page really showed. */
export async function runPage(browser: Browser, bench: BenchPage): Promise<PageResult> {
  return withPage(browser, bench, async ({ page, session, own, shoot }) => {
    const raw = await picture(await shoot());
    const marked = await markedPlaces(page);
    const captured = await captureRedactedFrame(page, { own, session }).catch((error: { code?: string }) => {
      if (error.code === 'FRAME_NOT_SAFE') return undefined;
      throw error;
    });
    if (!captured) return { page: bench, dropped: true, truths: [], kept: [], own: [], ink: 0, inkAfterNumbers: 0 };
    const output = await picture(captured.frame.webp);
    const all = captured.candidates.map(({ number }) => number);
    const numbered = await addModelRegions(captured.frame, captured.candidates, all);
    const inkAfterNumbers = inkIn(await picture(numbered.webp));
    const base = { page: bench, dropped: false, inkAfterNumbers };
    if (bench.layout === 'jumping') return { ...base, truths: [], kept: [], own: [], ink: inkIn(output) };
    return { ...base, ...score(marked, raw, output, bench.scale) };
  });
}

/** How long a redacted picture of a page takes beyond a plain one. */
export async function timeFrame(browser: Browser, bench: BenchPage): Promise<FrameTime> {
  return withPage(browser, bench, async ({ page, session, own, shoot }) => {
    const began = performance.now();
    await shoot();
    const plain = performance.now() - began;
    const before = process.cpuUsage();
    const start = performance.now();
    await captureRedactedFrame(page, { own, session });
    const added = performance.now() - start - plain;
    const { user, system } = process.cpuUsage(before);
    return { added, cpu: (user + system) / 1000 };
  });
}

interface OpenPage {
  page: Page;
  session: CDPSession;
  own: PageCase['own'];
  /** A plain screenshot. */
  shoot: () => Promise<Buffer>;
}

async function withPage<T>(browser: Browser, bench: BenchPage, work: (open: OpenPage) => Promise<T>): Promise<T> {
  const made = pageCase(bench);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: bench.scale });
  try {
    await page.setContent(pageHtml(made, layouts[bench.layout]!(made), bench));
    await page.evaluate(() => document.fonts.ready);
    const session = await page.context().newCDPSession(page);
    const ask = () => session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    // A busy machine now and then refuses one.
    const shoot = async () => Buffer.from((await ask().catch(() => page.waitForTimeout(400).then(ask))).data, 'base64');
    return await work({ page, session, own: made.own, shoot });
  } finally {
    await page.close();
  }
}
