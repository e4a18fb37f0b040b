import type { Box } from '#shared/contract/tutorials.ts';
import { release } from '#shared/memory/release.ts';

/** Three bytes a pixel, row by row. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
}

/** Numbers from 0 to 1. In production from the system's generator: a texture that can be computed again tells nothing, but also gains nothing. */
export type Noise = () => number;

type Colour = [number, number, number];

/** Pixels between two levels of the noise; small boxes have smaller cells, so that there is something to see in each. */
const cellOf = ({ width, height }: Box) => Math.max(2, Math.min(6, Math.floor(Math.min(width, height) / 3)));

/** Which pixels any of the boxes hides. */
export function hiddenMap(boxes: readonly Box[], width: number, height: number): Uint8Array {
  const hidden = new Uint8Array(width * height);
  for (const box of boxes) {
    for (let y = box.y; y < box.y + box.height; y += 1)
      hidden.fill(1, y * width + box.x, y * width + box.x + box.width);
  }
  return hidden;
}

/**
 * Replaces every box by smooth noise around the colour of the pixels just outside it. Hidden pixels are never read, also
 * not those of a neighbouring box, so two pictures that differ only in what is hidden get the same texture. Blurring or
 * pixelating what is there can be undone by trying candidates (97–100 % of names found); this cannot.
 */
export function paintTexture(pixels: Pixels, boxes: readonly Box[], noise: Noise): void {
  const hidden = hiddenMap(boxes, pixels.width, pixels.height);
  const colours = boxes.map((box) => borderColour(pixels, box, hidden));
  release(hidden);
  boxes.forEach((box, index) => fill(pixels, box, colours[index] ?? [128, 128, 128], noise));
}

/** The median of each channel over a ring two pixels wide, without hidden pixels; mid grey when nothing is left of it. */
function borderColour({ data, width, height }: Pixels, box: Box, hidden: Uint8Array): Colour {
  const seen = [0, 1, 2].map(() => new Uint32Array(256));
  const look = (x: number, y: number) => {
    const at = y * width + x;
    if (x < 0 || y < 0 || x >= width || y >= height || hidden[at]) return;
    for (let channel = 0; channel < 3; channel += 1) seen[channel]![data[at * 3 + channel]!]! += 1;
  };
  for (const distance of [1, 2]) {
    for (let x = box.x - distance; x < box.x + box.width + distance; x += 1) {
      look(x, box.y - distance);
      look(x, box.y + box.height - 1 + distance);
    }
    for (let y = box.y; y < box.y + box.height; y += 1) {
      look(box.x - distance, y);
      look(box.x + box.width - 1 + distance, y);
    }
  }
  return seen.map(median) as Colour;
}

/** Of levels that are counted. */
function median(counts: Uint32Array): number {
  let left = counts.reduce((sum, count) => sum + count, 0) >> 1;
  const level = counts.findIndex((count) => (left -= count) < 0);
  return level < 0 ? 128 : level;
}

/** A coarse grid of random levels, interpolated: noise that is blurred from the start. Dark on light, light on dark. */
function fill({ data, width }: Pixels, box: Box, colour: Colour, noise: Noise): void {
  const cell = cellOf(box);
  const columns = Math.ceil(box.width / cell) + 1;
  const rows = Math.ceil(box.height / cell) + 1;
  const levels = spread(Float32Array.from({ length: columns * rows }, () => noise()));
  const [red, green, blue] = colour;
  const light = (red * 299 + green * 587 + blue * 114) / 1000;
  const side = light > 110 ? -1 : 1;
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const eases = Array.from({ length: cell }, (_, part) => ease(part / cell));
  for (let y = 0; y < box.height; y += 1) {
    const down = eases[y % cell]!;
    const first = Math.floor(y / cell) * columns;
    // The level of each column at this height; between two columns it is as between two rows.
    const line = Array.from({ length: columns }, (_, column) => {
      const above = levels[first + column]!;
      return above + (levels[first + columns + column]! - above) * down;
    });
    let start = ((box.y + y) * width + box.x) * 3;
    for (let x = 0; x < box.width; x += 1) {
      const column = Math.floor(x / cell);
      const left = line[column]!;
      const change = side * (18 + 34 * (left + (line[column + 1]! - left) * eases[x % cell]!));
      pixels[start++] = red + change;
      pixels[start++] = green + change;
      pixels[start++] = blue + change;
    }
  }
}

/** The darkest level becomes 0 and the lightest 1: few levels could be alike by chance, and a flat box is no texture. */
function spread(levels: Float32Array): Float32Array {
  let lowest = 1;
  let highest = 0;
  for (const value of levels) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const range = highest - lowest;
  return range === 0 ? levels : levels.map((value) => (value - lowest) / range);
}

const ease = (part: number) => part * part * (3 - 2 * part);
