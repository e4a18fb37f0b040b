import sharp from 'sharp';
import { expect, test } from 'vitest';
import { FrameEncoder } from '../../../containers/browser/frame-encoder.ts';

const size = { width: 320, height: 200 };

async function frame(left: number) {
  const box = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#c00' } })
    .png()
    .toBuffer();
  const page = sharp({ create: { ...size, channels: 3, background: '#fff' } });
  const jpeg = await page
    .composite([{ input: box, left, top: 64 }])
    .jpeg()
    .toBuffer();
  return { ...size, jpeg };
}

test('what has changed is cut out, and the pixels of a frame go as soon as the next one is compared with it', async () => {
  const encoder = new FrameEncoder();
  const frames = await Promise.all([0, 64, 160].map(frame));
  const heights: number[] = [];
  for (const [at, one] of frames.entries())
    heights.push((await encoder.encode(one, 1_000_000, at * 1_000)).area.height);
  const [whole, ...parts] = heights;
  expect(whole).toBe(size.height);
  expect(Math.max(...parts)).toBeLessThan(size.height / 2);
  expect(Math.min(...parts)).toBeGreaterThan(0);
  expect(frames.map((one) => 'pixels' in one && one.pixels !== undefined)).toEqual([false, false, true]);
});
