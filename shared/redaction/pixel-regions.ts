import type { Box } from '#shared/contract/tutorials.ts';
import type { RedactionRegion } from './frames.ts';
import { release } from '#shared/memory/release.ts';
import { textMap, type TextMap } from './text-detector.ts';
import type { Pixels } from './texture.ts';
import { unexplainedText, type FoundText } from './unexplained-text.ts';

export interface PixelCase {
  /** What `frameText` found in the same pixels. */
  map: TextMap;
  /** Boxes of texts that the page's structure knows, and of what is masked whole. In pixels of the picture. */
  explained: readonly Box[];
  /** Canvases and pictures that may be drawings. In pixels of the picture. */
  drawings: readonly RedactionRegion[];
}

/** The whole frame is looked at on a smaller picture, a drawing on its own pixels and with more suspicion. */
const frameSearch = { mostPixels: 340_000, threshold: 0.3 };
const drawingSearch = { mostPixels: 480_000, threshold: 0.12 };

/** Where the network sees text in the whole frame: takes longest, and can begin before it is known what the page explains. */
export function frameText(pixels: Pixels): Promise<TextMap> {
  return textMap(pixels, frameSearch.mostPixels);
}

/**
 * What the pixels alone tell: text that no text of the page explains, text in drawings, and pictures that are photographs,
 * which are masked whole.
 */
export async function pixelRegions(
  pixels: Pixels,
  { map, explained, drawings }: PixelCase,
): Promise<RedactionRegion[]> {
  const photographs = drawings.filter(({ box }) => isPhotograph(pixels, box));
  const drawn = drawings.filter((region) => !photographs.includes(region));
  const known = [...explained, ...photographs.map(({ box }) => box)];
  const search = { explained: known, threshold: frameSearch.threshold };
  const found = unexplainedText(pixels, map, search);
  for (const { box } of drawn) found.push(...(await inDrawing(pixels, box, known)));
  return [
    ...photographs.map((region) => ({ ...region, reason: 'photograph' })),
    ...found.map(
      ({ exact, ...box }) =>
        ({ box, kind: 'unknown', stage: 'structure', reason: 'pixel-text', ...(exact && { exact }) }) as const,
    ),
  ];
}

async function inDrawing(pixels: Pixels, box: Box, explained: readonly Box[]): Promise<FoundText[]> {
  const part = cropped(pixels, box);
  if (!part) return [];
  const { left, top, crop } = part;
  const moved = explained.map((known) => ({ ...known, x: known.x - left, y: known.y - top }));
  const map: TextMap = await textMap(crop, drawingSearch.mostPixels);
  const found = unexplainedText(crop, map, { explained: moved, threshold: drawingSearch.threshold });
  release(crop.data);
  return found.map((inside) => ({ ...inside, x: inside.x + left, y: inside.y + top }));
}

function cropped({ data, width, height }: Pixels, box: Box): { left: number; top: number; crop: Pixels } | undefined {
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const right = Math.min(width, Math.ceil(box.x + box.width));
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  if (right - left < 4 || bottom - top < 4) return undefined;
  const part = Buffer.alloc((right - left) * (bottom - top) * 3);
  for (let y = top; y < bottom; y += 1)
    data.copy(part, (y - top) * (right - left) * 3, (y * width + left) * 3, (y * width + right) * 3);
  return { left, top, crop: { data: part, width: right - left, height: bottom - top } };
}

/** Drawings have few colours that cover most of them; photographs have hundreds and none that counts. */
function isPhotograph({ data, width, height }: Pixels, box: Box): boolean {
  const counts = new Map<number, number>();
  let seen = 0;
  for (let y = Math.max(0, Math.floor(box.y)); y < Math.min(height, box.y + box.height); y += 2) {
    for (let x = Math.max(0, Math.floor(box.x)); x < Math.min(width, box.x + box.width); x += 2) {
      const at = (y * width + x) * 3;
      const colour = ((data[at]! >> 3) << 10) | ((data[at + 1]! >> 3) << 5) | (data[at + 2]! >> 3);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      seen += 1;
    }
  }
  if (seen === 0) return false;
  const most = [...counts.values()].toSorted((a, b) => b - a).slice(0, 8);
  return most.reduce((sum, count) => sum + count, 0) / seen < 0.75 && counts.size > 48;
}
