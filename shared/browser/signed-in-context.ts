import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ProductError } from '#shared/contract/errors.ts';
import type { SiteStorage } from '#shared/contract/site-storage.ts';
import type { PlatformSession } from '#shared/crypto/session-cookies.ts';
import { pageProbe, pageProbeExpression, type PageProbe } from './page-probe.ts';
import { settledPage } from './settled-page.ts';
import { asksToSignIn } from './sign-in-signs.ts';
import { emptyPage, writeStorageExpression } from './site-storage-script.ts';

export interface SignedInContext {
  context: BrowserContext;
  page: Page;
  /** False when the platform asks to sign in although the session was there. */
  signedIn: boolean;
}

/**
 * Opens the platform in a fresh context with the stored session and judges whether the session is alive. Size and
 * language stay the same from one capture to the next. Throws PLATFORM_UNREACHABLE; the caller closes the context.
 */
export async function openSignedInContext(
  browser: Browser,
  { platformUrl, session }: { platformUrl: string; session: PlatformSession },
): Promise<SignedInContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    locale: 'en-US',
    acceptDownloads: false,
  });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    // Over the protocol, because it keeps every attribute as it was captured.
    await devTools.send('Network.setCookies', { cookies: session.cookies as never });
    await devTools.detach();
    if (session.storage) await fillStorage(page, session.storage);
    return { context, page, signedIn: await isSignedIn(page, platformUrl) };
  } catch (error) {
    await context.close().catch(() => undefined);
    throw error;
  }
}

/** Opens the platform in this page and judges it. Throws PLATFORM_UNREACHABLE and BROWSER_LOST. */
export async function isSignedIn(page: Page, platformUrl: string): Promise<boolean> {
  const answer = await page
    .goto(platformUrl, { waitUntil: 'domcontentloaded', timeout: 30_000 })
    .catch((error: unknown) => {
      const lost = page.context().browser()?.isConnected() === false;
      throw new ProductError(lost ? 'BROWSER_LOST' : 'PLATFORM_UNREACHABLE', 'answer', { cause: error });
    });
  const status = answer?.status() ?? 200;
  if (status >= 500) throw new ProductError('PLATFORM_UNREACHABLE', 'status');
  // An application that never rests is judged by what it shows.
  await page.waitForLoadState('networkidle', { timeout: 8_000 }).catch(() => undefined);
  const seen = await settledPage(() => probePage(page));
  if (!seen) throw new ProductError('PLATFORM_UNREACHABLE', 'nothing drawn');
  return status !== 401 && !asksToSignIn(seen);
}

/** On an empty page in the platform's place, so that it finds its storage when its first script runs. */
async function fillStorage(page: Page, storage: SiteStorage): Promise<void> {
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: emptyPage }));
  await page.goto(storage.origin);
  await page.evaluate(writeStorageExpression(storage));
  await page.unrouteAll();
}

async function probePage(page: Page): Promise<PageProbe | undefined> {
  // A page in the middle of a navigation cannot be evaluated; the next look can.
  const seen: unknown = await page.evaluate(pageProbeExpression).catch(() => undefined);
  return pageProbe.safeParse(seen).data;
}
