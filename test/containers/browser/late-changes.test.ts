import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { startTestBrowserTask, type TestBrowserTask } from '../../support/browser-task.ts';
import { restColour, slowMs, startLateApp, type LateApp } from '../../support/late-app.ts';
import { StreamPage, until } from '../../support/stream-page.ts';

let app: LateApp;
let task: TestBrowserTask | undefined;
let asked = 0;

beforeAll(async () => {
  app = await startLateApp();
});
afterAll(() => app.stop());
afterEach(() => task?.remove());

async function stream(path: string): Promise<StreamPage> {
  task = await startTestBrowserTask({ allow: [app.host] });
  const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
  asked = performance.now();
  page.open(`${app.origin}${path}`, 800, 600);
  await page.waitForFrame();
  return page;
}

/** Share of the newest frame's pixels that have the colour every page ends with. */
async function rested(page: StreamPage): Promise<number> {
  const { data, info } = await sharp(await page.picture())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let count = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    const off = [restColour.r, restColour.g, restColour.b].map((value, channel) =>
      Math.abs(value - data[at + channel]!),
    );
    if (Math.max(...off) < 30) count += 1;
  }
  return count / (info.width * info.height);
}

test.each(['/font', '/image', '/text', '/animation'])(
  '%s: what a page shows late reaches the viewer untouched',
  async (path) => {
    const page = await stream(path);
    await expect.poll(() => rested(page), { timeout: 6_000, interval: 100 }).toBeGreaterThan(0.1);
  },
);

test('a platform that is slow to answer shows nothing of the empty page before it', async () => {
  const page = await stream('/slow/page');
  expect(performance.now() - asked).toBeGreaterThan(slowMs);
  await expect.poll(() => rested(page), { timeout: 6_000, interval: 100 }).toBeGreaterThan(0.9);
});

test('the end of a movement reaches the viewer although nobody took the frames before it', async () => {
  const page = await stream('/pressed');
  await sleep(500);
  expect(await rested(page)).toBe(0);
  page.send({ type: 'mouse', action: 'down', x: 400, y: 300, button: 'left', buttons: 1, clickCount: 1, modifiers: 0 });
  await until(
    () => page.frames > 3,
    5_000,
    () => 'no movement',
  );
  task!.process.kill('SIGSTOP');
  await sleep(1_500);
  task!.process.kill('SIGCONT');
  await expect.poll(() => rested(page), { timeout: 4_000, interval: 100 }).toBeGreaterThan(0.9);
});
