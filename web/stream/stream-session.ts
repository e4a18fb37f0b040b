import { storageConsent } from '#shared/contract/consent.ts';
import { isBeside, type PageAnswer, type PageAsk, type Refusal } from '#shared/contract/page-asks.ts';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { shortcutLetter } from '#shared/contract/shortcut-letter.ts';
import {
  streamProtocol,
  viewMessage,
  type EndReason,
  type EndsSoon,
  type InputMessage,
  type StorageAnswer,
  type ViewMessage,
} from '#shared/contract/stream.ts';
import type { Viewport } from './coordinates.ts';
import { FramePainter } from './frame-painter.ts';
import { InputQueue } from './input-queue.ts';

/** The gateway closes so when the ticket is unknown, used or too old. */
const ticketRefusedCode = 4403;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A copied text that comes later than this after the user's copy is not written to the clipboard. */
const copyMs = 5_000;
/** Pause between two tries to mend a line. */
const mendEveryMs = 1_000;

/** The gateway's reasons, and one of the page's own: the ticket opened nothing. */
export type SessionEnd = EndReason | 'ticket_refused';

export type RemoteLocation = Omit<Extract<ViewMessage, { type: 'location' }>, 'type'>;

export type RemoteTabs = Omit<Extract<ViewMessage, { type: 'tabs' }>, 'type'>;

/** Place and estimated seconds while other sessions are served first. */
export interface QueuePlace {
  place: number;
  seconds: number;
}

export interface StreamState {
  /** `starting` until the first frame, `live` while the user works, `verifying` while the sign-in is being checked. */
  phase: 'starting' | 'live' | 'verifying' | 'ended';
  queue: QueuePlace | undefined;
  /** The line is cut and being mended; the browser waits. */
  reconnecting: boolean;
  /** Opens this session once more, as after a reload of the page. */
  ticket: string | undefined;
  location: RemoteLocation | undefined;
  viewport: Viewport | undefined;
  cursor: string;
  tabs: RemoteTabs | undefined;
  /** What the remote page asks and our page has to draw. */
  ask: { id: number; asks: PageAsk } | undefined;
  /** What the remote page was not given, until the user has read it. */
  refused: Refusal | undefined;
  /** Set by `not_signed_in` until the user goes on. */
  notSignedIn: boolean;
  /** Its time is nearly up. */
  endsSoon: EndsSoon | undefined;
  /** The origin whose site storage may be kept too, while the user is asked for that. */
  storageAsked: string | undefined;
  end: { reason: SessionEnd; connectionId: string | null } | undefined;
}

const firstState: StreamState = {
  phase: 'starting',
  queue: undefined,
  reconnecting: false,
  ticket: undefined,
  location: undefined,
  viewport: undefined,
  cursor: 'default',
  tabs: undefined,
  ask: undefined,
  refused: undefined,
  notSignedIn: false,
  endsSoon: undefined,
  storageAsked: undefined,
  end: undefined,
};

/**
 * One streamed browser, from ticket to end: starting → live ⇄ verifying → ended. It knows no page: a view subscribes,
 * lends a canvas and passes input on.
 */
export class StreamSession {
  private state = firstState;
  private readonly listeners = new Set<() => void>();
  private readonly address: URL;
  private socket: WebSocket;
  private readonly painter: FramePainter;
  private readonly queue: InputQueue;
  private canvas: HTMLCanvasElement | undefined;
  private copiedAt = Number.NEGATIVE_INFINITY;
  private size: (Viewport & { scale: number }) | undefined;
  /** Until when a cut line can be mended; undefined while it holds. */
  private mendUntil: number | undefined;
  private graceMs = 0;

  constructor(ticket: string, origin = location.origin) {
    this.address = new URL(gatewayPaths.stream, origin);
    this.address.protocol = this.address.protocol === 'https:' ? 'wss:' : 'ws:';
    this.painter = new FramePainter(({ sequence, width, height }) => {
      this.write({ type: 'ack', sequence });
      if (width === 0) return;
      const known = this.state.viewport;
      if (known?.width !== width || known.height !== height) this.change({ viewport: { width, height } });
      if (this.state.phase === 'starting') this.change({ phase: 'live' });
    });
    this.queue = new InputQueue((message) => this.write(message));
    this.socket = this.dial(ticket);
  }

