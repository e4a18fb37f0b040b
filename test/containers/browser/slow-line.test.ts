import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { button, startRemotePages, type RemotePages } from '../../bench/browser/remote-pages.ts';
import { startSlowLink } from '../../bench/browser/slow-link.ts';
import { startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { StreamPage, until } from '../../support/stream-page.ts';

let remote: RemotePages;
let task: TestBrowserTask | undefined;
let stopLink: () => void = () => undefined;

beforeAll(async () => {
  remote = await startRemotePages();
});
afterAll(() => remote.stop());
afterEach(async () => {
  stopLink();
  await task?.remove();
});

/** A viewer behind 4 Mbit/s and 80 ms there and back. */
async function stream(path: string): Promise<StreamPage> {
  task = await startTestBrowserTask({ allow: [remote.host] });
  await until(
    () => task!.log().includes('browser.ready'),
    20_000,
    () => 'not ready',
  );
  const link = await startSlowLink({ host: task.address, port: 9000 }, { rate: 500, delay: 40 });
  stopLink = link.stop;
  const page = await StreamPage.dial(`wss://127.0.0.1:${link.port}/stream`);
  page.open(`${remote.origin}${path}`, 1280, 800);
  await page.waitForFrame();
  await sleep(2_500);
  return page;
}

/** Is the square in the corner dark, as the viewer sees it? */
async function dark(page: StreamPage): Promise<boolean> {
  const square = sharp(await page.picture()).extract({ left: 30, top: 30, width: 20, height: 20 });
  const pixels = await square.raw().toBuffer();
  return pixels[1]! < 128;
}

/** Presses, and waits until the viewer sees what that changed. */
async function press(page: StreamPage): Promise<void> {
  const before = await dark(page);
  page.click(button.x, button.y);
  await until(
    async () => (await dark(page)) !== before,
    10_000,
    () => 'the press is not seen',
  );
}

test('on a slow line a movement is sent in smaller frames, and what a press changes is seen all along', async () => {
  const page = await stream('/animation');
  const { bytes, frames } = page;
  for (let turn = 0; turn < 6; turn++) await press(page);
  expect(page.frames - frames).toBeGreaterThan(5);
  // As Chromium makes them they have more than 50 KB.
  expect((page.bytes - bytes) / (page.frames - frames)).toBeLessThan(45_000);
});
