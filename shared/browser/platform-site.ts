import { isIP } from 'node:net';
import type { SessionCookie } from '#shared/contract/stream.ts';

/**
 * Whether a cookie is one the platform's own host would be sent: its domain is the host itself, or a parent domain
 * that covers the host. Cookies of other hosts (an identity provider's, say) are none of the platform's and stay behind.
 */
export function isPlatformCookie(cookie: Pick<SessionCookie, 'domain'>, platformHost: string): boolean {
  const host = platformHost.toLowerCase();
  const domain = cookie.domain.toLowerCase();
  if (domain === host) return true;
  if (isIP(host.replace(/^\[|\]$/g, '')) || !domain.startsWith('.')) return false;
  // A browser has already refused cookies for public suffixes; a bare top level is refused here once more.
  return domain.slice(1).includes('.') && (host === domain.slice(1) || host.endsWith(domain));
}

/**
 * Whether the place where signing in ended still belongs to the platform whose address was given: the same host, a
 * parent or child of it ("example.com" → "app.example.com"), or a sibling ("login." → "app.").
 */
export function samePlatform(given: URL, landed: URL): boolean {
  const a = given.hostname.toLowerCase();
  const b = landed.hostname.toLowerCase();
  if (a === b) return true;
  if (isIP(a) || isIP(b) || !a.includes('.') || !b.includes('.')) return false;
  if (sharedSuffixes.test(a) || sharedSuffixes.test(b)) return false;
  if (a.endsWith(`.${b}`) || b.endsWith(`.${a}`)) return true;
  const parent = a.slice(a.indexOf('.') + 1);
  return parent.includes('.') && !sharedSuffixes.test(parent) && b.slice(b.indexOf('.') + 1) === parent;
}

/** Parents of two labels whose children belong to different owners: country suffixes and the large hosting domains. */
const sharedSuffixes =
  /^(?:(?:ac|co|com|edu|gov|go|in|mi|ne|net|or|org)\.[a-z]{2}|(?:github|gitlab|readthedocs)\.io|(?:vercel|netlify|web|pages|fly|railway)\.(?:app|dev)|(?:herokuapp|blogspot|azurewebsites|cloudfront|appspot|amazonaws)\.(?:com|net))$/;

/** The cookies among these that are the platform's own. */
export function platformCookies(cookies: SessionCookie[], hosts: readonly string[]): SessionCookie[] {
  return cookies.filter((cookie) => hosts.some((host) => isPlatformCookie(cookie, host)));
}
