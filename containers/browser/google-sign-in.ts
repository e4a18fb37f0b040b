import type { CdpEvent } from './cdp.ts';

const host = 'accounts.google.com';
/** Where Google says "This browser or app may not be secure". */
const rejection = /\/signin\/rejected(?:\/|$)/;

/**
 * Google signs nobody in through a browser that is run by a program, and this one does not pretend to be another. People
 * are told when they come to Google's sign-in page, before they type a password in vain, and again when it refuses them.
 */
export class GoogleSignIn {
  private readonly found: () => void;
  /** What was told of, by tab. */
  private readonly told = new Map<string, 'asks' | 'rejects'>();

  constructor(found: () => void) {
    this.found = found;
  }

  /** `target` is also the id of the tab's main frame: many pages have a frame of Google's. */
  hear(tab: string, target: string, { method, params }: CdpEvent): void {
    if (method === 'Page.frameNavigated') {
      if (params.frame.id === target) this.arrived(tab, params.frame.url as string);
    } else if (method === 'Page.navigatedWithinDocument' && params.frameId === target) {
      this.arrived(tab, params.url as string);
    }
  }

  closed(tab: string): void {
    this.told.delete(tab);
  }

  private arrived(tab: string, address: string): void {
    const url = URL.parse(address);
    if (url?.hostname !== host) return this.closed(tab);
    const now = rejection.test(url.pathname) ? 'rejects' : 'asks';
    const before = this.told.get(tab);
    if (before === now || before === 'rejects') return;
    this.told.set(tab, now);
    this.found();
  }
}
