import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeFrame } from '#shared/contract/stream.ts';
import { FrameSender } from '../../../containers/browser/frame-sender.ts';

const [width, height] = [640, 400];

/** A grey page with noise that costs bytes, and a dark square at x. */
async function page(x?: number) {
  const noise = Buffer.from(Array.from({ length: width * height }, (_, at) => 200 + ((at * 7_919) % 50)));
  const square = {
    input: { create: { width: 16, height: 16, channels: 3, background: '#123' } },
    left: x ?? 0,
    top: 48,
  } as const;
  const picture = sharp(noise, { raw: { width, height, channels: 1 } }).toColourspace('srgb');
  const jpeg = await picture
    .composite(x === undefined ? [] : [square])
    .jpeg({ quality: 60 })
    .toBuffer();
  return { jpeg, width, height };
}

function startSender() {
  const frames: ReturnType<typeof decodeFrame>[] = [];
  const sender = new FrameSender((message) => frames.push(decodeFrame(new Uint8Array(message).buffer)));
  const sent = async (count: number) => {
    await expect.poll(() => frames.length).toBeGreaterThanOrEqual(count);
    return frames[count - 1]!;
  };
  const acknowledge = () => sender.acknowledge(frames.at(-1)!.sequence);
  return { sender, frames, sent, acknowledge };
}

// A block's colour is interpolated from its neighbours', so that a change reaches one block further.
test('the first frame is the whole picture as it came, the next one only what changed', async () => {
  const { sender, sent } = startSender();
  const first = await page(64);
  sender.offer(first);
  const whole = await sent(1);
  expect(whole.patches).toHaveLength(1);
  expect(Buffer.from(whole.patches[0]!.picture).equals(first.jpeg)).toBe(true);
  sender.offer(await page(96));
  const part = await sent(2);
  expect(part).toMatchObject({ width, height });
  expect(part.patches).toEqual([expect.objectContaining({ x: 48, y: 32, width: 80, height: 48 })]);
  expect(part.patches[0]!.picture.length).toBeLessThan(first.jpeg.length / 10);
});

test('two frames are under way at most, and of those that wait only the newest is sent', async () => {
  const { sender, frames, sent, acknowledge } = startSender();
  for (const x of [64, 96]) {
    sender.offer(await page(x));
    await sent(x / 32 - 1);
  }
  for (const x of [128, 160, 192]) sender.offer(await page(x));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(frames).toHaveLength(2);
  acknowledge();
  const { patches } = await sent(3);
  expect(Math.max(...patches.map(({ x, width: wide }) => x + wide))).toBe(224);
  expect(frames).toHaveLength(3);
});

test('a frame that shows nothing new is not sent', async () => {
  const { sender, frames, sent, acknowledge } = startSender();
  sender.offer(await page(64));
  await sent(1);
  acknowledge();
  sender.offer(await page(64));
  sender.offer(await page(64));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(frames).toHaveLength(1);
});

test('a viewer who comes late gets the last frame whole and at once, whatever the one before owed', async () => {
  const { sender, sent } = startSender();
  sender.offer(await page(64));
  await sent(1);
  const last = await page(96);
  sender.offer(last);
  await sent(2);
  sender.renew();
  expect((await sent(3)).patches).toEqual([]);
  const { patches } = await sent(4);
  expect(Buffer.from(patches[0]!.picture).equals(last.jpeg)).toBe(true);
});

test('on a slow line whole pictures become smaller than they came', async () => {
  const { sender, sent, acknowledge } = startSender();
  sender.measure();
  await sent(1);
  acknowledge();
  const first = await page();
  sender.offer(first);
  await sent(2);
  // As long as the picture takes on 2 Mbit/s.
  await new Promise((resolve) => setTimeout(resolve, first.jpeg.length / 250));
  acknowledge();
  sender.offer({ ...first, jpeg: await sharp(first.jpeg).negate().jpeg({ quality: 60 }).toBuffer() });
  const { patches } = await sent(3);
  expect(patches[0]!.picture.length).toBeLessThan(first.jpeg.length * 0.7);
});

test('what was sent is made sharp once, in parts that a new frame cuts short', async () => {
  const { sender, frames, sent, acknowledge } = startSender();
  let unsharp = 0;
  sender.onUnsharp = () => (unsharp += 1);
  sender.offer(await page(64));
  await sent(1);
  acknowledge();
  expect(unsharp).toBe(1);
  const pixels = { data: Buffer.alloc(width * height * 4 * 3, 90), width: width * 2, height: height * 2 };
  sender.sharpen(pixels, 2);
  const still = await sent(2);
  expect(still.patches[0]).toMatchObject({ x: 0, y: 0, width, height });
  expect(await sharp(still.patches[0]!.picture).metadata()).toMatchObject({
    width: width * 2,
    chromaSubsampling: '4:4:4',
  });
  acknowledge();
  expect(sender.unsharp).toBeUndefined();
  sender.sharpen(pixels, 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(frames).toHaveLength(2);
});
