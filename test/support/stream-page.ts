import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { WebSocket } from 'ws';
import {
  decodeFrame,
  type FramePatch,
  type InputMessage,
  type SignedInMessage,
  type ViewMessage,
} from '#shared/contract/stream.ts';

export interface Frame {
  sequence: number;
  width: number;
  height: number;
  patches: FramePatch[];
}

type Heard = ViewMessage | SignedInMessage;

/** The other end of a streamed session, as the page (or the gateway) holds it: acknowledges frames, sends input. */
export class StreamPage {
  readonly heard: Heard[] = [];
  /** What all frames together weighed. */
  bytes = 0;
  /** Frames that brought something new. */
  frames = 0;
  frame: Frame | undefined;
  /** What came since, and with, the last picture of the whole viewport. */
  private patches: FramePatch[] = [];
  /** Set to false to stop acknowledging. */
  acknowledging = true;
  closed: { code: number; reason: string } | undefined;
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) {
        this.heard.push(JSON.parse(data.toString('utf8')) as Heard);
        return;
      }
      this.bytes += data.length;
      const frame = decodeFrame(new Uint8Array(data).buffer);
      if (frame.patches.length > 0) this.take(frame);
      if (this.acknowledging) this.send({ type: 'ack', sequence: frame.sequence });
    });
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  private take(frame: Frame): void {
    this.frame = frame;
    this.frames += 1;
    const { width, height } = frame;
    const whole = frame.patches.some((patch) => patch.width === width && patch.height === height);
    this.patches = whole ? frame.patches : [...this.patches, ...frame.patches];
  }

  /** The last picture of the whole viewport, as it came. */
  get whole(): Uint8Array | undefined {
    return this.patches[0]?.picture;
  }

  /** What the page shows: all patches drawn over each other, as a PNG in CSS pixels. */
  async picture(): Promise<Buffer> {
    const { width, height } = this.frame!;
    const parts = await Promise.all(
      this.patches.map(async (patch) => ({
        input: await sharp(patch.picture).resize(patch.width, patch.height, { fit: 'fill' }).png().toBuffer(),
        left: patch.x,
        top: patch.y,
      })),
    );
    const empty = sharp({ create: { width, height, channels: 3, background: '#fff' } });
    return await empty.composite(parts).png().toBuffer();
  }

  /** Dials until somebody listens, for at most ten seconds. */
  static async dial(url: string, protocols: string[] = [], headers: Record<string, string> = {}): Promise<StreamPage> {
    for (const until = Date.now() + 10_000; ;) {
      const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false, rejectUnauthorized: false });
      const page = new StreamPage(socket);
      const opened = await new Promise<boolean>((resolve) => {
        socket.once('open', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (opened) return page;
      if (Date.now() > until) throw new Error(`Nobody listens at ${url}`);
      await sleep(50);
    }
  }

  send(message: InputMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The gateway's first message to a task. */
  open(url: string, width = 1280, height = 800, scale = 1, touch = false): void {
    this.socket.send(JSON.stringify({ type: 'open', url, width, height, scale, touch }));
  }

  click(x: number, y: number): void {
    const at = { x, y, modifiers: 0 } as const;
    this.send({ type: 'mouse', action: 'move', ...at, button: 'none', buttons: 0, clickCount: 0 });
    this.send({ type: 'mouse', action: 'down', ...at, button: 'left', buttons: 1, clickCount: 1 });
    this.send({ type: 'mouse', action: 'up', ...at, button: 'left', buttons: 0, clickCount: 1 });
  }

  press(key: string, code: string, modifiers = 0): void {
    for (const action of ['down', 'up'] as const) {
      this.send({ type: 'key', action, key, code, location: 0, repeat: false, modifiers });
    }
  }

  /** Types as a keyboard does, key by key. */
  type(text: string): void {
    for (const key of text) {
      const code = /[a-z]/i.test(key) ? `Key${key.toUpperCase()}` : /\d/.test(key) ? `Digit${key}` : (codes[key] ?? '');
      this.press(key, code, /[A-Z@]/.test(key) ? 8 : 0);
    }
  }

  paste(text: string): void {
    this.send({ type: 'text', text });
  }

  /** Waits for a message of this type, from the n-th message heard on. */
  async hear<T extends Heard['type']>(type: T, within = 10_000, from = 0): Promise<Extract<Heard, { type: T }>> {
    return await until(
      () => this.heard.slice(from).find((message) => message.type === type) as Extract<Heard, { type: T }> | undefined,
      within,
      () => `no ${type} among: ${this.heard.map((message) => message.type).join(', ')}`,
    );
  }

  async waitForFrame(after = 0, within = 10_000): Promise<Frame> {
    return await until(
      () => (this.frames > after ? this.frame : undefined),
      within,
      () => 'no frame',
    );
  }
}

const codes: Record<string, string> = { '.': 'Period', '-': 'Minus', ' ': 'Space', '@': 'Digit2', "'": 'Quote' };

/** Asks again and again until there is an answer. */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  within: number,
  miss: () => string,
): Promise<T> {
  for (const end = Date.now() + within; ;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(miss());
    await sleep(20);
  }
}
