import { setTimeout as sleep } from 'node:timers/promises';
import type { PageProbe } from './page-probe.ts';
import { asksToSignIn, isDrawn } from './sign-in-signs.ts';

export interface SettleLimits {
  /** How long the judged signs must stay as they are. */
  stableMs: number;
  totalMs: number;
}

/**
 * Looks at a page until what it says about signing in stays the same for a while, since applications draw, ask their
 * server and only then send people to the sign-in page. Resolves with the last look, or undefined if nothing was drawn.
 * `probe` resolves with undefined while the page cannot be looked at.
 */
export async function settledPage(
  probe: () => Promise<PageProbe | undefined>,
  { stableMs, totalMs }: SettleLimits = { stableMs: 1_000, totalMs: 12_000 },
): Promise<PageProbe | undefined> {
  const until = performance.now() + totalMs;
  let last: PageProbe | undefined;
  let since = performance.now();
  for (;;) {
    const now = await probe();
    if (!now || !isDrawn(now) || !last || signsOf(now) !== signsOf(last)) since = performance.now();
    last = now && isDrawn(now) ? now : last;
    if (last && performance.now() - since >= stableMs) return last;
    if (performance.now() >= until) return last;
    await sleep(150);
  }
}

function signsOf(probe: PageProbe): string {
  return `${probe.url} ${asksToSignIn(probe)} ${probe.controls > 0}`;
}
