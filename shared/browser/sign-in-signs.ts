import type { PageProbe } from './page-probe.ts';

/** Words that name a step of signing in when they stand alone between the separators of a path. */
const signInWords =
  'log[-_]?in|sign[-_]?in|sign[-_]?on|log[-_]?on|sign[-_]?up|register|auth|authenticate|authorize|oauth2?|sso|saml2?|otp|mfa|2fa|two[-_]?factor|verify|challenge|forgot(?:[-_]?password)?|(?:reset|lost)[-_]?password|password[-_]?reset|session/new';
const signInPath = new RegExp(String.raw`(?:^|[/#!_.-])(?:${signInWords})(?:[/?#_.&]|$)`, 'i');

/** Whether an address is a step of signing in, by its path or the route in its fragment. */
export function isSignInPath(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { pathname, hash } = new URL(address);
  return signInPath.test(pathname) || (/^#!?\//.test(hash) && signInPath.test(hash));
}

/** Whether the page asks who somebody is. An address alone says little where one can sign out. */
export function asksToSignIn(probe: PageProbe): boolean {
  return probe.passwords > 0 || probe.codes > 0 || (isSignInPath(probe.url) && probe.signOuts === 0);
}

/** Pages drawn with fewer controls may be one more step of signing in. */
export const workspaceControls = 12;

/** Whether the page may be one more step of signing in that names itself in no way: little more than a field to fill. */
export function looksLikeStep(probe: PageProbe): boolean {
  return probe.fields > 0 && probe.controls < workspaceControls && probe.signOuts === 0 && probe.accounts === 0;
}

/** Whether the page has drawn anything that can be judged. */
export function isDrawn(probe: PageProbe): boolean {
  return probe.complete && (probe.text || probe.controls > 0);
}

/** Share of labels from which on two views count as the same page. */
const sameLabels = 0.8;

/** Whether two views, one with the session and one without, show the same thing: then nothing is proven by it. */
export function looksTheSame(a: PageProbe, b: PageProbe): boolean {
  if (asksToSignIn(a) !== asksToSignIn(b) || pathOf(a.url) !== pathOf(b.url)) return false;
  const left = new Set(a.labels);
  const right = new Set(b.labels);
  const all = new Set([...left, ...right]);
  if (all.size === 0) return a.title === b.title;
  return [...left].filter((label) => right.has(label)).length / all.size >= sameLabels;
}

function pathOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname, hash } = new URL(address);
  return `${origin}${pathname.replace(/\/$/, '')}${/^#!?\//.test(hash) ? hash : ''}`;
}

/**
 * Where a platform begins for somebody who is signed in: the address that was given, without a step of signing in at its
 * end. Where signing in happened to lead is no good beginning: it may be the last record somebody looked at.
 */
export function homeAddress(given: URL): string {
  const segments = given.pathname.split('/');
  const step = segments.findIndex((segment) => isSignInPath(`${given.origin}/${segment}`));
  const pathname = step === -1 ? given.pathname : `${segments.slice(0, step).join('/')}/`;
  return `${given.origin}${pathname}`;
}

/** An address as it is kept: without query and fragment, which may hold one-time codes. */
export function bareAddress(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
