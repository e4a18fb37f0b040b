import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchTestBrowser } from '../support/chromium.ts';
import {
  ann,
  localSite,
  sampleChanges,
  sampleConnection,
  sampleJob,
  samplePlan,
  sampleTutorial,
} from '../support/web-data.ts';
import { startStandIn } from '../support/web-fixtures.ts';
import { openPage, until } from '../support/web-page.ts';
import { platformPictures, type Picture } from '../support/web-pictures.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let pictures: Picture[];
let axe: string;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
  pictures = await platformPictures(browser);
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}, 60_000);
afterAll(() => browser.close());

/** Rules that the page breaks, with the elements that break them. */
async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations: found } = await run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  });
}

const connection = sampleConnection();
const running = sampleJob({
  status: 'capture',
  percent: 15,
  connection: { id: connection.id, displayName: 'Acme CRM' },
});
const planned = sampleJob({ status: 'approval', percent: 15, plan: samplePlan });
const failed = sampleJob({ status: 'failed', percent: 15, errorCode: 'GOAL_NOT_REACHED' });

const pages: Record<string, { path: string; signedOut?: true; empty?: true; act?: (page: Page) => Promise<void> }> = {
  'sign up': { path: '/sign-up', signedOut: true, act: (page) => page.locator('button[type=submit]').click() },
  'sign in': { path: '/sign-in', signedOut: true },
  home: { path: '/' },
  'home of a new account': { path: '/', empty: true },
  'new tutorial': { path: '/new' },
  progress: { path: `/jobs/${running.id}` },
  'plan to approve': { path: `/jobs/${planned.id}`, act: (page) => page.locator('button[type=submit]').click() },
  'failed progress': { path: `/jobs/${failed.id}` },
  tutorial: { path: '/tutorials/first' },
  'changes of a new run': { path: '/tutorials/first/changes' },
  'marking a frame': {
    path: '/tutorials/first',
    act: async (page) => {
      await page.locator('summary').first().click();
      await page.getByRole('button', { name: 'Mark what was missed' }).first().click();
      await page.getByRole('button', { name: 'Add a box' }).click();
    },
  },
  'looking over and sharing': { path: '/tutorials/first/share' },
  'a shared tutorial': { path: '/showcase/first', signedOut: true },
  'the showcase': { path: '/showcase', signedOut: true },
  'a link that opens nothing': { path: '/s/nothing', signedOut: true },
  'reporting a frame': {
    path: '/tutorials/first',
    act: (page) => page.getByRole('button', { name: 'Report', exact: true }).first().click(),
  },
  'the operators’ key': { path: '/operators', signedOut: true },
  platforms: { path: '/platforms' },
  'no platforms': { path: '/platforms', empty: true },
  connect: { path: '/platforms/connect', act: (page) => page.locator('button[type=submit]').click() },
  'not found': { path: '/nowhere' },
  'account menu': { path: '/', act: (page) => page.getByRole('button', { name: /^Account/ }).click() },
  'list of shortcuts': { path: '/', act: (page) => page.keyboard.press('?') },
  'revoking a platform': {
    path: '/platforms',
    act: (page) => page.getByRole('button', { name: `Revoke ${connection.displayName}` }).click(),
  },
};

const looks = {
  'in light': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'in dark on a phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
} as const;

describe.each(Object.entries(looks))('%s', (_, look) => {
  test.each(Object.entries(pages))(
    '%s has no accessibility violation, error, foreign request or overflow',
    async (_name, one) => {
      const tutorial = sampleTutorial(pictures);
      const standIn = await startStandIn(website, {
        me: one.signedOut ? null : ann,
        site: localSite,
        connections: one.empty ? [] : [connection],
        tutorials: one.empty ? [] : [tutorial, sampleTutorial([], { status: 'failed', jobStatus: 'failed' })],
        changes: sampleChanges(tutorial),
        jobs: [running, planned, failed],
        pictures: new Map([['any', pictures[0] as Picture]]),
      });
      const url = `${standIn.url}/s/${standIn.sharing.token}${'A9'.repeat(14)}`;
      const link = { id: tutorial.id, url, createdAt: tutorial.createdAt, expiresAt: null };
      standIn.sharing.set(tutorial.id, { publishedAt: tutorial.createdAt, links: [link] });
      const path = one.path.replace('first', tutorial.id);
      const { page, problems, close } = await openPage(browser, standIn, path, { ...look, reducedMotion: 'reduce' });
      await page.locator('h1, h2').first().waitFor();
      await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' });
      await page.evaluate(() => document.fonts.ready);
      await one.act?.(page);
      await page.waitForTimeout(150);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
      expect(problems).toEqual([]);
      await close();
      await standIn.close();
    },
  );

  test('the streamed browser has no accessibility violation either', async () => {
    const standIn = await startStandIn(website, { me: ann, site: localSite });
    const path = '/platforms/connect?url=https%3A%2F%2Fcrm.example.com';
    const { page, problems, close } = await openPage(browser, standIn, path, look);
    await page.getByLabel('I have read this and agree').check();
    await page.getByRole('button', { name: 'Open the browser' }).click();
    await until(() => standIn.stream.of('resize').length > 0, 'the stream opens');
    await standIn.stream.frame(800, 600);
    standIn.stream.send({
      type: 'location',
      url: 'http://crm.example.com/a/long/path/that/does/not/fit?with=parameters',
      secure: false,
      canGoBack: true,
      canGoForward: false,
      loading: true,
    });
    await page.locator('[data-streaming=live]').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
    expect(problems).toEqual([]);
    await close();
    await standIn.close();
  });
});

