import type { ViewMessage } from '#shared/contract/stream.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import type { Tab } from './tabs.ts';
import { isBlank, UsedPages, type History } from './used-pages.ts';

type LocationMessage = Extract<ViewMessage, { type: 'location' }>;
type Trouble = LocationMessage['trouble'];

interface Known {
  loading: boolean;
  trouble: Trouble;
  /** It has left the empty page that it began with, or that page is another's to write on. */
  opened: boolean;
  url: string;
  title: string;
  pages: UsedPages;
}

/** A page that does not answer in this time is stopped before it is loaded anew. */
const answerMs = 1_500;

/** Tells the page the true address of the tab in front, names all tabs, and walks their history. */
export class TabLocation {
  private readonly cdp: CdpClient;
  private readonly tell: (message: LocationMessage) => void;
  /** An address or title of a tab has changed. */
  private readonly named: () => void;
  /** Whether an address that did not answer is one that must not be opened. */
  private readonly isRefused: (url: string) => Promise<boolean>;
  private readonly known = new Map<string, Known>();
  private tab: string | undefined;
  private told = '';
  private asking = new Set<string>();
  private askAgain = new Set<string>();

  constructor(
    cdp: CdpClient,
    {
      tell,
      named,
      isRefused,
    }: {
      tell: (message: LocationMessage) => void;
      named: () => void;
      isRefused: (url: string) => Promise<boolean>;
    },
  ) {
    this.cdp = cdp;
    this.tell = tell;
    this.named = named;
    this.isRefused = isRefused;
  }

  add({ sessionId, opener }: Tab): void {
    const opened = opener !== undefined;
    const pages = new UsedPages();
    this.known.set(sessionId, { loading: false, trouble: undefined, opened, url: '', title: '', pages });
  }

  closed(tab: string): void {
    this.known.delete(tab);
  }

  /** The user does something on the page that this tab shows. */
  used(tab: string): void {
    this.known.get(tab)?.pages.use(this.asking.has(tab));
  }

  follow(tab: string): void {
    this.tab = tab;
    this.told = '';
    void this.report(tab);
  }

  /** What a tab is called: by its page, and by its true address. */
  name(tab: string): { url: string; title: string } {
    const { url = '', title = '' } = this.known.get(tab) ?? {};
    return { url, title };
  }

  /** `target` is also the id of the tab's main frame. */
  hear(tab: string, target: string, { method, params }: CdpEvent): void {
    const known = this.known.get(tab);
    if (!known) return;
    if (method === 'Inspector.targetCrashed') {
      known.trouble = 'crashed';
      known.loading = false;
    } else {
      const frame = (params.frameId ?? params.frame?.id) as string | undefined;
      if (frame !== target) return;
      if (method === 'Page.frameStartedLoading') known.loading = true;
      else if (method === 'Page.frameStoppedLoading') known.loading = false;
      else if (method === 'Page.frameNavigated')
        this.arrived(tab, known, params.frame.unreachableUrl as string | undefined);
      else if (method !== 'Page.navigatedWithinDocument') return;
    }
    void this.report(tab);
  }

  private arrived(tab: string, known: Known, unreachable: string | undefined): void {
    known.trouble = unreachable ? 'unanswered' : undefined;
    if (!unreachable) return;
    void this.isRefused(unreachable).then((refused) => {
      if (!refused || known.trouble !== 'unanswered') return;
      known.trouble = 'refused';
      void this.report(tab);
    });
  }

  async go(tab: string, action: 'back' | 'forward' | 'reload'): Promise<void> {
    if (action === 'reload') {
      await this.stopIfHung(tab);
      this.cdp.post('Page.reload', {}, tab);
      return;
    }
    const history = await this.history(tab);
    const pages = this.known.get(tab)?.pages;
    const place = history && pages?.[action](history);
    if (!place) return;
    if (place.id !== undefined) {
      this.cdp.post('Page.navigateToHistoryEntry', { entryId: place.id }, tab);
      return;
    }
    pages?.forget(place);
    this.cdp.post('Page.navigate', { url: place.url }, tab);
  }

  /** A page in an endless loop would never make room for its successor. */
  private async stopIfHung(tab: string): Promise<void> {
    if (this.known.get(tab)?.trouble === 'crashed') return;
    let answered = false;
    const answer = this.cdp.send('Runtime.evaluate', { expression: '0' }, tab).then(
      () => (answered = true),
      () => (answered = true),
    );
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([answer, new Promise((resolve) => (timer = setTimeout(resolve, answerMs)))]);
    clearTimeout(timer);
    if (!answered) this.cdp.post('Runtime.terminateExecution', {}, tab);
  }

  /** A page may change its address hundreds of times in a second: one question at a time is enough. */
  private async report(tab: string): Promise<void> {
    if (this.asking.has(tab)) {
      this.askAgain.add(tab);
      return;
    }
    this.asking.add(tab);
    const history = await this.history(tab);
    this.asking.delete(tab);
    if (history) this.say(tab, history);
    if (this.askAgain.delete(tab)) await this.report(tab);
  }

  private say(tab: string, history: History): void {
    const known = this.known.get(tab);
    const current = history.entries[history.currentIndex];
    if (!known || !current) return;
    known.pages.shown(current);
    if (!isBlank(current.url)) known.opened = true;
    if (!known.opened) return;
    const url = (current.url || 'about:blank').slice(0, 2_000);
    const title = current.title === current.url ? '' : current.title.slice(0, 200);
    if (url !== known.url || title !== known.title) {
      Object.assign(known, { url, title });
      this.named();
    }
    if (tab !== this.tab) return;
    const message: LocationMessage = {
      type: 'location',
      url,
      // Chromium opens no page whose certificate is not valid: the rest is encrypted.
      secure: url.startsWith('https:') && !known.trouble,
      canGoBack: known.pages.back(history) !== undefined,
      canGoForward: known.pages.forward(history) !== undefined,
      loading: known.loading,
      ...(known.trouble ? { trouble: known.trouble } : {}),
    };
    const said = JSON.stringify(message);
    if (said === this.told) return;
    this.told = said;
    this.tell(message);
  }

  private history(tab: string): Promise<History | undefined> {
    return this.cdp.send<History>('Page.getNavigationHistory', {}, tab).catch(() => undefined);
  }
}
