import type { Box } from '#shared/contract/tutorials.ts';
import type { Pixels } from './texture.ts';

/** Steps between neighbouring pixels above this many levels are edges of glyphs or pictures; the texture has far smaller ones. */
const edgeLevels = 36;
const edgeShare = 0.02;
/** A strip of fewer pixels holds no writing and too few levels of the texture to tell it from a flat colour. */
const leastSide = 4;

/**
 * Whether a box of a finished picture shows texture alone: smooth, and not one flat colour. Text of any size and script
 * puts edges into 4–25 % of its box. Two pixels at the rim are left out, where the picture's compression mixes.
 */
export function isUnreadable({ data, width }: Pixels, box: Box): boolean {
  const inset = box.width > 8 && box.height > 8 ? 2 : 0;
  let edges = 0;
  let pairs = 0;
  let lowest = 255;
  let highest = 0;
  for (let y = box.y + inset; y < box.y + box.height - inset - 1; y += 1) {
    for (let x = box.x + inset; x < box.x + box.width - inset - 1; x += 1) {
      const here = light(data, (y * width + x) * 3);
      const right = Math.abs(here - light(data, (y * width + x + 1) * 3));
      const below = Math.abs(here - light(data, ((y + 1) * width + x) * 3));
      if (Math.max(right, below) > edgeLevels) edges += 1;
      pairs += 1;
      lowest = Math.min(lowest, here);
      highest = Math.max(highest, here);
    }
  }
  if (pairs === 0) return true;
  const strip = Math.min(box.width, box.height) < leastSide;
  return edges / pairs <= edgeShare && (strip || highest - lowest >= 3);
}

function light(data: Buffer, at: number): number {
  return ((data[at] ?? 0) * 299 + (data[at + 1] ?? 0) * 587 + (data[at + 2] ?? 0) * 114) / 1000;
}