test('names without a place to break fit a phone on every page', async () => {
  const long = 'W'.repeat(80);
  const words = { title: long, goal: long, platformName: long, summary: long, result: long };
  const tutorial = sampleTutorial(pictures, words);
  tutorial.steps[0]!.text = `Select **${long}**.`;
  const connection = { id: running.connection!.id, displayName: long };
  const jobs = [
    { ...running, goal: long, connection },
    { ...planned, goal: long, connection, plan: { ...samplePlan, changes: [long], proof: long } },
    { ...failed, goal: long, connection },
  ];
  const standIn = await startStandIn(website, {
    me: { ...ann, name: long, email: `${long}@example.com` },
    connections: [sampleConnection({ displayName: long, platformUrl: `https://${'w'.repeat(60)}.example.com` })],
    tutorials: [tutorial, sampleTutorial([], { ...words, status: 'failed', jobStatus: 'failed' })],
    changes: sampleChanges(tutorial),
    jobs,
    pictures: new Map([['any', pictures[0] as Picture]]),
  });
  standIn.sharing.set(tutorial.id, { publishedAt: tutorial.createdAt });
  const { page, close } = await openPage(browser, standIn, '/', { viewport: { width: 360, height: 740 } });
  const own = `/tutorials/${tutorial.id}`;
  const paths = [
    '/',
    '/new',
    '/platforms',
    own,
    `${own}/share`,
    `${own}/changes`,
    '/showcase',
    `/showcase/${tutorial.id}`,
  ];
  for (const path of [...paths, ...jobs.map(({ id }) => `/jobs/${id}`)]) {
    await page.goto(standIn.url + path);
    await page.locator('h1').first().waitFor();
    await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' });
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= 360);
    expect({ path, fits }).toEqual({ path, fits: true });
  }
  await page.goto(`${standIn.url}/platforms`);
  await page.getByRole('button', { name: `Revoke ${long}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await close();
  await standIn.close();
}, 60_000);

test('a page that breaks says so with the number to tell us', async () => {
  const standIn = await startStandIn(website, { me: ann });
  standIn.state.failures.set('GET /api/tutorials', 'INTERNAL');
  const { page, close } = await openPage(browser, standIn, '/');
  expect(await page.getByRole('alert').textContent()).toContain('Error e-4f2c91');
  standIn.state.failures.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Connect the platform you want to explain' }).waitFor();
  await close();
  await standIn.close();
});

test('a device without a network is told so, and asks for what is new once it is back', async () => {
  const standIn = await startStandIn(website, { me: ann, tutorials: [sampleTutorial([])] });
  const { page, close } = await openPage(browser, standIn, '/');
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  const said = page.getByText('You are offline.');
  expect(await said.count()).toBe(0);
  await page.context().setOffline(true);
  await said.waitFor();
  standIn.state.tutorials = [sampleTutorial([], { title: 'Made meanwhile' })];
  await page.evaluate(() => {
    const real = Date.now;
    Date.now = () => real() + 30_000;
  });
  await page.context().setOffline(false);
  await said.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Made meanwhile' }).waitFor();
  await close();
  await standIn.close();
});

test('n starts a new tutorial, but not while somebody writes', async () => {
  const standIn = await startStandIn(website, { me: ann, connections: [connection] });
  const { page, close } = await openPage(browser, standIn, '/');
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  await page.keyboard.press('n');
  await page.getByLabel('Goal').waitFor();
  await page.getByLabel('Goal').pressSequentially('no?');
  expect(await page.getByLabel('Goal').inputValue()).toBe('no?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await close();
  await standIn.close();
});

test('what belongs to one machine shows only there', async () => {
  const standIn = await startStandIn(website, { me: ann });
  const hosted = await openPage(browser, standIn, '/platforms');
  await hosted.page.getByRole('heading', { name: 'No platform is connected' }).waitFor();
  expect(await hosted.page.getByText('Demo platform').count()).toBe(0);
  expect(await hosted.page.getByText('Offline model').count()).toBe(0);
  await hosted.close();
  standIn.state.site = localSite;
  const local = await openPage(browser, standIn, '/platforms');
  await local.page.getByText('demo-password').waitFor();
  expect(await local.page.getByRole('link', { name: 'Outbox' }).getAttribute('href')).toBe('/_local/outbox');
  await local.page.getByRole('button', { name: 'Offline model' }).click();
  await local.page.getByRole('heading', { name: 'This installation works without Claude' }).waitFor();
  await local.close();
  await standIn.close();
});
