import { expect, onTestFinished, test } from 'vitest';
import { en } from '../../web/messages/en.ts';
import { demoPlatform, newSignedUpPerson, product } from '../support/journey.ts';
import { until, type StreamPage } from '../support/stream-page.ts';
import { homesOfTasks, openStreamOf } from '../support/stream-session.ts';

const placeIs = (stream: StreamPage, place: number) =>
  until(
    () => stream.heard.findLast((said) => said.type === 'queued')?.place === place,
    15_000,
    () => `not at place ${place}: ${JSON.stringify(stream.heard.at(-1))}`,
  );

test('C8: one session more than there are places waits, sees its place, and gets the first that is free', async () => {
  const { streams: places } = product.sessionLimits;
  const { page: holder } = await newSignedUpPerson();
  const open: StreamPage[] = [];
  // Whatever happens here, nobody after this test waits for its places.
  onTestFinished(() => open.forEach((stream) => stream.socket.terminate()));
  for (let at = 0; at < places; at += 1) {
    const stream = await openStreamOf(holder);
    await stream.waitForFrame(0, 60_000);
    open.push(stream);
  }
  const homes = homesOfTasks().length;

  const { page: early } = await newSignedUpPerson();
  const before = await openStreamOf(early);
  await placeIs(before, 1);
  const { page } = await newSignedUpPerson();
  await page.goto(`${product.url}/platforms/connect`);
  await page.getByLabel(en.connect.address, { exact: true }).fill(demoPlatform.url);
  await page.getByLabel(en.connect.agree).check();
  await page.getByRole('button', { name: en.connect.start }).click();
  await page.getByText(en.connect.queuedTitle(2)).waitFor({ timeout: 30_000 });
  // No browser is started for who waits.
  expect(homesOfTasks()).toHaveLength(homes);

  // Somebody who waited leaves, and the page hears of it.
  before.socket.terminate();
  await page.getByText(en.connect.queuedTitle(1)).waitFor({ timeout: 30_000 });
  expect(await page.locator('[data-streaming=live]').count()).toBe(0);

  open[1]!.send({ type: 'cancel' });
  await page.locator('[data-streaming=live]').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: en.connect.cancel }).click();
  for (const stream of open) stream.socket.terminate();
  await expect.poll(homesOfTasks, { timeout: 60_000 }).toHaveLength(1);
});
