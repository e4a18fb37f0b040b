import { beforeEach, expect, test } from 'vitest';
import { ann, sampleTutorial } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import type { Picture } from '../support/web-pictures.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest({ pictures: true });
let standIn: StandIn;

beforeEach(async () => {
  standIn = await web.standIn({
    me: ann,
    tutorials: [sampleTutorial(web.pictures)],
    pictures: new Map([['any', web.pictures[0] as Picture]]),
  });
});

test('an operator enters the key, sees the time left, opens one picture and makes a place in it unreadable', async () => {
  const { page, problems, close } = await openPage(web.browser, standIn, '/operators', { reducedMotion: 'reduce' });
  const key = page.getByLabel('Key', { exact: true });
  await key.fill('not the key');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('alert').getByText('This key opens nothing.').waitFor();
  await key.fill(standIn.operators.key);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('heading', { name: 'Reported pictures' }).waitFor();
  const rows = page.getByRole('main').getByRole('listitem');
  expect(await rows.first().innerText()).toMatch(/A person’s name[\s\S]*Reader[\s\S]*2 h 2\d min left/);
  expect(await page.locator('img').count()).toBe(0);
  await rows.first().getByRole('button', { name: 'Open the picture' }).click();
  await page.getByRole('button', { name: 'Add a box' }).click();
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await page.getByText('1 area is unreadable. The report is closed.').first().waitFor();
  await expect.poll(() => rows.count()).toBe(1);
  await rows.first().getByRole('button', { name: 'Nothing to hide' }).click();
  await page.getByRole('button', { name: 'Close the report' }).click();
  await page.getByRole('heading', { name: 'Nothing is waiting' }).waitFor();
  // The account that is signed in on the same page stays so.
  expect(standIn.state.me).toEqual(ann);
  expect(problems).toEqual([]);
  await close();
});

test('an owner reports a picture and is told until when it is looked at', async () => {
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${standIn.state.tutorials[0]!.id}`);
  await page.getByRole('button', { name: 'Report', exact: true }).first().click();
  await page.getByLabel('What can still be read').selectOption('contact');
  await page.getByRole('button', { name: 'Send the report' }).click();
  await page.getByText('An operator looks at the picture before').waitFor();
  const { assetId } = standIn.state.tutorials[0]!.steps[0]!.frame!;
  expect(standIn.state.received.at(-1)).toMatchObject({
    call: 'POST /api/reports/own',
    body: { assetId, subject: 'contact' },
  });
  await close();
});
