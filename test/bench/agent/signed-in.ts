import type { Browser } from 'playwright-core';
import type { OpenPlatform } from '../../../functions/pipeline/platform-session.ts';
import { settle, watchTraffic } from '../../../functions/pipeline/capture/settle.ts';

export interface Access {
  url: string;
  user: string;
  password: string;
}

const view = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, locale: 'en-US' } as const;

/** Signs in once, keeps what carries the session, and opens where that led with it in a fresh context. */
export async function signedIn(browser: Browser, access: Access): Promise<OpenPlatform> {
  const { state, platformUrl } = await sessionOf(browser, access);
  const context = await browser.newContext({ ...view, acceptDownloads: false, storageState: state });
  const page = await context.newPage();
  const traffic = watchTraffic(page);
  await page.goto(platformUrl, { waitUntil: 'domcontentloaded' });
  await settle(page, traffic);
  return { context, page, platformUrl };
}

async function sessionOf(browser: Browser, { url, user, password }: Access) {
  const context = await browser.newContext(view);
  try {
    const page = await context.newPage();
    const traffic = watchTraffic(page);
    await page.goto(url);
    const secret = page.locator('input[type=password]').first();
    await secret.waitFor();
    await settle(page, traffic);
    await page.locator('input:not([type=password]):not([type=hidden]):not([type=checkbox])').first().fill(user);
    await secret.fill(password);
    await secret.press('Enter');
    await secret.waitFor({ state: 'detached' });
    await settle(page, traffic);
    const { origin, pathname } = new URL(page.url());
    return { state: await context.storageState(), platformUrl: origin + pathname };
  } finally {
    await context.close();
  }
}
