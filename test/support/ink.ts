import sharp from 'sharp';
import type { Box } from '#shared/contract/tutorials.ts';

interface Pixels {
  data: Buffer;
  width: number;
}

export async function pixelsOf(picture: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width };
}

/**
 * The share of a box's strong ink (100 levels and more from its usual colour, which the texture never reaches) that is
 * still there in the other picture, and how many pixels of such ink there were. The rim with its borders is left out.
 */
export function inkLeft(raw: Pixels, masked: Pixels, box: Box): { ink: number; left: number } {
  const at = ({ data, width }: Pixels, x: number, y: number) => data[(y * width + x) * 3 + 1] ?? 0;
  const places: [number, number][] = [];
  for (let y = Math.ceil(box.y + 3); y < Math.floor(box.y + box.height - 3); y += 1) {
    for (let x = Math.ceil(box.x + 3); x < Math.floor(box.x + box.width - 3); x += 1) places.push([x, y]);
  }
  const usual = places.map(([x, y]) => at(raw, x, y)).toSorted((a, b) => a - b)[places.length >> 1] ?? 255;
  const ink = places.filter(([x, y]) => Math.abs(at(raw, x, y) - usual) >= 100);
  const same = ink.filter(([x, y]) => Math.abs(at(raw, x, y) - at(masked, x, y)) <= 40);
  return { ink: ink.length, left: ink.length === 0 ? 0 : same.length / ink.length };
}

/** Hidden: there was ink to hide, and none of it is left. */
export function isHidden(raw: Pixels, masked: Pixels, box: Box): boolean {
  const { ink, left } = inkLeft(raw, masked, box);
  return ink > 15 && left < 0.01;
}
