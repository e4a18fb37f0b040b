import { createHash } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { sealRedactedFrame, type RedactedFrame, type RedactionRegion } from './frames.ts';
import { addRegions, withPixels } from './mask-frame.ts';
import { joined, touch } from './regions.ts';
import { textMap } from './text-detector.ts';
import type { Pixels } from './texture.ts';
import { unexplainedText } from './unexplained-text.ts';
import { isUnreadable } from './unreadable.ts';

/** What is known of a finished picture. */
export interface FrameRecord {
  width: number;
  height: number;
  sha256: string;
  regions: readonly RedactionRegion[];
}

/** What `capture` wrote down about a frame it staged. */
export interface StagedRecord extends FrameRecord {
  /** Boxes of the texts that the page's structure explains and that stay. */
  legible: readonly Box[];
}

/** The gate has time: it looks at every pixel of a usual viewport, where `capture` looks at a smaller picture. */
const mostPixels = 1_400_000;
const threshold = 0.3;
/** How often what is found may be masked again. */
const rounds = 3;

/**
 * A second look at a finished picture, without trust in the first: the bytes are those that were staged, every recorded
 * region lies inside and shows texture alone, and the text detector finds text only where readable text was recorded.
 * What is readable elsewhere is masked; nothing is taken away. Throws FRAME_NOT_SAFE for anything else.
 */
export async function gateFrame(webp: Buffer, staged: StagedRecord): Promise<RedactedFrame> {
  const explained = [...staged.legible, ...staged.regions.map(({ box }) => box)];
  return opened(webp, staged, staged.legible, async (pixels) => {
    const found = unexplainedText(pixels, await textMap(pixels, mostPixels), { explained, threshold });
    return [...stillReadable(pixels, staged.regions), ...found.map(pixelText)];
  });
}

/**
 * A stored frame that passed the gate before: its bytes are those of its record and its regions are unreadable, as in
 * `gateFrame`; texts are not looked for, since nobody remembers which may stay.
 */
export async function checkedFrame(webp: Buffer, record: FrameRecord): Promise<RedactedFrame> {
  return opened(webp, record, [], (pixels) => stillReadable(pixels, record.regions));
}

/** The frame that `record` tells of, once it is seen to be that, with what `find` names in it masked. */
async function opened(
  webp: Buffer,
  record: FrameRecord,
  legible: readonly Box[],
  find: (pixels: Pixels) => RedactionRegion[] | Promise<RedactionRegion[]>,
): Promise<RedactedFrame> {
  const { width, height, regions } = record;
  const sha256 = createHash('sha256').update(webp).digest('hex');
  if (sha256 !== record.sha256) throw new ProductError('FRAME_NOT_SAFE', 'frame differs from its hash');
  const found = await withPixels(webp, async (pixels) => {
    if (pixels.width !== width || pixels.height !== height)
      throw new ProductError('FRAME_NOT_SAFE', 'frame differs in size');
    for (const { box } of regions)
      if (!isInside(box, pixels)) throw new ProductError('FRAME_NOT_SAFE', 'region outside');
    return find(pixels);
  });
  return maskAgain(sealRedactedFrame({ webp, width, height, sha256, regions, legible }), found);
}

/**
 * Masks laid over each other can look like text where they meet, as on the edge between a dark and a light place. What is
 * not seen to be unreadable afterwards is masked once more, as one with the masks that reach into it.
 */
async function maskAgain(frame: RedactedFrame, again: readonly RedactionRegion[]): Promise<RedactedFrame> {
  let masked = frame;
  let left = again;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === rounds) throw new ProductError('FRAME_NOT_SAFE', 'readable region');
    masked = await addRegions(masked, round === 0 ? left : asOne(left, masked.regions));
    const { webp, regions } = masked;
    left = await withPixels(webp, (pixels) => stillReadable(pixels, regions));
  }
  return masked;
}

function asOne(readable: readonly RedactionRegion[], all: readonly RedactionRegion[]): RedactionRegion[] {
  const around = readable.flatMap(({ box }) => all.map((other) => other.box).filter((other) => touch(box, other)));
  return joined(around).map((box) => ({ ...readable[0]!, box }));
}

function stillReadable(pixels: Pixels, regions: readonly RedactionRegion[]): RedactionRegion[] {
  return regions
    .filter(({ box }) => !isUnreadable(pixels, box))
    .map(({ box, kind }) => ({ box, kind, stage: 'gate', reason: 'readable', exact: 'all' }));
}

const pixelText = (box: Box): RedactionRegion => ({
  box,
  kind: 'unknown',
  stage: 'gate',
  reason: 'pixel-text',
  exact: 'all',
});

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
