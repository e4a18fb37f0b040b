import type { CdpClient, CdpEvent } from './cdp.ts';
import type { Viewport } from './screencast.ts';

interface Tab {
  targetId: string;
  sessionId: string;
}

interface TargetInfo {
  targetId: string;
  type: string;
  browserContextId?: string;
}

export interface TabsEvents {
  /** Another tab is in front: the newest one that is open. */
  front(sessionId: string): void;
  /** The last tab has closed, or one has crashed. */
  lost(): void;
  /** Something happened in a tab that is open. */
  event(sessionId: string, targetId: string, event: CdpEvent): void;
}

/** The open pages of one browser context. A pop-up comes to the front; its opener returns when it closes. */
export class Tabs {
  private readonly cdp: CdpClient;
  private readonly context: string;
  private readonly events: TabsEvents;
  private readonly open: Tab[] = [];
  viewport: Viewport;

  constructor(cdp: CdpClient, context: string, viewport: Viewport, events: TabsEvents) {
    this.cdp = cdp;
    this.context = context;
    this.viewport = viewport;
    this.events = events;
    cdp.on((event) => this.hear(event));
  }

  get front(): Tab | undefined {
    return this.open.at(-1);
  }

  get count(): number {
    return this.open.length;
  }

  /** Opens the first tab, empty, and resolves when it is in front. */
  async openFirst(): Promise<Tab> {
    await this.cdp.send('Target.setDiscoverTargets', { discover: true });
    const { targetId } = await this.cdp.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
      browserContextId: this.context,
      width: this.viewport.width,
      height: this.viewport.height,
    });
    await this.attach(targetId);
    return this.front!;
  }

  /** Gives every tab the new size. */
  resize(viewport: Viewport): void {
    this.viewport = viewport;
    for (const { sessionId } of this.open) this.applySize(sessionId);
  }

  private applySize(sessionId: string): void {
    const { width, height, scale } = this.viewport;
    const size = { width, height, deviceScaleFactor: scale, mobile: false };
    this.cdp.post('Emulation.setDeviceMetricsOverride', size, sessionId);
  }

  private readonly attaching = new Map<string, Promise<void>>();

  private attach(targetId: string): Promise<void> {
    const known = this.attaching.get(targetId);
    if (known) return known;
    const attached = this.prepare(targetId);
    this.attaching.set(targetId, attached);
    return attached;
  }

  private async prepare(targetId: string): Promise<void> {
    const { sessionId } = await this.cdp.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    this.applySize(sessionId);
    this.cdp.post('Page.enable', {}, sessionId);
    this.cdp.post('Page.setInterceptFileChooserDialog', { enabled: true, cancel: true }, sessionId);
    this.cdp.post('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId);
    const { viewport } = this;
    await this.cdp.send('Page.bringToFront', {}, sessionId);
    this.open.push({ targetId, sessionId });
    if (viewport !== this.viewport) this.applySize(sessionId);
    this.events.front(sessionId);
  }

  private hear(event: CdpEvent): void {
    const { method, params, sessionId } = event;
    if (method === 'Target.targetCreated') {
      const info = params.targetInfo as TargetInfo;
      // A pop-up that closes at once cannot be attached any more, which is fine.
      if (info.type === 'page' && info.browserContextId === this.context)
        void this.attach(info.targetId).catch(() => undefined);
    } else if (method === 'Target.targetDestroyed') {
      this.close(params.targetId as string);
    } else if (method === 'Target.targetCrashed') {
      if (this.open.some(({ targetId }) => targetId === params.targetId)) this.events.lost();
    } else if (sessionId) {
      const tab = this.open.find((open) => open.sessionId === sessionId);
      if (method === 'Page.javascriptDialogOpening') this.answerDialog(params.type as string, sessionId);
      if (tab) this.events.event(sessionId, tab.targetId, event);
    }
  }

  /** A dialog stops its page until it is answered; questions are answered with no. */
  private answerDialog(type: string, sessionId: string): void {
    const accept = type === 'alert' || type === 'beforeunload';
    this.cdp.post('Page.handleJavaScriptDialog', { accept }, sessionId);
  }

  private close(targetId: string): void {
    const at = this.open.findIndex((tab) => tab.targetId === targetId);
    if (at === -1) return;
    const wasFront = at === this.open.length - 1;
    this.open.splice(at, 1);
    const next = this.front;
    if (!next) this.events.lost();
    else if (wasFront) {
      this.cdp.post('Page.bringToFront', {}, next.sessionId);
      this.events.front(next.sessionId);
    }
  }
}
