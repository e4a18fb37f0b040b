import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import type { MarkedBy } from '#shared/db/schema.ts';
import type { RedactionRegion } from '#shared/redaction/frames.ts';
import { joined, roundOut } from '#shared/redaction/regions.ts';

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
