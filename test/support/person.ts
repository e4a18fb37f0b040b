import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { en } from '../../web/messages/en.ts';
import { rerunText } from '../../web/messages/rerun.ts';

export interface Person {
  name: string;
  email: string;
  password: string;
}

export interface PlatformAccess {
  /** Address of the platform's sign-in page. */
  url: string;
  user: string;
  password: string;
  /** What the connection is called in the person's lists. */
  name: string;
}

/** A person nobody else in the run is; every value is unique, so that it can be searched for. */
export function newPerson(): Person {
  const tag = randomUUID().slice(0, 8);
  // A run of digits is no name that a mail would greet.
  const letters = tag.replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
  return { name: `Pat Tester ${letters}`, email: `pat.${tag}@example.com`, password: `a password of ${randomUUID()}` };
}

/** Opens the product in a fresh browser profile. */
export async function openProduct(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

export async function signUp(page: Page, url: string, person: Person): Promise<void> {
  await page.goto(`${url}/sign-up`);
  await page.getByLabel(en.auth.name, { exact: true }).fill(person.name);
  await page.getByLabel(en.auth.email, { exact: true }).fill(person.email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(person.password);
  await page.getByLabel(en.auth.sixteen).check();
  await page.getByRole('button', { name: en.auth.signUp }).click();
  await page.getByRole('heading', { name: en.home.title }).waitFor();
}

/** Goes through the connect page up to the streamed browser; consent is given as a person gives it. */
export async function openStreamedBrowser(page: Page, url: string, platform: PlatformAccess): Promise<void> {
  await page.goto(`${url}/platforms/connect`);
  await page.getByLabel(en.connect.address, { exact: true }).fill(platform.url);
  await page.getByLabel(en.connect.name).fill(platform.name);
  await page.getByLabel(en.connect.agree).check();
  await page.getByRole('button', { name: en.connect.start }).click();
  await page.locator('canvas').waitFor({ timeout: 30_000 });
}

/** Where the platform's own fields are, looked up in a page of the same size as the streamed one. */
async function fieldCentres(page: Page, platform: PlatformAccess): Promise<{ x: number; y: number }[]> {
  const size = await page.locator('canvas').evaluate((canvas) => {
    const { width, height } = canvas.getBoundingClientRect();
    return { width: Math.round(width), height: Math.round(height) };
  });
  const context = await page.context().browser()!.newContext({ viewport: size, locale: 'en-US' });
  try {
    const twin = await context.newPage();
    await twin.goto(platform.url);
    const password = twin.locator('input[type=password]').first();
    await password.waitFor();
    const user = twin.locator('input:not([type=password]):not([type=hidden]):not([type=checkbox])').first();
    const boxes = [await user.boundingBox(), await password.boundingBox()];
    return boxes.map((box) => ({ x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 }));
  } finally {
    await context.close();
  }
}

/** Signs in on the canvas with mouse and keyboard alone, as a person does. */
export async function signInOnCanvas(page: Page, platform: PlatformAccess): Promise<void> {
  const canvas = page.locator('canvas');
  const [user, password] = await fieldCentres(page, platform);
  // The first frame may show the platform before its own script has run.
  await page.waitForTimeout(1500);
  await canvas.click({ position: user! });
  await page.keyboard.type(platform.user, { delay: 5 });
  await canvas.click({ position: password! });
  await page.keyboard.type(platform.password, { delay: 5 });
  await page.keyboard.press('Enter');
}

/** Connects a platform from consent to "connected". */
export async function connectPlatform(page: Page, url: string, platform: PlatformAccess): Promise<void> {
  await openStreamedBrowser(page, url, platform);
  await signInOnCanvas(page, platform);
  await page.getByRole('heading', { name: en.connect.connectedTitle(platform.name) }).waitFor({ timeout: 60_000 });
}

/** Asks for a tutorial, approves its plan where it changes data, and stays on the progress page while the work goes on. */
export async function askForTutorial(page: Page, url: string, goal: string, platformName: string): Promise<void> {
  await page.goto(`${url}/new`);
  await page.getByLabel(en.newTutorial.goal, { exact: true }).fill(goal);
  await page.getByText(platformName).first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: en.newTutorial.submit }).click();
  await approvePlan(page);
}

/** On a job's page: waits for the plan and approves it as it is; one that only looks around is not asked about. */
export async function approvePlan(page: Page): Promise<void> {
  const approve = page.getByRole('button', { name: en.plan.approve });
  const walking = page.getByText(en.states.capture.now);
  const over = page.getByRole('heading', { name: en.progress.failedTitle });
  const open = page.getByRole('link', { name: en.progress.open });
  const changes = page.getByRole('link', { name: rerunText.en.see });
  await approve.or(walking).or(over).or(open).or(changes).first().waitFor({ timeout: 120_000 });
  if (!(await approve.isVisible())) return;
  await approve.click();
  await page.getByRole('heading', { name: en.progress.making }).waitFor();
}

/** Waits on the progress page until the tutorial can be read, then opens it. */
export async function readFinishedTutorial(page: Page): Promise<void> {
  const open = page.getByRole('link', { name: en.progress.open });
  const stopped = page.getByRole('heading', { name: en.progress.failedTitle });
  await open.or(stopped).first().waitFor({ timeout: 180_000 });
  if (await stopped.isVisible()) throw new Error(`The tutorial failed: ${await page.locator('main').innerText()}`);
  await open.click();
  await page.locator('main img').first().waitFor();
}
