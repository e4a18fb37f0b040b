import type { PageAnswer, PageWant, Refusal } from '#shared/contract/page-asks.ts';
import type { ViewMessage } from '#shared/contract/stream.ts';
import { Asks } from './asks.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import { CertificateErrors } from './certificate-errors.ts';
import { Dialogs } from './dialogs.ts';
import { GoogleSignIn } from './google-sign-in.ts';
import { HttpAuth } from './http-auth.ts';
import { hasOtherWay } from './passkeys.ts';
import { Pickers } from './pickers.ts';
import type { Tab } from './tabs.ts';

/** A page that tries again and again is told of once in this time. */
const sameRefusalMs = 3_000;

/** Whatever a page asks of the person in front of it or of the browser: put to the user, or refused and said so. */
export class PageRequests {
  private readonly cdp: CdpClient;
  private readonly tell: (message: ViewMessage) => void;
  private readonly asks: Asks;
  private readonly dialogs: Dialogs;
  private readonly httpAuth: HttpAuth;
  private readonly pickers: Pickers;
  private readonly certificates: CertificateErrors;
  private readonly google = new GoogleSignIn(() => this.refuse('google'));
  private readonly tabs = new Map<string, Tab>();
  private readonly refusedAt = new Map<Refusal, number>();

  constructor(
    cdp: CdpClient,
    { tell, bringToFront }: { tell: (message: ViewMessage) => void; bringToFront: (tab: string) => void },
  ) {
    this.cdp = cdp;
    this.tell = tell;
    this.asks = new Asks(tell);
    this.dialogs = new Dialogs(cdp, this.asks, bringToFront);
    this.httpAuth = new HttpAuth(cdp, this.asks, bringToFront);
    this.pickers = new Pickers(cdp, this.asks, (tab, want) => void this.wanted(tab, want));
    this.certificates = new CertificateErrors(cdp, () => this.refuse('certificate'));
  }

  /** Before the tab's first page runs. */
  prepare(tab: Tab): void {
    const { sessionId, targetId } = tab;
    this.tabs.set(sessionId, tab);
    this.prepareFrame(sessionId, targetId);
    this.certificates.prepare(sessionId);
  }

  /** Before the first page runs of a frame that has a process, and so a session, of its own. */
  prepareFrame(session: string, frame: string): void {
    this.pickers.prepare(session, frame);
    this.httpAuth.prepare(session);
    this.cdp.post('Page.setInterceptFileChooserDialog', { enabled: true, cancel: true }, session);
  }

  hear(tab: string, target: string, event: CdpEvent): void {
    this.certificates.hear(tab, target, event);
    this.dialogs.hear(tab, event);
    this.httpAuth.hear(tab, event);
    this.pickers.hear(tab, event);
    this.google.hear(tab, target, event);
    if (event.method === 'Page.fileChooserOpened') this.refuse('file');
    else if (event.method === 'Page.downloadWillBegin') this.refuse('download');
  }

  /** The user waits for nothing else than the page's question. */
  get pending(): boolean {
    return this.asks.pending;
  }

  /** Whether this origin was given a name and a password by HTTP authentication. */
  gaveCredentials(to: string): boolean {
    return this.httpAuth.given.has(to);
  }

  get certificateRefused(): boolean {
    return this.certificates.refused;
  }

  show(tab: string): void {
    this.asks.show(tab);
  }

  closed(tab: string): void {
    this.asks.remove((one) => one.tab === tab);
    this.dialogs.calm(tab);
    this.google.closed(tab);
    this.tabs.delete(tab);
  }

  answer(ask: number, answer: PageAnswer | null): void {
    this.asks.answer(ask, answer);
  }

  press(point: { x: number; y: number }): void {
    this.pickers.press(point);
  }

  /** The user reloads the tab or walks its history: what it was told not to do any more is forgotten. */
  calm(tab: string): void {
    this.asks.dismiss(tab);
    this.dialogs.calm(tab);
  }

  refuse(what: Refusal): void {
    const now = performance.now();
    if (now - (this.refusedAt.get(what) ?? -Infinity) < sameRefusalMs) return;
    this.refusedAt.set(what, now);
    this.tell({ type: 'refused', what });
  }

  /** What is no way to sign in is told apart from what is the only one. */
  private async wanted(tab: string, want: PageWant): Promise<void> {
    if (want !== 'passkey') return this.refuse(want === 'new_passkey' ? 'passkey' : want);
    const known = this.tabs.get(tab);
    if (known) this.refuse((await hasOtherWay(this.cdp, known)) ? 'passkey' : 'passkey_only');
  }
}
