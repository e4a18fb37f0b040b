import { beforeEach, expect, test } from 'vitest';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { ann, sampleTutorial } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import type { Picture } from '../support/web-pictures.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest({ pictures: true });
let standIn: StandIn;
let tutorial: Tutorial;

beforeEach(async () => {
  tutorial = sampleTutorial(web.pictures);
  const pictureMap = new Map([['any', web.pictures[0] as Picture]]);
  standIn = await web.standIn({ me: ann, tutorials: [tutorial], pictures: pictureMap });
});

const openShare = () => openPage(web.browser, standIn, `/tutorials/${tutorial.id}/share`, { reducedMotion: 'reduce' });

test('pictures have to be scrolled past before they can be confirmed, and only then a link can be made', async () => {
  const { page, problems, close } = await openShare();
  const confirm = page.getByRole('button', { name: 'I have looked over all pictures' });
  const make = page.getByRole('button', { name: 'Make a link' });
  await confirm.waitFor();
  expect([await confirm.isDisabled(), await make.isDisabled()]).toEqual([true, true]);
  expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  for (const step of tutorial.steps) {
    await page.locator(`[data-seen="${step.frame?.assetId}"]`).scrollIntoViewIfNeeded();
    await page
      .locator(`[data-seen="${step.frame?.assetId}"]`)
      .evaluate((picture) => picture.scrollIntoView({ block: 'center' }));
    await expect
      .poll(() => page.getByText('Looked at', { exact: true }).count(), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(step.position);
  }
  await confirm.click();
  await page.getByText('You looked over the pictures').waitFor();
  // The pictures are gone, and the reader is where it goes on.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Share link');
  expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().top)).toBeLessThan(800);
  await page.getByLabel('The link works for').selectOption('30');
  await make.dblclick();
  const link = page.getByRole('link', { name: `/s/${standIn.sharing.token}` });
  await link.waitFor();
  const days = (Date.parse(standIn.sharing.of(tutorial.id).links[0]!.expiresAt!) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))));
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('The link could not be copied.').first().waitFor();
  await page.getByRole('button', { name: 'Revoke' }).click();
  const asked = page.getByRole('dialog', { name: 'Revoke this link?' });
  await asked.waitFor();
  expect(standIn.sharing.of(tutorial.id).links).toHaveLength(1);
  await asked.getByRole('button', { name: 'Revoke' }).click();
  await link.waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  expect(problems).toEqual([]);
  await close();
});

test('a picture that changes has to be looked at again', async () => {
  standIn.sharing.set(tutorial.id, { lookOver: { at: new Date().toISOString(), current: false } });
  const { page, close } = await openShare();
  await page.getByText('A picture has changed since you last looked').waitFor();
  expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  await close();
});

test('publishing puts it into the showcase, where anybody reads it, until it is taken out', async () => {
  standIn.sharing.set(tutorial.id, { lookOver: { at: new Date().toISOString(), current: true } });
  const { page, close } = await openShare();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('button', { name: 'Take it out' }).waitFor();
  standIn.state.me = null;
  const reader = await openPage(web.browser, standIn, '/showcase');
  await reader.page.getByRole('link', { name: tutorial.title }).click();
  await reader.page.getByRole('heading', { name: tutorial.title, level: 1 }).waitFor();
  expect(await reader.page.locator('article figure').count()).toBe(tutorial.steps.length);
  expect(await reader.page.getByRole('button', { name: 'Mark what was missed' }).count()).toBe(0);
  expect(reader.problems).toEqual([]);
  standIn.state.me = ann;
  await page.getByRole('button', { name: 'Take it out' }).click();
  await page.getByRole('button', { name: 'Publish' }).waitFor();
  await reader.page.reload();
  await reader.page.getByRole('heading', { name: 'This link opens nothing' }).waitFor();
  await reader.close();
  await close();
});

test('of pictures that were looked over, only the new one has to be', async () => {
  const ids = tutorial.steps.map(({ frame }) => frame!.assetId);
  standIn.sharing.set(tutorial.id, {
    lookOver: { at: new Date().toISOString(), current: false },
    spared: ids.slice(1),
  });
  const { page, close } = await openShare();
  await page.getByText('A picture is new since you last looked').waitFor();
  expect(await page.locator('[data-seen]').count()).toBe(1);
  await page.locator(`[data-seen="${ids[0]}"]`).evaluate((picture) => picture.scrollIntoView({ block: 'center' }));
  const confirm = page.getByRole('button', { name: 'I have looked over all pictures' });
  await expect.poll(() => confirm.isEnabled(), { timeout: 10_000 }).toBe(true);
  await confirm.click();
  await page.getByText('You looked over the pictures').waitFor();
  await close();
});

test('a picture that did not load is asked for again, and can then be looked at', async () => {
  const first = tutorial.steps[0]!.frame!.assetId;
  standIn.state.failures.set(`GET /api/tutorials/${tutorial.id}/frames/${first}`, 'INTERNAL');
  const { page, close } = await openShare();
  await page.locator(`[data-seen="${first}"]`).evaluate((picture) => picture.scrollIntoView({ block: 'center' }));
  await page.getByText('This picture could not be loaded.').waitFor();
  standIn.state.failures.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator(`[data-seen="${first}"]`).evaluate((picture) => picture.scrollIntoView({ block: 'center' }));
  await expect.poll(() => page.getByText('Looked at', { exact: true }).count(), { timeout: 10_000 }).toBe(1);
  await close();
});

test('a mark pauses sharing on the page that shows it', async () => {
  standIn.sharing.set(tutorial.id, { lookOver: { at: new Date().toISOString(), current: true } });
  const { page, close } = await openShare();
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: 'Mark what was missed' }).first().click();
  await page.getByRole('button', { name: 'Add a box' }).click();
  await page.getByRole('button', { name: 'Make 1 area unreadable' }).click();
  await page.getByText('A picture has changed since you last looked').waitFor();
  expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  await close();
});
