import { logError } from '#shared/log/log.ts';
import { encodeFrame, streamLimits, type FramePatch } from '#shared/contract/stream.ts';
import { release } from '#shared/memory/release.ts';
import { union, type Area } from './changed-areas.ts';
import { FrameEncoder, type CapturedFrame } from './frame-encoder.ts';
import { LinkMeter } from './link-meter.ts';
import { writeJpeg, type Pixels } from './pictures.ts';

/** A picture may keep the line busy for so long. */
const pictureMs = 60;
/** A line of any speed is given pictures of this size. */
const smallestBudget = 8_000;
/** A change in fewer pixels than a few letters have. */
const tinyPixels = 64 * 64;
/** Letters drawn at another scale differ by less than this from those before, on average over a block; new ones by more. */
const drawnAnewSlack = 16;
const stillQuality = { quality: 92, fullColour: true };

/**
 * Sends a tab's frames to the page, paced by the page: at most `ackWindow` frames are under way, and of those that wait
 * only the newest is kept. A slow page therefore sees fewer frames and never old ones. While nothing waits, a sharp
 * picture of what was sent coarsely follows, in parts, so that it delays no frame.
 */
export class FrameSender {
  private readonly send: (message: Uint8Array) => void;
  private readonly link = new LinkMeter();
  private readonly encoder = new FrameEncoder();
  private sequence = 0;
  private newest: CapturedFrame | undefined;
  /** The last frame that was offered, for a viewer who comes late. */
  private last: CapturedFrame | undefined;
  private still: { pixels: Pixels; scale: number } | undefined;
  private pumping = false;
  private resets = 0;
  private closed = false;
  /** What the page shows less sharply than the tab is. */
  unsharp: Area | undefined;
  /** Called after a frame that changed more than a few letters. */
  onMovement: () => void = () => undefined;
  /** Called when there is something to sharpen. */
  onUnsharp: () => void = () => undefined;

  constructor(send: (message: Uint8Array) => void) {
    this.send = send;
  }

  /** Nothing that was sent counts any more: another tab, or another size. */
  reset(): void {
    this.encoder.reset();
    this.newest = undefined;
    this.still = undefined;
    this.unsharp = undefined;
    this.last = undefined;
    this.resets += 1;
  }

  /** Another page looks from now on: it gets the last frame at once. What was sent to the page before is forgotten. */
  renew(): void {
    const { last } = this;
    this.reset();
    this.link.reset();
    this.measure();
    if (last) this.offer(last);
  }

  /** Measures the way to the page before anything large goes there. */
  measure(): void {
    this.transmit(0, 0, []);
  }

  close(): void {
    this.closed = true;
    this.reset();
  }

  /** Takes a frame that shows something new. */
  offer(frame: CapturedFrame): void {
    this.newest = frame;
    this.last = frame;
    void this.pump();
  }

  /** While a still is captured Chromium draws the tab anew, a little differently: that alone is nothing new. */
  set drawnAnew(is: boolean) {
    this.encoder.slack = is ? drawnAnewSlack : 0;
  }

  /** Takes a sharp picture of the tab as it rests, `scale` device pixels to a CSS pixel. */
  sharpen(pixels: Pixels, scale: number): void {
    const { last } = this;
    // A picture of another size was captured in the middle of a change of size.
    const fits =
      last && Math.abs(pixels.width - last.width * scale) < 2 && Math.abs(pixels.height - last.height * scale) < 2;
    if (!this.unsharp || !fits) return;
    this.still = { pixels, scale };
    void this.pump();
  }

  /** The page has shown the frames up to this one. */
  acknowledge(sequence: number): void {
    if (sequence > this.sequence) return;
    this.link.acknowledged(sequence, performance.now());
    void this.pump();
  }

  private get budget(): number {
    return Math.max(smallestBudget, this.link.rate * pictureMs);
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (!this.closed && this.link.inFlight < streamLimits.ackWindow) {
        if (this.newest) await this.sendNewest();
        else if (this.still && this.unsharp && this.link.inFlight === 0) await this.sendSharpPart();
        else break;
      }
    } catch (error) {
      // One picture is lost; the next one is sent whole.
      logError('stream.frame_not_sent', error);
      this.encoder.reset();
      this.still = undefined;
    }
    this.pumping = false;
  }

  private async sendNewest(): Promise<void> {
    const frame = this.newest!;
    this.newest = undefined;
    const { resets } = this;
    const { patches, area } = await this.encoder.encode(frame, this.budget, performance.now());
    if (resets !== this.resets || patches.length === 0) return;
    this.still = undefined;
    this.transmit(frame.width, frame.height, patches);
    this.unsharp = this.unsharp ? union(this.unsharp, area) : area;
    if (area.width * area.height > tinyPixels) this.onMovement();
    this.onUnsharp();
  }

  /** Sends the upper part of what is not sharp yet, as much as the line takes at once. */
  private async sendSharpPart(): Promise<void> {
    const { still, unsharp: area, last } = this;
    const rows = Math.max(32, Math.floor((this.budget * 2) / area!.width));
    const part = { ...area!, height: Math.min(area!.height, rows) };
    const { pixels, scale } = still!;
    const cut = scaled(part, scale, pixels);
    const picture = await writeJpeg(pixels, cut, stillQuality);
    if (this.still !== still || !last) return release(pixels.data);
    this.transmit(last.width, last.height, [{ ...part, picture }]);
    const rest = area!.height - part.height;
    this.unsharp = rest > 0 ? { ...area!, y: area!.y + part.height, height: rest } : undefined;
    if (this.unsharp) return;
    this.still = undefined;
    release(pixels.data);
  }

  private transmit(width: number, height: number, patches: FramePatch[]): void {
    this.sequence += 1;
    const message = encodeFrame({ sequence: this.sequence, width, height }, patches);
    this.link.sent(this.sequence, message.length, performance.now());
    this.send(message);
  }
}

/** An area of CSS pixels in device pixels, within the picture. */
function scaled(area: Area, scale: number, within: Pixels): Area {
  const [x, y] = [Math.round(area.x * scale), Math.round(area.y * scale)];
  return {
    x,
    y,
    width: Math.min(within.width - x, Math.round(area.width * scale)),
    height: Math.min(within.height - y, Math.round(area.height * scale)),
  };
}
