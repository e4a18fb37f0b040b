import { setTimeout as sleep } from 'node:timers/promises';
import { tabLimit } from '#shared/contract/page-asks.ts';
import { touchLimit } from '#shared/contract/stream.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import type { Viewport } from './screencast.ts';
import { WindowGestures } from './window-gestures.ts';

/** An empty page takes far less. */
const firstLoadMs = 1_000;

export interface Tab {
  targetId: string;
  sessionId: string;
  /** The tab that opened it. */
  opener: string | undefined;
  /** It can speak to its opener, as a provider's sign-in window has to. */
  speaksToOpener: boolean;
}

interface TargetInfo {
  targetId: string;
  type: string;
  browserContextId?: string;
  openerId?: string;
  canAccessOpener?: boolean;
}

export interface TabsEvents {
  /** A tab is about to open: nothing of it has run yet. */
  prepare(tab: Tab): void;
  /** So is a frame that has a process of its own. */
  prepareFrame(sessionId: string, targetId: string): void;
  /** Another tab is in front. */
  front(tab: Tab): void;
  closed(sessionId: string): void;
  /** The last tab has closed. */
  lost(): void;
  /** A page opened a window that nobody had asked for, or one too many. */
  refused(): void;
  /** Something happened in a tab that is open, or in a frame of it: then the event has the frame's session. */
  event(sessionId: string, targetId: string, event: CdpEvent): void;
}

/**
 * The open pages of one browser context. A pop-up that the user asked for comes to the front; when it closes, its
 * opener returns. Pop-ups stay windows of their opener, as signing in through a provider needs it.
 */
export class Tabs {
  private readonly cdp: CdpClient;
  private readonly context: string;
  private readonly events: TabsEvents;
  private readonly open: Tab[] = [];
  /** Tab of each frame that has a session of its own. */
  private readonly frames = new Map<string, Tab>();
  private frontTab: Tab | undefined;
  private readonly gestures = new WindowGestures();
  private firstLoaded: () => void = () => undefined;
  viewport: Viewport;
  private touch = false;

  constructor(cdp: CdpClient, context: string, viewport: Viewport, events: TabsEvents) {
    this.cdp = cdp;
    this.context = context;
    this.viewport = viewport;
    this.events = events;
    cdp.on((event) => this.hear(event));
  }

  get front(): Tab | undefined {
    return this.frontTab;
  }

  /** In the order they were opened. */
  get all(): readonly Tab[] {
    return this.open;
  }

