import { randomUUID } from 'node:crypto';
import {
  isBeside,
  pageWants,
  pickerAsk,
  type PageAnswer,
  type PageWant,
  type PickerAsk,
} from '#shared/contract/page-asks.ts';
import type { Asks } from './asks.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import { pageScript } from './page-script.ts';
import { watchBinding, watchScript, watchWorld } from './watch-script.ts';

interface Point {
  x: number;
  y: number;
}

interface Box extends Point {
  width: number;
  height: number;
}

/** What the watching script says. */
interface Said {
  want?: string;
  picker: unknown;
  over?: boolean;
  moved?: Box;
  box?: Box;
  at: Point | null;
  top: boolean;
}

/** From a frame's coordinates to those of its tab. */
interface Shift extends Point {
  scale: number;
}
const noShift: Shift = { x: 0, y: 0, scale: 1 };

const moveBox = (box: Box, shift: Shift | undefined): Box | null =>
  shift
    ? {
        x: box.x * shift.scale + shift.x,
        y: box.y * shift.scale + shift.y,
        width: box.width * shift.scale,
        height: box.height * shift.scale,
      }
    : null;

interface OpenPicker {
  ask: number;
  asks: PickerAsk;
  session: string;
  picker: number;
  shift: Shift | undefined;
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
  /** The one picker of each tab that is open, or was last. */
  private readonly open = new Map<string, OpenPicker>();
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
    const watch = { source: this.script, worldName: watchWorld, runImmediately: true };
    this.cdp.post('Page.addScriptToEvaluateOnNewDocument', watch, session);
  }

  /** Where the user has pressed last, in the viewport's pixels: tells where a frame lies. */
  press(point: Point): void {
    this.pressed = point;
  }

  /** Frames of other processes speak in sessions of their own. */
  hear(tab: string, { method, params, sessionId = tab }: CdpEvent): void {
    if (method === 'Runtime.bindingCalled' && params.name === watchBinding) {
      void this.told(tab, sessionId, params.executionContextId as number, params.payload as string);
    } else if (method === 'Page.frameNavigated' || method === 'Page.documentOpened') {
      if (!params.frame.parentId && sessionId === tab) this.drop(tab);
      void this.watch(sessionId, params.frame.id as string);
    } else if (method === 'Page.domContentEventFired') {
      // A frame that comes with a process of its own may have navigated before anybody listened.
      void this.watch(sessionId, this.mainFrames.get(sessionId)!);
    }
  }

  private drop(tab: string): void {
    const open = this.open.get(tab);
    this.open.delete(tab);
    if (open) this.asks.remove((one) => one.id === open.ask);
  }

  /**
   * Gives the script its way to us, anew for each document. A binding by the world's name would need the Runtime domain,
   * which keeps and sends everything that pages log.
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

  private async told(tab: string, session: string, context: number, payload: string): Promise<void> {
    const said = JSON.parse(payload) as Said;
    const known = pageWants.find((one) => one === said.want);
    if (known) return this.wanted(tab, known);
    const open = this.open.get(tab);
    const isOpen = open?.session === session && open.picker === said.picker;
    if (said.over) {
      if (isOpen) this.drop(tab);
    } else if (said.moved) {
      const asks = isOpen && pickerAsk.safeParse({ ...open.asks, box: moveBox(said.moved, open.shift) }).data;
      if (asks) this.asks.change(open.ask, asks);
    } else await this.ask(tab, session, context, said);
  }

  private async ask(tab: string, session: string, context: number, said: Said): Promise<void> {
    const { picker: number, at, top, box, want: _, over: _over, moved: _moved, ...rest } = said;
    const picker = Number(number);
    const shift = top ? noShift : await this.shiftOf(tab, at);
    const asks = pickerAsk.safeParse({ ...rest, box: box && moveBox(box, shift) }).data;
    if (!asks || (isBeside(asks) && !asks.box)) return;
    const answered = (answer: PageAnswer | null) =>
      this.evaluate(session, context, `answerPicker(${picker}, ${JSON.stringify(answer)})`);
    const before = this.open.get(tab)?.ask;
    const ask = this.asks.add(tab, asks, answered);
    if (before !== undefined) this.asks.remove((one) => one.id === before);
    this.open.set(tab, { ask, asks, session, picker, shift });
  }

  /** A frame knows its own coordinates alone; a press is known in both. */
  private async shiftOf(tab: string, at: Point | null): Promise<Shift | undefined> {
    const { pressed } = this;
    if (!at || !pressed) return undefined;
    const metrics = await this.cdp
      .send<{ cssVisualViewport: { scale: number } }>('Page.getLayoutMetrics', {}, tab)
      .catch(() => undefined);
    const scale = metrics?.cssVisualViewport.scale ?? 1;
    return { x: pressed.x - at.x * scale, y: pressed.y - at.y * scale, scale };
  }

  /** Never as a gesture of the user's: that would let the page open windows. */
  private evaluate(session: string, contextId: number, expression: string): void {
    this.cdp.post('Runtime.evaluate', { expression, contextId }, session);
  }
}
