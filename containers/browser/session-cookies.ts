import { sessionCookieState, type SessionCookie } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';

/** All cookies of a browser context, with every attribute that the contract keeps. */
export async function readCookies(cdp: CdpClient, browserContextId: string): Promise<SessionCookie[]> {
  const { cookies } = await cdp.send<{ cookies: unknown[] }>('Storage.getCookies', { browserContextId });
  return cookies.map((cookie) => sessionCookieState.parse(cookie));
}

export async function writeCookies(cdp: CdpClient, browserContextId: string, cookies: SessionCookie[]): Promise<void> {
  if (cookies.length > 0) await cdp.send('Storage.setCookies', { browserContextId, cookies });
}
