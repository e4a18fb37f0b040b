import { createHash } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { sealRedactedFrame, type RedactedFrame, type RedactionRegion } from './frames.ts';
import { addRegions, decode } from './mask-frame.ts';
import type { Pixels } from './texture.ts';
import { isUnreadable } from './unreadable.ts';

/** What `capture` wrote down about a frame it staged. */
export interface StagedRecord {
  width: number;
  height: number;
  sha256: string;
  regions: readonly RedactionRegion[];
}

/**
 * A second look at a finished picture, without trust in the first: the bytes are those that were staged, every recorded
 * region lies inside and shows texture alone. What is still readable in a region is masked again; nothing is taken away.
 * Throws FRAME_NOT_SAFE for anything else.
 */
export async function gateFrame(webp: Buffer, staged: StagedRecord): Promise<RedactedFrame> {
  const sha256 = createHash('sha256').update(webp).digest('hex');
  if (sha256 !== staged.sha256) throw new ProductError('FRAME_NOT_SAFE', 'staged frame differs from its hash');
  const pixels = await decode(webp).catch((cause: unknown) => {
    throw new ProductError('FRAME_NOT_SAFE', 'staged frame is no picture', { cause });
  });
  if (pixels.width !== staged.width || pixels.height !== staged.height)
    throw new ProductError('FRAME_NOT_SAFE', 'staged frame differs in size');
  for (const { box } of staged.regions)
    if (!isInside(box, pixels)) throw new ProductError('FRAME_NOT_SAFE', 'region outside');

  const { width, height, regions } = staged;
  const frame = sealRedactedFrame({ webp, width, height, sha256, regions });
  const readable = regions.filter((region) => !isUnreadable(pixels, region.box));
  if (readable.length === 0) return frame;
  const again = readable.map(({ box, kind }) => ({
    box,
    kind,
    stage: 'gate' as const,
    reason: 'readable',
    exact: 'all' as const,
  }));
  const masked = await addRegions(frame, again);
  const after = await decode(masked.webp);
  if (masked.regions.some(({ box }) => !isUnreadable(after, box)))
    throw new ProductError('FRAME_NOT_SAFE', 'readable region');
  return masked;
}

function isInside({ x, y, width, height }: Box, picture: Pixels): boolean {
  const numbers = [x, y, width, height];
  return (
    numbers.every(Number.isFinite) &&
    width >= 1 &&
    height >= 1 &&
    x >= 0 &&
    y >= 0 &&
    x + width <= picture.width &&
    y + height <= picture.height
  );
}
