import { setTimeout as sleep } from 'node:timers/promises';
import type { CdpClient } from './cdp.ts';
import { probeTab } from './probe-tab.ts';
import type { Tab } from './tabs.ts';

/** A page that was refused a passkey may show its other way only then. */
const otherWayMs = 1_500;
const lookEveryMs = 300;

/**
 * Whether a page that has just been refused a passkey has, or comes to have, a field for a password or a code. A page that
 * has moved on meanwhile has one.
 */
export async function hasOtherWay(cdp: CdpClient, tab: Tab): Promise<boolean> {
  let first: string | undefined;
  for (let waited = 0; waited <= otherWayMs; waited += lookEveryMs) {
    const seen = await probeTab(cdp, tab);
    first ??= seen?.url;
    if (!seen || seen.url !== first || seen.passwords > 0 || seen.codes > 0) return true;
    await sleep(lookEveryMs);
  }
  return false;
}
