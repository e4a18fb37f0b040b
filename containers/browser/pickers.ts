import { randomUUID } from 'node:crypto';
import { pageAsk, pageWants, type PageAnswer, type PageAsk, type PageWant } from '#shared/contract/page-asks.ts';
import type { Asks } from './asks.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import { pageScript, watchBinding, watchScript, watchWorld } from './page-scripts.ts';

interface Point {
  x: number;
  y: number;
}

/** Lists, dates, times and colours that Chromium would let choose in a window of its own; and what is never given. */
export class Pickers {
  private readonly cdp: CdpClient;
  private readonly asks: Asks;
  private readonly wanted: (tab: string, want: PageWant) => void;
  /** Nobody outside of this session knows the event's name in advance. */
  private readonly pageEvent = `ask-${randomUUID()}`;
  private readonly script = watchScript(this.pageEvent);
  private readonly mainFrames = new Map<string, string>();
  private pressed: Point | undefined;

  constructor(cdp: CdpClient, asks: Asks, wanted: (tab: string, want: PageWant) => void) {
    this.cdp = cdp;
    this.asks = asks;
    this.wanted = wanted;
  }

  /** `frame` is the one that the session begins with. */
  prepare(session: string, frame: string): void {
    this.mainFrames.set(session, frame);
    const source = pageScript(this.pageEvent);
    this.cdp.post('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true }, session);
  }

  /** Where the user has pressed last, in the viewport's pixels: tells where a frame lies. */
  press(point: Point): void {
    this.pressed = point;
  }

  /** Frames of other processes speak in sessions of their own. */
  hear(tab: string, { method, params, sessionId = tab }: CdpEvent): void {
    if (method === 'Runtime.bindingCalled' && params.name === watchBinding) {
      this.told(tab, sessionId, params.executionContextId as number, params.payload as string);
    } else if (method === 'Page.frameNavigated' || method === 'Page.documentOpened') {
      if (!params.frame.parentId && sessionId === tab) this.drop(tab);
      void this.watch(sessionId, params.frame.id as string);
    } else if (method === 'Page.domContentEventFired') {
      // A frame that comes with a process of its own may have navigated before anybody listened.
      void this.watch(sessionId, this.mainFrames.get(sessionId)!);
    }
  }

  private drop(tab: string): void {
    this.asks.remove((one) => one.tab === tab && (one.ask.kind === 'list' || one.ask.kind === 'value'));
  }

  /**
   * Done anew for each document: a window may be used again for another one and loses its listeners. A binding by the
   * world's name would need the Runtime domain, which keeps and sends everything that pages log.
   */
  private async watch(session: string, frameId: string): Promise<void> {
    const world = { frameId, worldName: watchWorld };
    const made = await this.cdp
      .send<{ executionContextId: number }>('Page.createIsolatedWorld', world, session)
      .catch(() => undefined);
    if (!made) return;
    const { executionContextId } = made;
    this.cdp.post('Runtime.addBinding', { name: watchBinding, executionContextId }, session);
    this.evaluate(session, executionContextId, this.script);
  }

  private told(tab: string, session: string, contextId: number, payload: string): void {
    const { picker, at, top, want, ...said } = JSON.parse(payload) as Record<string, unknown>;
    const known = pageWants.find((one) => one === want);
    if (known) {
      this.wanted(tab, known);
      return;
    }
    const ask = pageAsk.safeParse({
      ...said,
      box: this.boxInTab(said['box'] as Point, at as Point | null, !!top),
    }).data;
    if (!ask) return;
    this.drop(tab);
    this.asks.add(tab, ask, (answer) => {
      if (answer)
        this.evaluate(
          session,
          contextId,
          `answerPicker(${Number(picker)}, ${JSON.stringify(answer satisfies PageAnswer)})`,
        );
    });
  }

  /** A frame knows its own coordinates alone; a press is known in both. */
  private boxInTab(box: Point, at: Point | null, top: boolean): (PageAsk & { kind: 'list' })['box'] | Point {
    if (top) return box;
    if (!at || !this.pressed) return null;
    return { ...box, x: box.x + this.pressed.x - at.x, y: box.y + this.pressed.y - at.y };
  }

  /** Never as a gesture of the user's: that would let the page open windows. */
  private evaluate(session: string, contextId: number, expression: string): void {
    this.cdp.post('Runtime.evaluate', { expression, contextId }, session);
  }
}
