import { decodeFrameHeader } from '#shared/contract/stream.ts';
import type { Viewport } from './coordinates.ts';

export interface PaintedFrame extends Viewport {
  sequence: number;
}

/**
 * Draws frames on a canvas, the newest one first: while one is being decoded only the latest arrival waits, and older
 * ones are dropped. `onPainted` is told after drawing, which is when the frame may be acknowledged.
 */
export class FramePainter {
  private waiting: ArrayBuffer | undefined;
  private busy = false;
  private closed = false;
  private canvas: HTMLCanvasElement | undefined;
  private last: ImageBitmap | undefined;
  private readonly onPainted: (frame: PaintedFrame) => void;

  constructor(onPainted: (frame: PaintedFrame) => void) {
    this.onPainted = onPainted;
  }

  /** Where to draw from now on; a canvas that comes late gets the last picture. */
  attach(canvas: HTMLCanvasElement | undefined): void {
    this.canvas = canvas;
    if (canvas && this.last) this.draw(this.last);
  }

  push(message: ArrayBuffer): void {
    this.waiting = message;
    if (!this.busy) void this.paintWaiting();
  }

  close(): void {
    this.closed = true;
    this.waiting = undefined;
    this.last?.close();
    this.last = undefined;
  }

  private async paintWaiting(): Promise<void> {
    this.busy = true;
    while (this.waiting && !this.closed) {
      const { sequence, width, height, jpeg } = decodeFrameHeader(this.waiting);
      this.waiting = undefined;
      const bitmap = await decode(jpeg);
      if (this.closed) {
        bitmap?.close();
        break;
      }
      if (bitmap) {
        this.draw(bitmap);
        this.last?.close();
        this.last = bitmap;
      }
      // A picture that cannot be read is acknowledged too, or the sender would wait for it for ever.
      this.onPainted({ sequence, width, height });
    }
    this.busy = false;
  }

  private draw(bitmap: ImageBitmap): void {
    const { canvas } = this;
    if (!canvas) return;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
  }
}

async function decode(jpeg: ArrayBuffer): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
  } catch {
    return undefined;
  }
}
