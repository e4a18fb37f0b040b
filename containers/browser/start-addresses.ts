import type { PageProbe } from '#shared/browser/page-probe.ts';
import { bareAddress, homeAddress, isSignInPath } from '#shared/browser/sign-in-signs.ts';

/** Segments that name one record: UUIDs, numbers, long hexadecimal; or the form for one. */
const recordSegment =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+|(?=[a-f]*\d)[0-9a-f]{12,}|\+|new|add|create|edit)$/i;
/** Other opaque identifiers: long, with digits, small and capital letters. */
const opaqueSegment = /^(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{16,}$/;
const notFound = /\b404\b|not found|page missing|does(?:n.t| not) exist/i;
/** Share of labels that pages of one application have in common at least: its navigation. */
const commonLabels = 0.3;

/**
 * Where a platform may begin for somebody signed in, best first: its own beginning; then ways to where signing
 * in has led that are no record of their own; then that place itself. Queries and fragments are left out.
 */
export function startAddresses(platform: URL, landed: string): string[] {
  const home = homeAddress(platform);
  const here = bareAddress(landed);
  const { origin, pathname } = new URL(here);
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const prefixes = segments
    .map((_, at) => segments.slice(0, at + 1))
    .filter((way) => !isRecord(decoded(way.at(-1)!)))
    .map((way) => `${origin}/${way.join('/')}`)
    .filter((address) => !isSignInPath(address) && !isSame(address, home) && !isSame(address, here))
    .filter((address) => !home.startsWith(`${address}/`));
  // Each costs a visit while the user waits: the shortest, and the one that only leaves the record out.
  const tried = new Set([...prefixes.slice(0, 1), ...prefixes.slice(-1)]);
  return isSame(home, here) ? [home] : [home, ...tried, here];
}

/** Whether a page that was opened by such an address is a place of the same application, and no page that says no. */
export function isUsableStart(seen: PageProbe, shown: PageProbe): boolean {
  if (notFound.test(seen.title)) return false;
  const known = new Set(shown.labels);
  const labels = new Set(seen.labels);
  const common = [...labels].filter((label) => known.has(label)).length;
  return common > 0 && common / Math.min(known.size, labels.size) >= commonLabels;
}

function isRecord(segment: string): boolean {
  return recordSegment.test(segment) || opaqueSegment.test(segment);
}

function isSame(a: string, b: string): boolean {
  return a.replace(/\/$/, '') === b.replace(/\/$/, '');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
