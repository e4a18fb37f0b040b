import type { ViewMessage } from '#shared/contract/stream.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';

type LocationMessage = Extract<ViewMessage, { type: 'location' }>;

interface History {
  currentIndex: number;
  entries: { id: number; url: string }[];
}

/** Tells the page the true address of the tab in front, and walks its history. */
export class TabLocation {
  private readonly cdp: CdpClient;
  private readonly tell: (message: LocationMessage) => void;
  private tab: string | undefined;
  private loading = false;
  private unanswered = false;
  private told = '';

  constructor(cdp: CdpClient, tell: (message: LocationMessage) => void) {
    this.cdp = cdp;
    this.tell = tell;
  }

  follow(tab: string): void {
    this.tab = tab;
    this.loading = false;
    this.unanswered = false;
    void this.report(tab);
  }

  /** `target` is also the id of the tab's main frame. */
  hear(tab: string, target: string, { method, params }: CdpEvent): void {
    if (tab !== this.tab) return;
    const frame = (params.frameId ?? params.frame?.id) as string | undefined;
    if (frame !== target) return;
    if (method === 'Page.frameStartedLoading') this.loading = true;
    else if (method === 'Page.frameStoppedLoading') this.loading = false;
    else if (method === 'Page.frameNavigated') this.unanswered = !!params.frame.unreachableUrl;
    else if (method !== 'Page.navigatedWithinDocument') return;
    void this.report(tab);
  }

  async go(tab: string, action: 'back' | 'forward' | 'reload'): Promise<void> {
    if (action === 'reload') {
      this.cdp.post('Page.reload', {}, tab);
      return;
    }
    const history = await this.history(tab);
    const entry = history?.entries[history.currentIndex + (action === 'back' ? -1 : 1)];
    if (entry && !isBlank(entry.url)) this.cdp.post('Page.navigateToHistoryEntry', { entryId: entry.id }, tab);
  }

  private async report(tab: string): Promise<void> {
    const history = await this.history(tab);
    const current = history?.entries[history.currentIndex];
    if (!history || !current || tab !== this.tab || isBlank(current.url)) return;
    const before = history.entries[history.currentIndex - 1];
    const message: LocationMessage = {
      type: 'location',
      url: current.url.slice(0, 2_000),
      secure: current.url.startsWith('https:'),
      canGoBack: before !== undefined && !isBlank(before.url),
      canGoForward: history.currentIndex + 1 < history.entries.length,
      loading: this.loading,
      ...(this.unanswered ? { unanswered: true } : {}),
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

/** Every tab begins on an empty page, which is no place to go back to. */
function isBlank(url: string): boolean {
  return url === '' || url === 'about:blank';
}
