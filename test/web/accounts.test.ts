import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann, annsPassword, sampleTutorial } from '../support/web-data.ts';
import { startStandIn, type StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let standIn: StandIn;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  standIn = await startStandIn(website);
});
afterEach(() => standIn.close());

test('somebody who is not signed in is asked to sign in, and then gets to where they wanted', async () => {
  const { page, close } = await openPage(browser, standIn, '/platforms');
  await page.getByLabel('E-mail address').fill(ann.email);
  await page.getByLabel('Password', { exact: true }).fill(annsPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Platforms', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/platforms');
  await close();
});

/** Keeps back who is signed in until it is called. */
function holdMe(): () => void {
  let release = () => {};
  standIn.state.holds.set('GET /api/accounts/me', new Promise((resolve) => (release = resolve)));
  return () => release();
}

test('before the API has said a word the sign-in page can be used, and another shows where it will stand', async () => {
  const release = holdMe();
  standIn.state.me = ann;
  const signIn = await openPage(browser, standIn, '/sign-in');
  await signIn.page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  await signIn.page.getByLabel('E-mail address').fill(ann.email);
  const home = await openPage(browser, standIn, '/');
  await home.page.locator('[aria-busy=true] header').getByText('Stepify').waitFor();
  release();
  for (const { page, problems, close } of [signIn, home]) {
    await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
    expect(problems).toEqual([]);
    await close();
  }
});

test('who signs in before the page knew that nobody is stays signed in when it hears so', async () => {
  const release = holdMe();
  const { page, close } = await openPage(browser, standIn, '/sign-in');
  await page.getByLabel('E-mail address').fill(ann.email);
  await page.getByLabel('Password', { exact: true }).fill(annsPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  standIn.state.holds.clear();
  release();
  await page.getByRole('link', { name: 'Platforms' }).click();
  await page.getByRole('heading', { name: 'Platforms', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/platforms');
  await close();
});

test('a wrong password is answered in plain words, and the fields keep what was typed', async () => {
  const { page, problems, close } = await openPage(browser, standIn, '/sign-in');
  await page.getByLabel('E-mail address').fill(ann.email);
  await page.getByLabel('Password', { exact: true }).fill('something else');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('The e-mail address or the password is not right.');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(ann.email);
  expect(problems).toEqual([]);
  await close();
});

test('signing up marks every wrong field, says how to make it right, and sends nothing', async () => {
  const { page, close } = await openPage(browser, standIn, '/sign-up');
  await page.getByLabel('E-mail address').fill('ann@');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  for (const words of [
    'Please enter your name.',
    'Please enter an e-mail address, like ann@example.com.',
    'Please use at least 10 characters.',
    'Please confirm that you are 16 or older.',
  ]) {
    expect(await page.getByText(words, { exact: true }).isVisible()).toBe(true);
  }
  expect(await page.locator(':focus').getAttribute('name')).toBe('name');
  expect(standIn.state.received).toEqual([]);
  await close();
});

test('signing up needs the confirmation of the age and then leads to the first step', async () => {
  const { page, problems, close } = await openPage(browser, standIn, '/sign-up');
  await page.getByLabel('Name').fill('Bo Lind');
  await page.getByLabel('E-mail address').fill('bo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('a short sentence');
  await page.getByRole('button', { name: 'Create account' }).click();
  expect(await page.getByText('Please confirm that you are 16 or older.').isVisible()).toBe(true);
  await page.getByLabel('I am 16 years old or older').check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Connect the platform you want to explain' }).waitFor();
  expect(standIn.state.received).toEqual([
    {
      call: 'POST /api/accounts/sign-up',
      body: {
        name: 'Bo Lind',
        email: 'bo@example.com',
        password: 'a short sentence',
        sixteenOrOlder: true,
        language: 'en',
      },
    },
  ]);
  expect(problems).toEqual([]);
  await close();
});

test('an address that is taken is said at its field, with the way to sign in', async () => {
  const { page, close } = await openPage(browser, standIn, '/sign-up');
  await page.getByLabel('Name').fill('Ann');
  await page.getByLabel('E-mail address').fill(ann.email);
  await page.getByLabel('Password', { exact: true }).fill('a short sentence');
  await page.getByLabel('I am 16 years old or older').check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('An account with this e-mail address exists already.').waitFor();
  expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('link', { name: 'Sign in instead' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(ann.email);
  expect(page.url()).not.toContain('example');
  await close();
});

test('an address of another site after signing in is not followed', async () => {
  const { page, problems, close } = await openPage(browser, standIn, '/sign-in?next=%2F%2Fevil.example');
  await page.getByLabel('E-mail address').fill(ann.email);
  await page.getByLabel('Password', { exact: true }).fill(annsPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('a session that ended while a page is open leads to the sign-in page', async () => {
  standIn.state.me = ann;
  standIn.state.tutorials = [sampleTutorial([])];
  const { page, close } = await openPage(browser, standIn, '/');
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  standIn.state.me = null;
  await page.getByRole('link', { name: 'Platforms' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  expect(new URL(page.url()).searchParams.get('next')).toBe('/platforms');
  await close();
});

test('a session that ended elsewhere leads to the sign-in page once the window is looked at again', async () => {
  standIn.state.me = ann;
  standIn.state.tutorials = [sampleTutorial([])];
  const { page, close } = await openPage(browser, standIn, '/');
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  standIn.state.me = null;
  // Nothing else says so.
  const { promise, resolve } = Promise.withResolvers<void>();
  standIn.state.holds.set('GET /api/tutorials', promise);
  // What is known is fresh for a minute; the answer that nobody is signed in is no error.
  await page.evaluate(() => {
    const real = Date.now;
    Date.now = () => real() + 120_000;
    window.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  resolve();
  await close();
});

test('the language chosen stays, and everything is said in it', async () => {
  const { page, close } = await openPage(browser, standIn, '/sign-in');
  await page.getByRole('button', { name: 'ไทย' }).click();
  await page.getByRole('heading', { name: 'ยินดีต้อนรับกลับมา' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'ยินดีต้อนรับกลับมา' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('th');
  await close();
});
