import { setTimeout as sleep } from 'node:timers/promises';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { platformCookies, samePlatform } from '#shared/browser/platform-site.ts';
import { asksToSignIn, isDrawn, isSignInPath } from '#shared/browser/sign-in-signs.ts';
import type { SessionCookie, SignedInMessage, StorageAnswer, ViewMessage } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';
import type { FreshBrowsers } from './fresh-browsers.ts';
import { probeTab } from './probe-tab.ts';
import { readCookies } from './session-cookies.ts';
import { SignInWatch } from './sign-in-detection.ts';
import { readStorage } from './site-storage.ts';
import { SignInWindows } from './sign-in-windows.ts';
import { isUsableStart, startAddresses } from './start-addresses.ts';
import type { Tabs } from './tabs.ts';
import { verifySession, type CapturedSession, type VerifiedSession } from './verify-session.ts';

const lookEveryMs = 400;
const firstLookMs = 60;
/** A look may take this share of the time. */
const lookShare = 1 / 20;
/** Nobody has signed in while something is still being typed or pressed; but that may go on for ever. */
const longestPauseMs = 2_000;

interface SignInLoopDeps {
  cdp: CdpClient;
  /** The browser context of the streamed tabs. */
  context: string;
  tabs: Tabs;
  fresh: FreshBrowsers;
  platform: URL;
  /** Whether this origin has taken a name and a password by HTTP authentication. */
  gaveCredentials: (origin: string) => boolean;
  /** Milliseconds since a key, a button or a finger was last pressed. */
  sincePress: () => number;
  tell: (message: ViewMessage) => void;
}

/** The session to hand over, or why there is none to keep. Undefined: stopped before either. */
type SignInOutcome = SignedInMessage | 'session_not_carried' | 'http_auth_only' | 'storage_declined' | undefined;

/** Looks at the streamed tab again and again, checks the session when it seems signed in, until one is proven. */
export class SignInLoop {
  private readonly deps: SignInLoopDeps;
  private readonly watch: SignInWatch;
  private readonly windows = new SignInWindows();
  /** The user says "I'm signed in". */
  private confirmed = false;
  private stopped = false;
  private answered: ((answer: StorageAnswer['answer']) => void) | undefined;

  constructor(deps: SignInLoopDeps) {
    this.deps = deps;
    this.watch = new SignInWatch(deps.platform);
  }

  confirm(): void {
    this.confirmed = true;
  }

  /** The user's answer to the question whether site storage may be kept too; one that was not asked for is nothing. */
  answerStorage(answer: StorageAnswer['answer']): void {
    this.answered?.(answer);
    this.answered = undefined;
  }

  stop(): void {
    this.stopped = true;
    this.answerStorage('decline');
  }

  async run(): Promise<SignInOutcome> {
    const { cdp, tabs } = this.deps;
    let looked = false;
    let tookMs = 0;
    while (!this.stopped) {
      // The first look is the baseline, so it comes as soon as there is something to see.
      if (looked) await this.pause(tookMs);
      else await sleep(firstLookMs);
      const tab = tabs.front;
      if (!tab || this.stopped) continue;
      const begun = performance.now();
      const probe = await probeTab(cdp, tab);
      tookMs = performance.now() - begun;
      if (!probe || !isDrawn(probe)) {
        this.refuseConfirmation();
        continue;
      }
      looked = true;
      const cookies = await this.ownCookies(probe);
      const popUp = this.windows.look(tabs.all, tab, probe);
      const seems = this.watch.look({ at: performance.now(), probe, cookies, popUp });
      if (this.confirmed && (asksToSignIn(probe) || !this.atHome(probe))) this.refuseConfirmation();
      else if (this.confirmed || seems) {
        const outcome = await this.check(probe, cookies);
        if (outcome) return outcome;
      }
    }
    return undefined;
  }

  /**
   * The next look takes nothing from those who type or press: neither processor time on a busy machine, nor the turn of
   * what they did.
   */
  private async pause(tookMs: number): Promise<void> {
    const until = performance.now() + longestPauseMs;
    await sleep(Math.min(longestPauseMs, Math.max(lookEveryMs, tookMs / lookShare)));
    while (!this.stopped && !this.confirmed && performance.now() < until) {
      const rested = this.deps.sincePress();
      if (rested >= lookEveryMs) return;
      await sleep(lookEveryMs - rested);
    }
  }

