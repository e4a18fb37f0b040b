import type { Browser } from 'playwright-core';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';
import { addModelRegions } from '#shared/redaction/numbered-boxes.ts';
import { layouts } from './layouts.ts';
import { pageHtml, type PageCase } from './markup.ts';
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
  /** Milliseconds beyond a plain screenshot, and of this process's own work. */
  added: number;
  cpu: number;
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
  const made = pageCase(bench);
  const viewport = { width: 1440, height: 900 };
  const page = await browser.newPage({ viewport, deviceScaleFactor: bench.scale });
  try {
    await page.setContent(pageHtml(made, layouts[bench.layout]!(made), bench));
    await page.evaluate(() => document.fonts.ready);
    const session = await page.context().newCDPSession(page);
    const ask = () => session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    // A busy machine now and then refuses one.
    const shoot = () => ask().catch(() => page.waitForTimeout(400).then(ask));
    const began = performance.now();
    const { data } = await shoot();
    const plain = performance.now() - began;
    const raw = await picture(Buffer.from(data, 'base64'));
    const marked = await markedPlaces(page);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const captured = await captureRedactedFrame(page, { own: made.own, session }).catch((error: { code?: string }) => {
      if (error.code === 'FRAME_NOT_SAFE') return undefined;
      throw error;
    });
    const added = performance.now() - start - plain;
    const { user, system } = process.cpuUsage(cpu);
    const base = { page: bench, added, cpu: (user + system) / 1000 };
    if (!captured) return { ...base, dropped: true, truths: [], kept: [], own: [], ink: 0, inkAfterNumbers: 0 };
    const output = await picture(captured.frame.webp);
    const all = captured.candidates.map(({ number }) => number);
    const numbered = await addModelRegions(captured.frame, captured.candidates, all);
    const inkAfterNumbers = inkIn(await picture(numbered.webp));
    if (bench.layout === 'jumping')
      return { ...base, dropped: false, truths: [], kept: [], own: [], ink: inkIn(output), inkAfterNumbers };
    return { ...base, dropped: false, ...score(marked, raw, output, bench.scale), inkAfterNumbers };
  } finally {
    await page.close();
  }
}
