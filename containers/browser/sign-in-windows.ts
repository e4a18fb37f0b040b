import type { PageProbe } from '#shared/browser/page-probe.ts';
import { asksToSignIn, looksLikeStep } from '#shared/browser/sign-in-signs.ts';
import type { Tab } from './tabs.ts';

/**
 * Which tabs are windows in which signing in goes on: those that a page opened which asked to sign in, and that can tell
 * that page how it went. Help, terms or a second page of the platform are none, and hold nothing up.
 */
export class SignInWindows {
  /** Whether a tab has asked to sign in when it was looked at last. */
  private readonly asked = new Map<string, boolean>();
  private readonly windows = new Set<string>();
  private known = new Set<string>();

  /** Takes what the tab in front shows. True while a sign-in window is open that this tab, or one of its windows, opened. */
  look(tabs: readonly Tab[], front: Tab, probe: PageProbe): boolean {
    for (const { targetId, opener, speaksToOpener } of tabs) {
      if (this.known.has(targetId)) continue;
      if (opener && speaksToOpener && this.asked.get(opener)) this.windows.add(targetId);
    }
    this.known = new Set(tabs.map(({ targetId }) => targetId));
    this.asked.set(front.targetId, asksToSignIn(probe) || looksLikeStep(probe) || this.windows.has(front.targetId));
    return tabs.some((tab) => this.windows.has(tab.targetId) && opens(tabs, front.targetId, tab));
  }
}

function opens(tabs: readonly Tab[], ancestor: string, tab: Tab): boolean {
  for (let at: Tab | undefined = tab; at?.opener;) {
    const { opener }: Tab = at;
    if (opener === ancestor) return true;
    at = tabs.find(({ targetId }) => targetId === opener);
  }
  return false;
}
