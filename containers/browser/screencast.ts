import type { CdpClient } from './cdp.ts';
import type { CapturedFrame } from './frame-encoder.ts';
import { jpegSize } from './jpeg-size.ts';

export interface Viewport {
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  scale: number;
}

/** A tab that shows another size than asked for is put right after this time, in which a size asked for has come. */
const mendSizeMs = 500;
/** A scale that is no whole number rounds. */
const roundingPx = 2;

/** Where the frames go. */
export interface FrameSink {
  /** Nothing that was offered before counts any more. */
  reset(): void;
  /** Takes a frame that differs from the one before. */
  offer(frame: CapturedFrame): void;
}

interface ScreencastFrame {
  data: string;
  sessionId: number;
  /** When it was taken: seconds since 1970. */
  metadata?: { timestamp?: number };
}

/** Chromium takes no picture while this many wait for their acknowledgement. */
const mostUnderWay = 3;
/** An acknowledgement is heard this much later than it was given, at most. */
const hearMs = 20;
/** So long after the last frame that may have had a lost successor the tab is captured anew. */
const restMs = 250;
/**
 * A capture that brings no frame in this time is begun again, each time with twice the patience: one that begins while a
 * page takes the place of another brings none.
 */
const firstFrameMs = 100;
const longestWaitMs = 4_000;

/**
 * Captures one tab's frames in CSS pixels, whatever its scale is: Chromium's screencast has no others. The size that
 * comes with a frame is in one pixel or the other when the scale is not 1, so the picture itself is asked.
 *
 * Chromium does its own forgetting: while three frames wait for an acknowledgement it throws away whatever else changes,
 * and when the tab then rests, its last state is never sent. So a tab that rests after such a crowd is captured anew,
 * which always begins with a frame of the tab as it is.
 */
export class Screencast {
  private readonly cdp: CdpClient;
  private readonly sink: FrameSink;
  private readonly mendSize: (tab: string) => void;
  private mending: NodeJS.Timeout | undefined;
  private tab: string | undefined;
  private viewport: Viewport = { width: 0, height: 0, scale: 1 };
  private taken: ScreencastFrame | undefined;
  /** When the last frames were acknowledged, in ms since 1970. */
  private readonly acknowledged: number[] = [];
  /** A capture has begun and has brought no frame yet. */
  private awaiting = false;
  private next: NodeJS.Timeout | undefined;

  /** `mendSize` is called for a tab whose page has changed the size of its window. */
  constructor(cdp: CdpClient, sink: FrameSink, mendSize: (tab: string) => void = () => undefined) {
    this.cdp = cdp;
    this.sink = sink;
    this.mendSize = mendSize;
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
    this.sized();
    if (this.tab) this.cdp.post('Page.stopScreencast', {}, this.tab);
    this.tab = undefined;
    this.sink.reset();
  }

  /** Takes `Page.screencastFrame` and acknowledges it to Chromium at once, whatever the page does. */
  take(tab: string, frame: ScreencastFrame): void {
    this.cdp.post('Page.screencastFrameAck', { sessionId: frame.sessionId }, tab);
    if (tab !== this.tab) return;
    const before = this.taken;
    const crowded = this.crowded(frame);
    this.taken = frame;
    if (this.awaiting) {
      // The first frame of a capture shows the tab as it is; what is left of the capture before does not count.
      if (frame.sessionId !== before?.sessionId) this.rest();
    } else if (crowded || this.next) {
      this.rest();
      this.next = setTimeout(() => this.captureAnew(firstFrameMs), restMs);
    }
    if (frame.data === before?.data) return;
    const jpeg = Buffer.from(frame.data, 'base64');
    const size = jpegSize(jpeg);
    if (!size) return;
    this.sink.offer({ jpeg, ...size });
    const { width, height } = this.viewport;
    if (Math.abs(size.width - width) <= roundingPx && Math.abs(size.height - height) <= roundingPx) this.sized();
    else
      this.mending ??= setTimeout(() => {
        this.sized();
        this.mendSize(tab);
      }, mendSizeMs);
  }

  /** Whether so many frames were under way when this one was taken that Chromium may have thrown its successor away. */
  private crowded({ metadata }: ScreencastFrame): boolean {
    const takenAt = (metadata?.timestamp ?? 0) * 1_000;
    const underWay = this.acknowledged.filter((at) => at + hearMs > takenAt).length + 1;
    this.acknowledged.push(Date.now());
    if (this.acknowledged.length >= mostUnderWay) this.acknowledged.shift();
    return underWay >= mostUnderWay;
  }

  private sized(): void {
    clearTimeout(this.mending);
    this.mending = undefined;
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
}
