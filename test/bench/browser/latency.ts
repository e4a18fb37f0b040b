import type { Page } from 'playwright-core';
import { quantile } from '../report.ts';
import type { BenchStage, Viewer } from './bench-stage.ts';
import { button, field } from './remote-pages.ts';

export interface Spread {
  median: number;
  p95: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p95: quantile(values, 0.95) };
}

type Act = 'press' | 'key';

/** One act and the time until the canvas shows it, in milliseconds. */
export async function time(page: Page, act: Act): Promise<number> {
  const at = await page.evaluate(
    ([kind, { x, y }]) =>
      window.probe.time(() =>
        kind === 'press' ? window.probe.press(x, y) : window.probe.key('abcdefgh'[Math.floor(Math.random() * 8)]!),
      ),
    [act, button] as const,
  );
  return at ?? 10_000;
}

/** Clicks so that letters go into the text area. */
export async function focusField(page: Page): Promise<void> {
  await page.evaluate(({ x, y }) => window.probe.press(x, y), field);
  await page.waitForTimeout(600);
}

/** Between two acts the page rests for a while that fits no rhythm of frames. */
export const rest = (page: Page, from: number, to: number) => page.waitForTimeout(from + Math.random() * (to - from));

/** The same act on our page and on the plain relay's, in turns. */
export async function besides(act: Act, ours: Viewer, plain: Viewer, times: number) {
  const taken = { ours: [] as number[], plain: [] as number[] };
  for (let turn = 0; turn < times; turn++) {
    // Whoever is first has no advantage.
    const order = turn % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const);
    for (const who of order) {
      const { page } = who === 'ours' ? ours : plain;
      taken[who].push(await time(page, act));
      await rest(page, 100, 220);
    }
  }
  return { ours: spread(taken.ours), plain: spread(taken.plain) };
}

export async function loopbackLatency(stage: BenchStage, times: number) {
  const ours = await stage.open('/form');
  const plain = await stage.openPlain('/form', ours);
  // The first ones only warm up.
  await besides('press', ours, plain, 3);
  const press = await besides('press', ours, plain, times);
  for (const { page } of [ours, plain]) await focusField(page);
  const key = await besides('key', ours, plain, times);
  await Promise.all([ours.close(), plain.close()]);
  return { press, key };
}
