import type { BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import { siteStorage, type SiteStorage } from '#shared/contract/site-storage.ts';
import { sessionCookieState, type SessionCookie } from '#shared/contract/stream.ts';
import type { PlatformSession } from '#shared/crypto/session-cookies.ts';
import { isPlatformCookie } from './platform-site.ts';
import { readStorageExpression } from './site-storage-script.ts';

const cookieList = z.array(sessionCookieState);
/** Seconds by which an end that moves with every answer is let be. */
const sameEnd = 60;

/**
 * What the platform has made of a session that is open in this context: many replace a token whenever it is used, and the
 * one before opens nothing any more. Undefined when it is as it was. Of cookies, those of the platform's host and of
 * hosts that the session has had before; of storage, the origin that the user has agreed to, and only if there was some.
 */
export async function renewedSession(
  { context, page }: { context: BrowserContext; page: Page },
  { platformUrl, session }: { platformUrl: string; session: PlatformSession },
): Promise<PlatformSession | undefined> {
  const devTools = await context.newCDPSession(page);
  const read = await devTools.send('Network.getAllCookies');
  await devTools.detach();
  const known = new Set(session.cookies.map(({ domain }) => domain));
  const { hostname } = new URL(platformUrl);
  const cookies = cookieList
    .parse(read.cookies)
    .filter((cookie) => known.has(cookie.domain) || isPlatformCookie(cookie, hostname));
  const storage = session.storage && ((await storageOf(page, session.storage)) ?? session.storage);
  const same = sameCookies(cookies, session.cookies) && JSON.stringify(storage) === JSON.stringify(session.storage);
  return same ? undefined : { cookies, storage };
}

/** Undefined when the page is at another origin by now, or there is more than a session has. */
async function storageOf(page: Page, { origin, databases }: SiteStorage): Promise<SiteStorage | undefined> {
  const found: unknown = await page.evaluate(readStorageExpression({ databases: databases.length > 0 }));
  const storage = siteStorage.safeParse(found).data;
  return storage?.origin === origin ? storage : undefined;
}

function sameCookies(a: SessionCookie[], b: SessionCookie[]): boolean {
  const others = new Map(b.map((cookie) => [keyOf(cookie), cookie]));
  return (
    a.length === b.length &&
    a.every((cookie) => {
      const other = others.get(keyOf(cookie));
      return other?.value === cookie.value && Math.abs(other.expires - cookie.expires) <= sameEnd;
    })
  );
}

function keyOf({ name, domain, path, partitionKey }: SessionCookie): string {
  return JSON.stringify([name, domain, path, partitionKey]);
}
