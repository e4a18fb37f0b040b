import { decodeFrame, type FramePatch } from '#shared/contract/stream.ts';
import type { Viewport } from './coordinates.ts';

export interface PaintedFrame extends Viewport {
  sequence: number;
}

type Decoded = ReturnType<typeof decodeFrame>;

/**
 * Draws frames on a canvas, in order, each whole: a frame holds only what has changed since the one before. What waits
 * behind a frame that covers the whole viewport is not drawn first. `onPainted` is told after drawing, which is when
 * the frame may be acknowledged.
 */
export class FramePainter {
  private waiting: Decoded[] = [];
  private busy = false;
  private closed = false;
  /** Before a view lends one, and after it took it back, the picture is kept here. */
  private canvas: HTMLCanvasElement;
  /** Device pixels of the canvas per CSS pixel of the remote page. */
  private scale = 1;
  private readonly onPainted: (frame: PaintedFrame) => void;

  constructor(onPainted: (frame: PaintedFrame) => void) {
    this.onPainted = onPainted;
    this.canvas = document.createElement('canvas');
  }

  /** Where to draw from now on; a canvas that comes late gets the last picture. */
  attach(canvas: HTMLCanvasElement | undefined): void {
    const before = this.canvas;
    if (!canvas || canvas === before) return;
    this.canvas = canvas;
    canvas.width = before.width;
    canvas.height = before.height;
    if (before.width > 0 && before.height > 0) context(canvas)?.drawImage(before, 0, 0);
  }

  /** How sharp the screen is that shows the canvas. */
  setScale(scale: number): void {
    this.scale = scale;
  }

  /** Throws RangeError for a message that is no frame. */
  push(message: ArrayBuffer): void {
    const frame = decodeFrame(message);
    // What it covers needs no drawing any more; the numbers are acknowledged with its own.
    if (frame.patches.some((patch) => covers(patch, frame))) this.waiting = [];
    this.waiting.push(frame);
    if (!this.busy) void this.paintWaiting();
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
  }

  private async paintWaiting(): Promise<void> {
    this.busy = true;
    for (let frame = this.waiting.shift(); frame && !this.closed; frame = this.waiting.shift()) {
      const pictures = await Promise.all(frame.patches.map(({ picture }) => decode(picture)));
      if (!this.closed) this.draw(frame, pictures);
      for (const picture of pictures) picture?.close();
      if (this.closed) break;
      // A picture that cannot be read is acknowledged too, or the sender would wait for it for ever.
      const { sequence, width, height } = frame;
      this.onPainted({ sequence, width, height });
    }
    this.busy = false;
  }

  private draw(frame: Decoded, pictures: (ImageBitmap | undefined)[]): void {
    if (frame.patches.length === 0) return;
    if (frame.patches.some((patch) => covers(patch, frame))) this.fitCanvas(frame);
    const { canvas } = this;
    const [x, y] = [canvas.width / frame.width, canvas.height / frame.height];
    const surface = context(canvas);
    for (const [index, picture] of pictures.entries()) {
      const patch = frame.patches[index]!;
      if (picture) surface?.drawImage(picture, patch.x * x, patch.y * y, patch.width * x, patch.height * y);
    }
  }

  /** A canvas that gets another size is empty, so only a whole picture may give it one. */
  private fitCanvas({ width, height }: Viewport): void {
    const { canvas, scale } = this;
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    if (canvas.width === size.width && canvas.height === size.height) return;
    canvas.width = size.width;
    canvas.height = size.height;
  }
}

const context = (canvas: HTMLCanvasElement) => canvas.getContext('2d', { alpha: false });

function covers(patch: FramePatch, { width, height }: Viewport): boolean {
  return patch.x === 0 && patch.y === 0 && patch.width === width && patch.height === height;
}

async function decode(picture: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([picture], { type: 'image/jpeg' }));
  } catch {
    return undefined;
  }
}
