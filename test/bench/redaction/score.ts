import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Box } from '#shared/contract/tutorials.ts';
import type { KeptKind, TruthKind } from './markup.ts';

export interface Picture {
  data: Buffer;
  width: number;
  height: number;
}

export async function picture(bytes: Buffer): Promise<Picture> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

interface Marked {
  truth: TruthKind | null;
  kept: KeptKind | null;
  own: boolean;
  rects: Box[];
}

/** Where the page's marked texts are, by the page itself and not by the code under test. */
export function markedPlaces(page: Page): Promise<Marked[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-truth],[data-kept],[data-own]')].map((element) => ({
      truth: (element.dataset['truth'] ?? null) as never,
      kept: (element.dataset['kept'] ?? null) as never,
      own: 'own' in element.dataset,
      rects: [...element.getClientRects()]
        .map(({ x, y, width, height }) => ({ x, y, width, height }))
        .filter(
          ({ x, y, width, height }) =>
            width > 1 && x + width > 0 && y + height > 0 && y < innerHeight && x < innerWidth,
        ),
    })),
  );
}

/** How far a pixel is from grey towards the colour of personal text; nothing else on a page has any of it. */
const purple = ({ data }: Picture, at: number) => Math.min(data[at]!, data[at + 2]!) - data[at + 1]!;

/** Compression moves colours a little; antialiased ink of one pixel's width is far above this. */
const purpleLevel = 45;

/** Fewer purple pixels than this in one place are no readable rest of a text. */
const specks = 5;

/** Pages with as much ink as this show no readable rest. */
export const cleanInk = 12;

export interface PageScore {
  truths: { kind: TruthKind; leaked: boolean }[];
  kept: { kind: KeptKind; readable: boolean }[];
  own: { readable: boolean }[];
  /** Purple pixels anywhere in the output. */
  ink: number;
}

export function inkIn(shot: Picture): number {
  let found = 0;
  for (let at = 0; at < shot.data.length; at += 3) if (purple(shot, at) >= purpleLevel) found += 1;
  return found;
}

export function score(marked: readonly Marked[], raw: Picture, output: Picture, scale: number): PageScore {
  const result: PageScore = { truths: [], kept: [], own: [], ink: inkIn(output) };
  for (const { truth, kept, own, rects } of marked) {
    const places = rects.flatMap((rect) => placesOf(rect, scale, output));
    if (truth) {
      const ink = places.filter((at) => purple(raw, at) >= purpleLevel).length;
      const left = places.filter((at) => purple(output, at) >= purpleLevel).length;
      if (ink > specks) result.truths.push({ kind: truth, leaked: left > specks });
    } else {
      const readable = isReadable(places, raw, output);
      if (readable === undefined) continue;
      if (kept) result.kept.push({ kind: kept, readable });
      if (own) result.own.push({ readable });
    }
  }
  return result;
}

export function placesOf({ x, y, width, height }: Box, scale: number, { width: wide, height: high }: Picture) {
  const found: number[] = [];
  for (let row = Math.max(0, Math.floor(y * scale)); row < Math.min(high, Math.ceil((y + height) * scale)); row += 1)
    for (
      let column = Math.max(0, Math.floor(x * scale));
      column < Math.min(wide, Math.ceil((x + width) * scale));
      column += 1
    )
      found.push((row * wide + column) * 3);
  return found;
}

/** Whether so much of the ink is where it was; undefined when there is none. */
export function isReadable(places: readonly number[], raw: Picture, output: Picture, share = 0.9): boolean | undefined {
  const green = places.map((at) => raw.data[at + 1]!);
  const usual = green.toSorted((a, b) => a - b)[green.length >> 1] ?? 0;
  const ink = places.filter((_, index) => Math.abs(green[index]! - usual) >= 80);
  if (ink.length <= specks) return undefined;
  const same = ink.filter((at) => Math.abs(raw.data[at + 1]! - output.data[at + 1]!) <= 40);
  return same.length >= ink.length * share;
}
