import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import type { MarkedBy } from '#shared/db/schema.ts';
import type { RedactionRegion } from '#shared/redaction/frames.ts';
import { roundOut } from '#shared/redaction/regions.ts';

/**
 * Regions from boxes that a person drew: rounded out like those the redaction finds, so that a width tells nothing, and
 * boxes that overlap as one, so that no edge between two textures looks like writing. Throws INVALID_INPUT for a box
 * that does not lie in the picture.
 */
export function markedRegions(
  boxes: readonly Box[],
  picture: { width: number; height: number },
  by: MarkedBy,
): RedactionRegion[] {
  const rounded = boxes.map((box) => {
    const within = box.x + box.width <= picture.width + 1 && box.y + box.height <= picture.height + 1;
    const region = within ? roundOut(box, picture.width, picture.height) : undefined;
    if (!region) throw new ProductError('INVALID_INPUT', 'boxes: outside the picture');
    return region;
  });
  return joined(rounded).map((box) => ({
    box,
    kind: 'marked',
    stage: 'hand',
    reason: `marked by ${by}`,
    exact: 'all',
  }));
}

function joined(boxes: readonly Box[]): Box[] {
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

const touch = (a: Box, b: Box) =>
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