  private refuseConfirmation(): void {
    if (!this.confirmed) return;
    this.confirmed = false;
    this.deps.tell({ type: 'not_signed_in' });
  }

  private atHome({ url }: PageProbe): boolean {
    return URL.canParse(url) && samePlatform(this.deps.platform, new URL(url));
  }

  private async ownCookies(probe: PageProbe): Promise<SessionCookie[]> {
    const { cdp, context, platform } = this.deps;
    const hosts = [platform.hostname];
    if (this.atHome(probe)) hosts.push(new URL(probe.url).hostname);
    return platformCookies(await readCookies(cdp, context), hosts);
  }

  private async check(probe: PageProbe, cookies: SessionCookie[]): Promise<SignInOutcome> {
    const { tell } = this.deps;
    const byUser = this.confirmed;
    this.confirmed = false;
    tell({ type: 'verifying' });
    const found = await this.verify(probe, { cookies });
    if (this.stopped) return undefined;
    if (found.proven || (byUser && found.carried)) return this.signedIn(found);
    // Nothing is left to try: a browser sends the password itself with every request, and passwords are never kept.
    if (byUser && this.deps.gaveCredentials(new URL(probe.url).origin)) return 'http_auth_only';
    if (byUser || this.watch.sessionInStorage) return await this.withStorage(probe, found.cookies);
    this.watch.checkFailed(performance.now());
    tell({ type: 'not_signed_in' });
    return undefined;
  }

  private signedIn({ url, seen, cookies, storage }: VerifiedSession): SignedInMessage {
    const kept = platformCookies(cookies, [this.deps.platform.hostname, new URL(url).hostname]);
    const title = (seen?.title ?? '').slice(0, 200);
    return { type: 'signed_in', url, title, cookies: kept, ...(storage ? { storage } : {}) };
  }

  /**
   * Asks whether the storage of the origin in front may be kept too; before the answer nothing of it is read. Databases
   * are taken only where the rest is not enough.
   */
  private async withStorage(shown: PageProbe, cookies: SessionCookie[]): Promise<SignInOutcome> {
    const { cdp, tabs, tell } = this.deps;
    const { origin } = new URL(shown.url);
    tell({ type: 'storage_consent', origin });
    const answer = await new Promise<StorageAnswer['answer']>((resolve) => (this.answered = resolve));
    if (this.stopped) return undefined;
    if (answer === 'decline') return 'storage_declined';
    if (answer === 'keep') {
      tell({ type: 'verifying' });
      for (const databases of [false, true]) {
        const tab = tabs.front;
        const storage = tab && (await readStorage(cdp, tab, { origin, databases }).catch(() => undefined));
        if (!storage) continue;
        const found = await this.verify(shown, { cookies, storage });
        if (this.stopped) return undefined;
        if (found.proven || found.carried) return this.signedIn(found);
      }
      return 'session_not_carried';
    }
    this.watch.checkFailed(performance.now());
    return undefined;
  }

  private verify(shown: PageProbe, captured: CapturedSession): Promise<VerifiedSession> {
    return this.deps.fresh.use((cdp) => this.verifyIn(cdp, shown, captured));
  }

  /** Tries where later captures should start before where the user is. A visit may replace a token for the next one. */
  private async verifyIn(cdp: CdpClient, shown: PageProbe, captured: CapturedSession): Promise<VerifiedSession> {
    const { platform, tabs } = this.deps;
    const { storage } = captured;
    // Storage belongs to one origin, so only addresses of that one can show the session.
    const addresses = startAddresses(platform, shown.url).filter(
      (address) => !storage || new URL(address).origin === storage.origin,
    );
    const visit = (url: string, { cookies, storage: own }: CapturedSession) =>
      verifySession(cdp, { platform, url, captured: { cookies, storage: own }, viewport: tabs.viewport, shown });
    let found = await visit(addresses[0]!, captured);
    // Some platforms greet whoever is signed in on their sign-in page, and ask whether to go on.
    const greeted = found.proven && isSignInPath(found.seen?.url ?? '') ? found : undefined;
    if (found.proven && !greeted) return found;
    for (const url of addresses.slice(1)) {
      if (this.stopped) return found;
      found = await visit(url, found);
      const last = url === addresses.at(-1);
      if (found.proven && (last || (found.seen && isUsableStart(found.seen, shown)))) return found;
    }
    return greeted ? { ...greeted, cookies: found.cookies, storage: found.storage } : found;
  }
}
