import { logError } from '#shared/log/log.ts';
import type { Area } from './changed-areas.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A picture in memory, three bytes a pixel. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
}

export interface JpegOptions {
  quality: number;
  /** Colour in full resolution: for text. */
  fullColour?: boolean;
  /** Size of the outcome relative to the area. */
  scale?: number;
}

/** Its library has parts for one processor: a task without it streams whole pictures, which any line carries somehow. */
const library = import('sharp').then(
  ({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  },
  (error: unknown) => void logError('browser.no_pictures', error),
);

export async function canReadPictures(): Promise<boolean> {
  return (await library) !== undefined;
}

async function loaded() {
  const sharp = await library;
  if (!sharp) throw new Error('Pictures cannot be read here');
  return sharp;
}

export async function readPicture(picture: Buffer): Promise<Pixels> {
  const sharp = await loaded();
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** An area of a picture as a JPEG. */
export async function writeJpeg({ data, width, height }: Pixels, area: Area, options: JpegOptions): Promise<Bytes> {
  const sharp = await loaded();
  const cut = sharp(data, { raw: { width, height, channels: 3 } }).extract({
    left: area.x,
    top: area.y,
    width: area.width,
    height: area.height,
  });
  const { quality, fullColour = false, scale = 1 } = options;
  if (scale < 1) cut.resize(Math.max(1, Math.round(area.width * scale)), Math.max(1, Math.round(area.height * scale)));
  const jpeg = await cut.jpeg({ quality, chromaSubsampling: fullColour ? '4:4:4' : '4:2:0' }).toBuffer();
  return bytesOf(jpeg);
}

/** The same bytes under the narrower type that the wire wants. */
export function bytesOf(buffer: Buffer): Bytes {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.length);
}
