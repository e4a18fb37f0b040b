import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Job } from '#shared/contract/jobs.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann, localSite, sampleConnection, sampleJob, samplePlan } from '../support/web-data.ts';
import { startStandIn, type StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let standIn: StandIn;
let job: Job;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  job = sampleJob({ status: 'approval', percent: 15, plan: samplePlan });
  standIn = await startStandIn(website, { me: ann, jobs: [job], connections: [sampleConnection()] });
});
afterEach(() => standIn.close());

const open = () => openPage(browser, standIn, `/jobs/${job.id}`);

test('a plan shows what it will change, marks samples, and asks for what nobody gave before it starts', async () => {
  const { page, problems, close } = await open();
  await page.getByRole('heading', { name: 'Look at the plan' }).waitFor();
  await page.getByText('A welcome mail to the address you give').waitFor();
  for (const text of ['Changes data', 'Cannot be taken back', 'Sample'])
    expect(await page.getByText(text, { exact: true }).isVisible()).toBe(true);

  await page.getByRole('button', { name: 'Approve and start' }).click();
  await page.getByText('Please enter what is to be typed here.').waitFor();
  expect(standIn.state.received).toEqual([]);
  const missing = page.getByLabel('E-mail address');
  expect(await missing.evaluate((field) => field === document.activeElement)).toBe(true);

  await missing.fill('mira@example.com');
  await page.getByLabel('Company').fill('Lang & Co');
  expect(await page.getByText('Sample', { exact: true }).count()).toBe(0);
  const scrolled = () => page.evaluate(() => window.scrollY);
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.getByRole('button', { name: 'Approve and start' }).scrollIntoViewIfNeeded();
  expect(await scrolled()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Approve and start' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  await expect.poll(scrolled).toBe(0);
  expect(standIn.state.received[0]?.body).toEqual({
    attempt: 1,
    values: ['Mira Lang', 'Lang & Co', 'mira@example.com'],
  });
  standIn.progress.send(job.id, { status: 'capture', percent: 30 });
  await page.getByRole('status').getByText('Walking through the platform').waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('a job comes to rest at its plan while the page is open, and a declined one says what to do', async () => {
  Object.assign(job, { status: 'plan', percent: 8 });
  const { page, close } = await open();
  await page.getByRole('status').getByText('Planning the steps').waitFor();
  Object.assign(job, { status: 'approval', percent: 15 });
  standIn.progress.send(job.id, { status: 'approval', percent: 15 });
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('You declined the plan, so nothing was done on the platform.').waitFor();
  expect(await page.getByRole('link', { name: 'Change the goal' }).isVisible()).toBe(true);
  expect(await page.locator('[data-mark=stopped]').textContent()).toContain('Plan the steps');
  // What took the plan's place is read out.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await close();
});

test('a plan that was answered in another window shows where the job is', async () => {
  const { page, close } = await open();
  await page.getByLabel('E-mail address').fill('mira@example.com');
  Object.assign(job, { status: 'queued', attempt: 2 });
  await page.getByRole('button', { name: 'Approve and start' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  await page.getByText('This plan no longer waits').first().waitFor();
  expect(job).toMatchObject({ status: 'queued', attempt: 2 });
  await close();
});

test('whether plans wait is set per connection and can be changed for one tutorial', async () => {
  const { page, close } = await openPage(browser, standIn, '/platforms');
  const waits = page.getByLabel('Plans that change data here wait for my approval');
  expect(await waits.isChecked()).toBe(true);
  await waits.click();
  await expect.poll(() => standIn.state.connections[0]?.approvePlans).toBe(false);
  await page.getByRole('link', { name: 'New tutorial' }).last().click();
  await page.getByLabel('Goal').fill('Add a contact');
  const show = page.getByLabel('Show me the plan before anything is changed');
  expect(await show.isChecked()).toBe(false);
  await show.check();
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  expect(standIn.state.received.at(-1)?.body).toMatchObject({ approvePlan: true });
  await close();
});

test('a tutorial can be asked for in six languages, and the offline model says which it writes', async () => {
  standIn.state.site = localSite;
  const { page, close } = await openPage(browser, standIn, '/new');
  const language = page.getByLabel('Language of the tutorial');
  await language.waitFor();
  expect(await language.locator('option').allTextContents()).toEqual([
    'English',
    'Thai',
    'German',
    'French',
    'Spanish',
    'Japanese',
  ]);
  await language.selectOption('de');
  await page.getByText('The offline model writes English and Thai only: this tutorial will be in English.').waitFor();
  await page.getByLabel('Goal').fill('Add a contact');
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  expect(standIn.state.received.at(-1)?.body).toMatchObject({ language: 'de' });
  await close();
});
