import type { Page } from 'playwright-core';
import type { StandIn } from './web-fixtures.ts';
import { until } from './web-page.ts';

export const connectPath = '/platforms/connect?url=https%3A%2F%2Fcrm.example.com&name=Acme';

/** Gives the consent, opens the stream and shows a first frame of this viewport. */
export async function openStreamOn(page: Page, standIn: StandIn, width: number, height: number): Promise<void> {
  await page.getByLabel('I have read this and agree').check();
  await page.getByRole('button', { name: 'Open the browser' }).click();
  await until(() => standIn.stream.of('resize').length > 0, 'the page asks for its size');
  const sequence = await standIn.stream.frame(width, height);
  await until(() => standIn.stream.of('ack').some((ack) => ack.sequence === sequence), 'the frame is acknowledged');
  await page.locator('[data-streaming=live]').waitFor();
  standIn.stream.received.length = 0;
}