  private dial(ticket: string): WebSocket {
    const socket = new WebSocket(this.address, [streamProtocol, ticket]);
    socket.binaryType = 'arraybuffer';
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      if (this.size) this.askSize(this.size);
    });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.state.reconnecting) this.mended();
      this.receive(event.data);
    });
    socket.addEventListener('close', ({ code }) => this.cut(opened, code));
    return socket;
  }

  /** A line that is cut is mended with the ticket that came over it, for as long as the browser waits. */
  private cut(opened: boolean, code: number): void {
    const { phase, ticket } = this.state;
    if (phase === 'ended') return;
    const began = this.mendUntil !== undefined || ticket !== undefined;
    if (code === ticketRefusedCode || !began) {
      const refused = !began && (!opened || code === ticketRefusedCode);
      return this.finish(refused ? 'ticket_refused' : 'browser_lost', null);
    }
    this.mendUntil ??= performance.now() + this.graceMs;
    if (!ticket || performance.now() > this.mendUntil) return this.finish('browser_lost', null);
    const pause = this.state.reconnecting ? mendEveryMs : 0;
    this.change({ reconnecting: true });
    setTimeout(() => {
      if (this.state.phase !== 'ended') this.socket = this.dial(ticket);
    }, pause);
  }

  private mended(): void {
    this.mendUntil = undefined;
    this.change({ reconnecting: false });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): StreamState => this.state;

  attach(canvas: HTMLCanvasElement | undefined): void {
    this.canvas = canvas;
    this.painter.attach(canvas);
  }

  /** Mouse, wheel, keys and text; moves and wheel turns are joined per animation frame, in order with the rest. */
  input(message: InputMessage): void {
    const { ask, phase, reconnecting } = this.state;
    if (phase !== 'live' || reconnecting || (ask && !isBeside(ask.asks))) return;
    if (this.state.notSignedIn && message.type !== 'mouse') this.change({ notSignedIn: false });
    if (message.type === 'key' && (message.modifiers & 6) !== 0 && ['c', 'x'].includes(shortcutLetter(message))) {
      this.copiedAt = performance.now();
    }
    this.queue.push(message);
  }

  /** Asks for this viewport, on a screen with `scale` device pixels to a CSS pixel. */
  resize(size: Viewport & { scale: number }): void {
    const known = this.size;
    if (known?.width === size.width && known.height === size.height && known.scale === size.scale) return;
    this.size = size;
    this.painter.setScale(size.scale);
    this.askSize(size);
  }

  private askSize(size: Viewport & { scale: number }): void {
    this.write({ type: 'resize', ...size, touch: matchMedia('(pointer: coarse)').matches });
  }

  history(action: 'back' | 'forward' | 'reload'): void {
    this.change({ notSignedIn: false });
    this.queue.push({ type: 'history', action });
  }

  confirm(): void {
    this.change({ notSignedIn: false });
    this.queue.push({ type: 'confirm' });
  }

  answerStorage(answer: StorageAnswer['answer']): void {
    this.change({ storageAsked: undefined, phase: 'live' });
    this.queue.push({ type: 'storage_answer', answer, version: storageConsent.version });
  }

  dismissNotice(): void {
    this.change({ notSignedIn: false, refused: undefined });
  }

  /** The user has read that its time is nearly up; that of no input begins anew. */
  stay(): void {
    this.change({ endsSoon: undefined });
    this.queue.push({ type: 'stay' });
  }

  /** Answers what the remote page asks; null is no answer. */
  answer(answer: PageAnswer | null): void {
    if (!this.state.ask) return;
    this.queue.push({ type: 'answer', ask: this.state.ask.id, answer });
    this.change({ ask: undefined });
  }

  tab(action: 'show' | 'close', tab: string): void {
    this.queue.push({ type: 'tab', action, tab });
  }

  /** Where a box of the remote page lies in our window, in CSS pixels. */
  placeOf({ x, y, width, height }: Box): DOMRect | undefined {
    const { canvas, state } = this;
    if (!canvas || !state.viewport) return undefined;
    const rect = canvas.getBoundingClientRect();
    const scale = rect.width / state.viewport.width;
    return new DOMRect(rect.x + x * scale, rect.y + y * scale, width * scale, height * scale);
  }

  cancel(): void {
    this.queue.push({ type: 'cancel' });
    this.finish('cancelled', null);
  }

  /** The page has gone elsewhere: nobody comes back to this browser. */
  close(): void {
    this.listeners.clear();
    this.write({ type: 'cancel' });
    this.finish('cancelled', null);
  }

  private receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return this.paint(data);
    const parsed = viewMessage.safeParse(jsonOf(data));
    if (!parsed.success) return this.finish('protocol_error', null);
    const message = parsed.data;
    switch (message.type) {
      case 'queued':
        return this.change({ queue: { place: message.place, seconds: message.seconds } });
      case 'starting':
        return this.change({ queue: undefined });
      case 'ends_soon':
        return this.change({ endsSoon: message.end ?? undefined });
      case 'ticket':
        this.graceMs = message.graceSeconds * 1_000;
        return this.change({ ticket: message.ticket });
      case 'location': {
        const { type: _, ...place } = message;
        return this.change({ location: place });
      }
      case 'cursor':
        return this.change({ cursor: message.cursor });
      case 'tabs': {
        const { type: _, ...tabs } = message;
        return this.change({ tabs });
      }
      case 'ask':
        return this.change({ ask: { id: message.ask, asks: message.asks } });
      case 'ask_over':
        return this.state.ask?.id === message.ask ? this.change({ ask: undefined }) : undefined;
      case 'refused':
        return this.change({ refused: message.what });
      case 'copied':
        return this.copy(message.text);
      case 'verifying':
        return this.change({ phase: 'verifying', notSignedIn: false });
      case 'not_signed_in':
        return this.change({ phase: 'live', notSignedIn: true });
      case 'storage_consent':
        return this.change({ phase: 'verifying', storageAsked: message.origin });
      case 'ended':
        return this.finish(message.reason, message.connectionId);
    }
  }

  /** Only the user's own copy reaches their clipboard, and only where their browser lets a page write to it. */
  private copy(text: string): void {
    if (performance.now() - this.copiedAt > copyMs) return;
    this.copiedAt = Number.NEGATIVE_INFINITY;
    void navigator.clipboard?.writeText(text).catch(() => undefined);
  }

  private paint(message: ArrayBuffer): void {
    try {
      this.painter.push(message);
    } catch {
      this.finish('protocol_error', null);
    }
  }

  private write(message: InputMessage): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private finish(reason: SessionEnd, connectionId: string | null): void {
    if (this.state.phase === 'ended') return;
    this.queue.close();
    this.painter.close();
    this.socket.close();
    this.change({ phase: 'ended', end: { reason, connectionId } });
  }

  private change(part: Partial<StreamState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
