import type { Box } from '#shared/contract/tutorials.ts';
import type { RedactionRegion } from './frames.ts';
import type { PictureItem, Span } from './page-items.ts';

/**
 * Both sides of a box lie on a grid of this many pixels. The exact width of a text gives away 23–30 % of names when the
 * font is known; on a grid of 16 none were found.
 */
export const boxGrid = 16;

/** Glyphs reach a little over their line box: accents, italics, outlines. */
const overhang = 2;

/** Rounds outwards to the grid (exact sides to whole pixels) and cuts to the picture; undefined when nothing lies inside. */
export function roundOut(box: Box, width: number, height: number, exact?: RedactionRegion['exact']): Box | undefined {
  if (exact === 'all') return wholePixels(box, width, height);
  const left = Math.max(0, exact === 'left' ? Math.floor(box.x) : Math.floor((box.x - overhang) / boxGrid) * boxGrid);
  const end = box.x + box.width;
  const right = Math.min(width, exact === 'right' ? Math.ceil(end) : Math.ceil((end + overhang) / boxGrid) * boxGrid);
  const top = Math.max(0, Math.floor(box.y - overhang));
  const bottom = Math.min(height, Math.ceil(box.y + box.height + overhang));
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

function wholePixels(box: Box, width: number, height: number): Box | undefined {
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const right = Math.min(width, Math.ceil(box.x + box.width));
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

export interface FoundText {
  span: Span;
  boxes: readonly Box[];
  exact?: RedactionRegion['exact'];
}

/** Regions from what was found on the page, not yet rounded, in CSS pixels. */
export function structureRegions(texts: readonly FoundText[], pictures: readonly PictureItem[]): RedactionRegion[] {
  const found: RedactionRegion[] = pictures.map(({ box, kind, reason }) => ({
    box,
    kind,
    reason,
    stage: 'structure',
    exact: 'all',
  }));
  for (const { span, boxes, exact } of texts) {
    boxes.forEach((box, index) => {
      const sides = exact !== 'all' && index > 0 ? undefined : exact;
      found.push({ box, kind: span.kind, reason: span.reason, stage: 'structure', ...(sides ? { exact: sides } : {}) });
    });
  }
  return found;
}

/** CSS pixels by which a box may differ between two looks: Chromium rounds the box of a part of a text to either side. */
const rounding = 1;

/**
 * What two looks at a page would mask, where they would mask the same places for the same reasons: each as large as both
 * saw it. Undefined where they would not.
 */
export function steadyRegions<T extends RedactionRegion>(a: readonly T[], b: readonly T[]): T[] | undefined {
  const steady = (region: T, other: T | undefined) => other?.kind === region.kind && near(region.box, other.box);
  if (a.length !== b.length || !a.every((region, index) => steady(region, b[index]))) return undefined;
  return b.map((region, index) => ({ ...region, box: around(region.box, a[index]!.box) }));
}

function near(a: Box, b: Box): boolean {
  const far = (one: number, other: number) => Math.abs(one - other) > rounding;
  return !(far(a.x, b.x) || far(a.y, b.y) || far(a.x + a.width, b.x + b.width) || far(a.y + a.height, b.y + b.height));
}

/** Boxes of which no two overlap or touch: those that do become the box around both. */
export function joined(boxes: readonly Box[]): Box[] {
  const apart: Box[] = [];
  for (const box of boxes) {
    let whole = box;
    for (let other = apart.findIndex((one) => touch(one, whole)); other >= 0;) {
      whole = around(whole, apart.splice(other, 1)[0]!);
      other = apart.findIndex((one) => touch(one, whole));
    }
    apart.push(whole);
  }
  return apart;
}

/** Whether two boxes overlap or share an edge. */
export const touch = (a: Box, b: Box) =>
  a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;

function around(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
