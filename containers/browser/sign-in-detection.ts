import { samePlatform } from '#shared/browser/platform-site.ts';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import {
  asksToSignIn,
  isDrawn,
  isSignInPath,
  looksLikeStep,
  workspaceControls,
} from '#shared/browser/sign-in-signs.ts';
import type { SessionCookie } from '#shared/contract/stream.ts';

/** One look at the streamed browser. */
export interface Look {
  /** Milliseconds on any steady clock. */
  at: number;
  probe: PageProbe;
  /** The platform's own cookies. */
  cookies: Pick<SessionCookie, 'name' | 'value' | 'domain' | 'path' | 'httpOnly'>[];
  /** A window in which signing in goes on, at a provider usually, is open beside this page. */
  popUp: boolean;
}

const authCookie = /sess|sid\b|auth|token|jwt|login|user|remember|identity/i;
const notAuthCookie = /csrf|xsrf|consent|locale|lang|theme|^_ga|^_gid/i;
const points = { cookie: 2, password: 2, signOut: 2, left: 1, storage: 1, account: 1 } as const;
/** Two kinds of evidence at least. */
const enough = 3;
const stableMs = 1_000;
const pauseAfterFailureMs = 4_000;

/**
 * Watches for signs that the user has signed in: new or rotated session cookies, a password field that was there and
 * has gone, the sign-in path left, credentials in the page's own storage, a control that signs out or an account's menu
 * that was not there before. It never decides by itself that somebody is signed in; it says when checking is worth it.
 * Where the signs are mixed, the user's "I'm signed in" decides.
 */
export class SignInWatch {
  private readonly platform: URL;
  private baseline: Map<string, string> | undefined;
  private first: PageProbe | undefined;
  private passwordSeen = false;
  private elsewhereSeen = false;
  private state = '';
  private stateSince = 0;
  private failed: { state: string; at: number } | undefined;
  private last: { cookie: boolean; password: boolean; storage: boolean; controls: number } | undefined;

  constructor(platform: URL) {
    this.platform = platform;
  }

  /** True when signing in seems complete and has been so for a second. */
  look({ at, probe, cookies, popUp }: Look): boolean {
    if (!isDrawn(probe) || !URL.canParse(probe.url)) return false;
    const marks = new Map(cookies.filter(mayCarrySession).map((cookie) => [keyOf(cookie), cookie.value]));
    if (!this.baseline) {
      this.baseline = marks;
      this.first = probe;
    }
    const home = samePlatform(this.platform, new URL(probe.url));
    if (probe.passwords > 0) this.passwordSeen = true;
    if (!home || isSignInPath(probe.url)) this.elsewhereSeen = true;
    const baseline = this.baseline;
    const cookie = [...marks].some(([key, value]) => baseline.get(key) !== value);
    const password = this.passwordSeen && probe.passwords === 0;
    const left = this.elsewhereSeen && home && !isSignInPath(probe.url);
    const storage = probe.authStorage > this.first!.authStorage;
    const signOut = probe.signOuts > 0 && this.first!.signOuts === 0;
    const account = probe.accounts > 0 && this.first!.accounts === 0;
    this.last = { cookie, password, storage, controls: probe.controls };
    const score =
      Number(cookie) * points.cookie +
      Number(password) * points.password +
      Number(left) * points.left +
      Number(storage) * points.storage +
      Number(signOut) * points.signOut +
      Number(account) * points.account;
    const ready = home && !popUp && !asksToSignIn(probe) && !looksLikeStep(probe) && score >= enough;
    const state = ready ? `${probe.url} ${[...marks.keys()].sort().join()} ${probe.authStorage}` : '';
    if (state !== this.state) {
      this.state = state;
      this.stateSince = at;
    }
    if (!ready || at - this.stateSince < stableMs) return false;
    return !this.failed || (this.failed.state !== state && at - this.failed.at >= pauseAfterFailureMs);
  }

  /** A check did not prove a session: only a changed page or other cookies make another one worth it. */
  checkFailed(at: number): void {
    this.failed = { state: this.state, at };
  }

  /**
   * Whether the signs say that the user is signed in and the platform keeps that in its own storage: the password was
   * taken, no cookie changed, credentials appeared in storage, and the page is a workspace rather than a further form.
   */
  get sessionInStorage(): boolean {
    const { last } = this;
    return !!last && last.password && last.storage && !last.cookie && last.controls >= workspaceControls;
  }
}

function mayCarrySession({ name, httpOnly }: { name: string; httpOnly: boolean }): boolean {
  return !notAuthCookie.test(name) && (httpOnly || authCookie.test(name));
}

function keyOf({ name, domain, path }: { name: string; domain: string; path: string }): string {
  return JSON.stringify([name, domain, path]);
}