  /**
   * Opens the first tab, empty, and resolves when it is in front. Not before its empty page is there: a page that comes
   * into the middle of that is not told of.
   */
  async openFirst(): Promise<Tab> {
    const filter = [{ type: 'page' }];
    const loaded = new Promise<void>((resolve) => (this.firstLoaded = resolve));
    await this.cdp.send('Target.setDiscoverTargets', { discover: true, filter });
    // New windows wait until they are prepared.
    const attach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter };
    await this.cdp.send('Target.setAutoAttach', attach);
    const { width, height } = this.viewport;
    const first = { url: 'about:blank', browserContextId: this.context, width, height };
    await this.cdp.send('Target.createTarget', first);
    await Promise.race([loaded, sleep(firstLoadMs)]);
    return this.front!;
  }

  /** Gives every tab the new size. */
  resize(viewport: Viewport): void {
    this.viewport = viewport;
    for (const { sessionId } of this.open) this.applySize(sessionId);
  }

  /** Tells every page whether its user points with fingers; one that is open learns some of it when it is loaded again. */
  takesFingers(touch: boolean): void {
    if (touch === this.touch) return;
    this.touch = touch;
    for (const session of [...this.open.map(({ sessionId }) => sessionId), ...this.frames.keys()])
      this.applyTouch(session);
  }

  /** Brings a tab to the front, by its target or its session. */
  show(id: string): void {
    const tab = this.open.find(({ targetId, sessionId }) => targetId === id || sessionId === id);
    if (!tab || tab === this.frontTab) return;
    this.frontTab = tab;
    this.cdp.post('Page.bringToFront', {}, tab.sessionId);
    this.events.front(tab);
  }

  /** Closes a tab that is not the only one. */
  close(targetId: string): void {
    if (this.open.length > 1 && this.open.some((tab) => tab.targetId === targetId)) {
      this.cdp.post('Target.closeTarget', { targetId });
    }
  }

  /** Undoes what a page did to its window with `resizeTo`: its picture would stay that small. */
  mendSize(sessionId: string): void {
    const tab = this.open.find((one) => one.sessionId === sessionId);
    if (!tab) return;
    const { width, height } = this.viewport;
    void this.cdp
      .send<{ windowId: number }>('Browser.getWindowForTarget', { targetId: tab.targetId })
      .then(async ({ windowId }) => {
        // A window in full screen takes no size.
        await this.cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
        await this.cdp.send('Browser.setWindowBounds', { windowId, bounds: { width, height } });
        this.applySize(sessionId);
      })
      .catch(() => undefined);
  }

  private applySize(sessionId: string): void {
    const { width, height, scale } = this.viewport;
    const size = { width, height, deviceScaleFactor: scale, mobile: false };
    this.cdp.post('Emulation.setDeviceMetricsOverride', size, sessionId);
  }

  private applyTouch(session: string): void {
    const touch = { enabled: this.touch, maxTouchPoints: touchLimit };
    this.cdp.post('Emulation.setTouchEmulationEnabled', touch, session);
  }

  private async attached(sessionId: string, info: TargetInfo): Promise<void> {
    const go = () => void this.cdp.post('Runtime.runIfWaitingForDebugger', {}, sessionId);
    // The protocol tells of every context's.
    if (info.browserContextId !== this.context) return go();
    const first = this.open.length === 0;
    if (!first && (!(await this.gestures.next()) || this.open.length >= tabLimit)) {
      // It has to go on, because its opener waits with it; its requests are held back, so that it loads nothing.
      this.cdp.post('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, sessionId);
      go();
      this.cdp.post('Target.closeTarget', { targetId: info.targetId });
      // It had already taken the place in front, where alone presses arrive.
      if (this.frontTab) this.cdp.post('Page.bringToFront', {}, this.frontTab.sessionId);
      this.events.refused();
      return;
    }
    const { targetId, openerId: opener, canAccessOpener: speaksToOpener = false } = info;
    const tab = { targetId, sessionId, opener, speaksToOpener };
    this.open.push(tab);
    this.applySize(sessionId);
    this.applyTouch(sessionId);
    this.cdp.post('Page.enable', {}, sessionId);
    this.cdp.post('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId);
    this.attachFrames(sessionId);
    this.events.prepare(tab);
    go();
    this.show(tab.targetId);
  }

  private attachFrames(sessionId: string): void {
    // Workers come too: what a filter leaves out waits and is never let go.
    const attach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    this.cdp.post('Target.setAutoAttach', attach, sessionId);
  }

  private partAttached(parent: string, sessionId: string, { targetId, type }: TargetInfo): void {
    const go = () => void this.cdp.post('Runtime.runIfWaitingForDebugger', {}, sessionId);
    if (type !== 'iframe') return go();
    const tab = this.tabOf(parent);
    if (!tab) return go();
    this.frames.set(sessionId, tab);
    this.applyTouch(sessionId);
    this.cdp.post('Page.enable', {}, sessionId);
    this.attachFrames(sessionId);
    this.events.prepareFrame(sessionId, targetId);
    go();
  }

  private tabOf(sessionId: string): Tab | undefined {
    return this.open.find((tab) => tab.sessionId === sessionId) ?? this.frames.get(sessionId);
  }

  private hear(event: CdpEvent): void {
    const { method, params, sessionId } = event;
    if (method === 'Target.attachedToTarget' && !sessionId) {
      // Others attach for themselves, to what does not wait.
      if (params.waitingForDebugger) void this.attached(params.sessionId as string, params.targetInfo as TargetInfo);
    } else if (method === 'Target.targetDestroyed') {
      this.gone(params.targetId as string);
    } else if (sessionId) {
      if (method === 'Target.attachedToTarget')
        this.partAttached(sessionId, params.sessionId as string, params.targetInfo as TargetInfo);
      else if (method === 'Target.detachedFromTarget') this.frames.delete(params.sessionId as string);
      else if (method === 'Page.windowOpen') this.gestures.tell(params.userGesture as boolean);
      if (method === 'Page.frameStoppedLoading') this.firstLoaded();
      const tab = this.tabOf(sessionId);
      if (tab) this.events.event(tab.sessionId, tab.targetId, event);
    }
  }

  private gone(targetId: string): void {
    const at = this.open.findIndex((tab) => tab.targetId === targetId);
    if (at === -1) return;
    const [tab] = this.open.splice(at, 1);
    this.events.closed(tab!.sessionId);
    const next = this.open.find((open) => open.targetId === tab!.opener) ?? this.open[at - 1] ?? this.open[0];
    if (!next) this.events.lost();
    else if (tab === this.frontTab) this.show(next.targetId);
  }
}
