import type { Box } from '#shared/contract/tutorials.ts';
import type { RedactedFrame, RedactionRegion } from './frames.ts';
import { isHarmless } from './harmless.ts';
import { addRegions, withDrawing } from './mask-frame.ts';
import type { PageGeometry, RedactionOptions, Span } from './page-items.ts';
import { sparedParts } from './spared.ts';

/** A place of the frame with a number that a model can answer with. In pixels of the picture. */
export interface NumberedBox {
  number: number;
  box: Box;
}

/** Pixels of the longer side of a picture that a model gets: enough to read it by, at half the tokens of a whole frame. */
const modelSide = 1024;

/** More numbers than this make the picture unreadable for the model too. */
const candidateLimit = 60;

/** Texts that stage 1 kept although they are not known to be harmless: what the model is asked about. Data regions first. */
export function numberedCandidates(
  geometry: PageGeometry,
  spans: readonly Span[][],
  options: RedactionOptions,
  scale: number,
): NumberedBox[] {
  const order = { data: 0, command: 1, heading: 2, plain: 3, control: 4 };
  return geometry.items
    .filter(
      (item, index) =>
        (spans[index] ?? []).length === 0 && !isHarmless(item.text) && sparedParts(item.text, options).length === 0,
    )
    .toSorted((a, b) => order[a.zone] - order[b.zone])
    .flatMap((item) => item.boxes)
    .slice(0, candidateLimit)
    .map((box, index) => ({
      number: index + 1,
      box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
    }));
}

/** Stage 2: masks what the model named by its numbers. It can only add; numbers that were not asked about are ignored. */
export async function addModelRegions(
  frame: RedactedFrame,
  candidates: readonly NumberedBox[],
  numbers: readonly number[],
): Promise<RedactedFrame> {
  const named = candidates.filter(({ number }) => numbers.includes(number));
  return addRegions(
    frame,
    named.map(({ box }) => ({ box, kind: 'unknown', stage: 'model', reason: 'model' })),
  );
}

/**
 * The frame with outlined, numbered boxes, and with `hidden` masked too, at most 1,024 pixels long: for the model alone,
 * never for storage as a tutorial's picture.
 */
export async function drawNumberedBoxes(
  frame: RedactedFrame,
  boxes: readonly NumberedBox[],
  hidden: readonly RedactionRegion[] = [],
): Promise<RedactedFrame> {
  const scale = Math.min(1, modelSide / Math.max(frame.width, frame.height));
  const size = { width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) };
  const drawn = boxes.map(({ number, box }) => {
    const [x, y, width, height] = [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
    const label = String(number);
    const wide = label.length * 8 + 6;
    const left = Math.max(0, Math.min(size.width - wide, x - 1));
    const top = Math.max(0, y - 15);
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#d0021b" stroke-width="2"/>
<rect x="${left}" y="${top}" width="${wide}" height="15" fill="#d0021b"/>
<text x="${left + wide / 2}" y="${top + 12}" font-family="sans-serif" font-size="12" font-weight="700" fill="#fff" text-anchor="middle">${label}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${drawn.join('')}</svg>`;
  return withDrawing(frame, { svg, size }, hidden);
}
