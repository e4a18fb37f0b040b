import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { SignInStream } from '../../support/sign-in-stream.ts';
import { type StreamPage, until } from '../../support/stream-page.ts';

const now = new SignInStream();

/** A frame in the middle of a change of size may still be of the old one. */
const sizes = (page: StreamPage) => async () => {
  const { width, height } = await sharp(page.whole).metadata();
  return [page.frame!.width, page.frame!.height, width, height];
};

describe('frames', () => {
  test('are JPEG pictures of the page at its size, and of the new size after a resize', async () => {
    const page = await now.open('/home');
    await now.drawn(page);
    expect(await sharp(page.whole).metadata()).toMatchObject({ format: 'jpeg', width: 800, height: 600 });
    page.send({ type: 'resize', width: 1000, height: 700, scale: 1 });
    await expect.poll(sizes(page), { timeout: 5_000 }).toEqual([1000, 700, 1000, 700]);
  });

  test.each([0, 60, 120, 180])('have the size that was asked for %i ms after the browser was opened', async (ms) => {
    const page = await now.open('/home');
    await sleep(ms);
    page.send({ type: 'resize', width: 1000, height: 700, scale: 1 });
    await page.waitForFrame();
    await expect.poll(sizes(page), { timeout: 5_000 }).toEqual([1000, 700, 1000, 700]);
  });

  test('a page that rests is sharpened once, in the device pixels of the screen that shows it', async () => {
    const page = await now.open('/about', { scale: 2 });
    const still = await until(
      async () => {
        const picture = page.frame?.patches[0];
        const width = picture && (await sharp(picture.picture).metadata()).width;
        return picture && width === picture.width * 2 ? picture : undefined;
      },
      10_000,
      () => 'no picture in device pixels',
    );
    expect(still).toMatchObject({ x: 0, width: 800 });
    const { frames } = page;
    await sleep(1_500);
    expect(page.frames).toBe(frames);
  });

  test('cost less than a megabyte while a hundred letters are typed, with the sharp picture after them', async () => {
    const page = await now.open('/field');
    await now.drawn(page);
    page.click(400, 300);
    await sleep(1_500);
    const { bytes } = page;
    const from = now.app.reported.length;
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(3).slice(0, 100);
    for (const letter of text) {
      page.type(letter);
      await sleep(100);
    }
    expect(await now.reported(text, from)).toBe(true);
    await sleep(1_500);
    expect(page.bytes - bytes).toBeLessThan(1_000_000);
  });

  test('stop after two that the page has not acknowledged, and go on with the newest', async () => {
    const page = await now.open('/field');
    await now.drawn(page);
    page.acknowledging = false;
    const before = page.frames;
    for (const letter of 'abcdefghij') {
      page.type(letter);
      await sleep(80);
    }
    expect(page.frames - before).toBeLessThanOrEqual(2);
    page.acknowledging = true;
    page.send({ type: 'ack', sequence: page.frame!.sequence });
    await until(
      () => page.frames - before > 2,
      3_000,
      () => 'no frame after the acknowledgement',
    );
  });
});
