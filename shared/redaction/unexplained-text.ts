import type { Box } from '#shared/contract/tutorials.ts';
import type { TextMap } from './text-detector.ts';
import type { Pixels } from './texture.ts';

export interface TextSearch {
  /** Boxes of the picture whose text is known already. */
  explained: readonly Box[];
  /** From what probability a place counts as text, 0 to 1. */
  threshold: number;
}

/** A box of the picture; `exact` names the side that ends where known text of the same line begins. */
export interface FoundText extends Box {
  exact?: 'left' | 'right';
}

/** The network joins neighbouring texts: what is left between two known ones is at most so long, in pixels of the map. */
const bridge = 14;

const known = 2;

/** Fewer levels between the darkest and the lightest pixel are a gap between words and no text. */
const inkLevels = 28;

/**
 * Boxes of text in a picture that no known box explains, in pixels of the picture. The network marks the middle of each
 * line, about 40 % of its height; the boxes are grown to the whole line and a little more.
 */
export function unexplainedText(pixels: Pixels, map: TextMap, { explained, threshold }: TextSearch): FoundText[] {
  const least = threshold * 255;
  const text = new Uint8Array(map.data.length);
  for (let at = 0; at < text.length; at += 1) text[at] = map.data[at]! >= least ? 1 : 0;
  for (const box of explained) erase(text, map, box);
  const found: FoundText[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== 1) continue;
    const part = component(text, map.width, at);
    const { box, area, beside } = part;
    if (area < 6 || Math.min(box.width, box.height) < 2) continue;
    if (beside && Math.max(box.width, box.height) < bridge) continue;
    if (!hasInk(pixels, toPicture(box, map))) continue;
    const grow = Math.min(box.width, box.height) + 2;
    const grown = {
      x: box.x - grow,
      y: box.y - grow,
      width: box.width + 2 * grow,
      height: box.height + 2 * grow,
    };
    found.push(besideKnown(toPicture(box, map), cut(toPicture(grown, map), pixels), explained));
  }
  return found;
}

function erase(text: Uint8Array, { width, height, scaleX, scaleY }: TextMap, box: Box): void {
  const left = Math.max(0, Math.floor(box.x * scaleX) - 1);
  const right = Math.min(width, Math.ceil((box.x + box.width) * scaleX) + 1);
  const top = Math.max(0, Math.floor(box.y * scaleY) - 1);
  const bottom = Math.min(height, Math.ceil((box.y + box.height) * scaleY) + 1);
  if (right <= left) return;
  for (let y = top; y < bottom; y += 1) text.fill(known, y * width + left, y * width + right);
}

/** The connected places around one, taken out of the map, and whether they touch a known text. */
function component(text: Uint8Array, width: number, start: number): { box: Box; area: number; beside: boolean } {
  const open = [start];
  text[start] = 0;
  let [left, right, top, bottom, area, beside] = [width, 0, Infinity, 0, 0, false];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    const y = (at - x) / width;
    area += 1;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    for (const next of [x > 0 ? at - 1 : -1, x + 1 < width ? at + 1 : -1, at - width, at + width]) {
      beside ||= text[next] === known;
      if (text[next] !== 1) continue;
      text[next] = 0;
      open.push(next);
    }
  }
  return { box: { x: left, y: top, width: right - left, height: bottom - top }, area, beside };
}

/** What a box was grown by does not reach into known text beside it. */
function besideKnown(core: Box, grown: Box, explained: readonly Box[]): FoundText {
  let left = grown.x;
  let right = grown.x + grown.width;
  const middle = core.y + core.height / 2;
  for (const { x, y, width, height } of explained) {
    if (y > middle || y + height < middle) continue;
    if (x >= core.x + core.width) right = Math.min(right, x);
    else if (x + width <= core.x) left = Math.max(left, x + width);
  }
  const cutRight = right < grown.x + grown.width;
  const cutLeft = left > grown.x;
  const exact = cutRight ? 'right' : cutLeft ? 'left' : undefined;
  return { ...grown, x: left, width: right - left, ...(exact ? { exact } : {}) };
}

function toPicture({ x, y, width, height }: Box, { scaleX, scaleY }: TextMap): Box {
  return { x: x / scaleX, y: y / scaleY, width: width / scaleX, height: height / scaleY };
}

function cut({ x, y, width, height }: Box, picture: Pixels): Box {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  return {
    x: left,
    y: top,
    width: Math.min(picture.width, Math.ceil(x + width)) - left,
    height: Math.min(picture.height, Math.ceil(y + height)) - top,
  };
}

function hasInk({ data, width, height }: Pixels, { x, y, width: wide, height: high }: Box): boolean {
  const left = Math.max(0, Math.floor(x));
  const right = Math.min(width, Math.ceil(x + wide));
  const bottom = Math.min(height, Math.ceil(y + high));
  for (let channel = 0; channel < 3; channel += 1) {
    let lowest = 255;
    let highest = 0;
    for (let row = Math.max(0, Math.floor(y)); row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) {
        const value = data[(row * width + column) * 3 + channel]!;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
    if (highest - lowest >= inkLevels) return true;
  }
  return false;
}
