import { encodeFrameHeader, streamLimits } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';

export interface Viewport {
  width: number;
  height: number;
}

interface ScreencastFrame {
  data: string;
  sessionId: number;
  metadata: { deviceWidth: number; deviceHeight: number };
}

/** Frames that come closer together than this may have had a successor that Chromium threw away. */
const crowdedMs = 300;
/** So long after the last of them the tab is captured anew. */
const restMs = 250;
/** A capture that brings no frame in this time is begun again, each time with twice the patience. */
const firstFrameMs = 500;
const longestWaitMs = 4_000;

/**
 * Sends one tab's frames, paced by the page: at most `ackWindow` frames are under way, and of those that wait only the
 * newest is kept. A slow page therefore sees fewer frames and never old ones.
 *
 * Chromium does its own forgetting: while three frames wait for an acknowledgement it throws away whatever else changes,
 * and when the tab then rests, its last state is never sent. So a tab that rests after a crowd of frames is captured
 * anew, which always begins with a frame of the tab as it is.
 */
export class Screencast {
  private readonly cdp: CdpClient;
  private readonly sendFrame: (message: Buffer) => void;
  private tab: string | undefined;
  private viewport: Viewport = { width: 0, height: 0 };
  private sent = 0;
  private acknowledged = 0;
  private newest: ScreencastFrame | undefined;
  private taken: ScreencastFrame | undefined;
  private takenAt = 0;
  /** A capture has begun and has brought no frame yet. */
  private awaiting = false;
  private next: NodeJS.Timeout | undefined;

  constructor(cdp: CdpClient, sendFrame: (message: Buffer) => void) {
    this.cdp = cdp;
    this.sendFrame = sendFrame;
  }

  /** Streams this tab from now on, at this size. Every `start` brings a frame of the tab as it is. */
  start(tab: string, viewport: Viewport): void {
    const before = this.tab === tab ? this.taken : undefined;
    this.stop();
    this.tab = tab;
    this.viewport = viewport;
    // What is still under way of the capture before is known by its number.
    this.taken = before && { ...before, data: '' };
    this.capture(firstFrameMs);
  }

  stop(): void {
    this.rest();
    if (this.tab) this.cdp.post('Page.stopScreencast', {}, this.tab);
    this.tab = undefined;
    this.newest = undefined;
  }

  /** Takes `Page.screencastFrame` and acknowledges it to Chromium at once, whatever the page does. */
  take(tab: string, frame: ScreencastFrame): void {
    this.cdp.post('Page.screencastFrameAck', { sessionId: frame.sessionId }, tab);
    if (tab !== this.tab) return;
    const before = this.taken;
    const now = performance.now();
    const crowded = now - this.takenAt < crowdedMs;
    this.taken = frame;
    this.takenAt = now;
    if (this.awaiting) {
      // The first frame of a capture shows the tab as it is; what is left of the capture before does not count.
      if (frame.sessionId !== before?.sessionId) this.rest();
    } else if (crowded || this.next) {
      this.rest();
      this.next = setTimeout(() => this.captureAnew(firstFrameMs), restMs);
    }
    if (frame.data === before?.data) return;
    this.newest = frame;
    this.flush();
  }

  private rest(): void {
    this.awaiting = false;
    clearTimeout(this.next);
    this.next = undefined;
  }

  private captureAnew(patience: number): void {
    this.cdp.post('Page.stopScreencast', {}, this.tab);
    this.capture(patience);
  }

  private capture(patience: number): void {
    this.awaiting = true;
    this.next = setTimeout(() => this.captureAnew(Math.min(patience * 2, longestWaitMs)), patience);
    const { width, height } = this.viewport;
    // Never everyNthFrame: it delays typing and loses last changes.
    this.cdp.post(
      'Page.startScreencast',
      { format: 'jpeg', quality: 60, maxWidth: width, maxHeight: height },
      this.tab,
    );
  }

  /** The page has shown the frames up to this one. */
  acknowledge(sequence: number): void {
    if (sequence > this.sent) return;
    this.acknowledged = Math.max(this.acknowledged, sequence);
    this.flush();
  }

  private flush(): void {
    const frame = this.newest;
    if (!frame || this.sent - this.acknowledged >= streamLimits.ackWindow) return;
    this.newest = undefined;
    this.sent += 1;
    const { deviceWidth, deviceHeight } = frame.metadata;
    const header = encodeFrameHeader(this.sent, Math.round(deviceWidth), Math.round(deviceHeight));
    this.sendFrame(Buffer.concat([header, Buffer.from(frame.data, 'base64')]));
  }
}
