import type { CdpClient } from './cdp.ts';
import type { FrameSender } from './frame-sender.ts';
import { canReadPictures, readPicture } from './pictures.ts';

/** So long the user and the tab must have rested; people who type pause for less. */
const restMs = 600;
/** Stills are further apart than this, and than a multiple of what the last one took. */
const pauseMs = 1_000;
const pauseShare = 15;
/** While nothing but a caret blinks, each still is further from the last than that was from the one before. */
const longestPauseMs = 30_000;
/** Chromium answers no screenshot while a page shows a dialog; by then changes are more welcome. */
const patienceMs = 1_000;
/** What the capture itself made Chromium draw comes this soon after it. */
const settleMs = 200;

/** Captures a resting tab once, without loss and in device pixels, to sharpen what moved on the page before. */
export class SharpStill {
  private readonly cdp: CdpClient;
  private readonly sender: FrameSender;
  private tab: string | undefined;
  private scale = 1;
  private timer: NodeJS.Timeout | undefined;
  private earliest = 0;
  private shooting = false;
  private movements = 0;
  /** Stills since anything but a few letters changed. */
  private idle = 0;

  constructor(cdp: CdpClient, sender: FrameSender) {
    this.cdp = cdp;
    this.sender = sender;
    sender.onMovement = () => this.moved();
    sender.onUnsharp = () => this.plan();
  }

  /** Which tab is looked at, and how many device pixels its CSS pixels have. */
  follow(tab: string | undefined, scale = 1): void {
    this.tab = tab;
    this.scale = scale;
    this.moved();
  }

  /** Something moves, or is about to: what is being captured is old before it comes. */
  moved(): void {
    this.movements += 1;
    this.idle = 0;
    this.sender.drawnAnew = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sender.unsharp) this.plan();
  }

  private plan(): void {
    if (this.timer || !this.tab) return;
    const wait = Math.max(restMs, this.earliest - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.shooting) void this.shoot();
    }, wait);
  }

  private async shoot(): Promise<void> {
    const { tab, scale, movements } = this;
    if (!tab || !this.sender.unsharp || !(await canReadPictures())) return;
    const begun = performance.now();
    this.shooting = true;
    this.sender.drawnAnew = true;
    const patience = setTimeout(() => this.moved(), patienceMs);
    try {
      const params = { format: 'png', optimizeForSpeed: true };
      const { data } = await this.cdp.send<{ data: string }>('Page.captureScreenshot', params, tab);
      const pixels = movements === this.movements ? await readPicture(Buffer.from(data, 'base64')) : undefined;
      if (pixels && movements === this.movements) this.sender.sharpen(pixels, scale);
    } catch {
      // The tab has gone, or the browser has.
    }
    clearTimeout(patience);
    this.shooting = false;
    const now = performance.now();
    const pause = Math.max(pauseMs, (now - begun) * pauseShare);
    this.earliest = now + Math.min(pause * 2 ** this.idle, longestPauseMs);
    this.idle += 1;
    if (movements !== this.movements) return this.plan();
    setTimeout(() => {
      if (movements === this.movements) this.sender.drawnAnew = false;
    }, settleMs).unref();
  }
}
