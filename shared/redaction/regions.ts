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

/** Whether two looks at a page would mask the same places for the same reasons. */
export function sameRegions(a: readonly RedactionRegion[], b: readonly RedactionRegion[]): boolean {
  const key = ({ box, kind }: RedactionRegion) => [box.x, box.y, box.width, box.height].map(Math.round).join() + kind;
  return a.map(key).join(';') === b.map(key).join(';');
}
