/** Weight of the newest measurement. */
const weight = 0.3;
/** Below this a frame's own time on the line drowns in noise. */
const tellingBytes = 6_000;
/** A shorter time is none: clocks and event loops are no finer. */
const finestMs = 0.5;

interface OnTheWay {
  sequence: number;
  bytes: number;
  sentAt: number;
}

/**
 * What the line to the page carries, learned from acknowledgements. A message of no size that is sent at s is
 * acknowledged at s + round trip; what comes later than that, or later than the acknowledgement before, is the time
 * that its bytes took, decoding included.
 */
export class LinkMeter {
  private readonly onTheWay: OnTheWay[] = [];
  private lastAt = 0;
  private roundTrip = Number.POSITIVE_INFINITY;
  /** Bytes in a millisecond; without limit until measured. */
  rate = Number.POSITIVE_INFINITY;

  /** Frames under way that are not acknowledged. */
  get inFlight(): number {
    return this.onTheWay.length;
  }

  sent(sequence: number, bytes: number, now: number): void {
    this.onTheWay.push({ sequence, bytes, sentAt: now });
  }

  /** Everything up to this frame has been shown. */
  acknowledged(sequence: number, now: number): void {
    while (this.onTheWay[0] && this.onTheWay[0].sequence <= sequence) this.measure(this.onTheWay.shift()!, now);
  }

  /** Another page, another line. */
  reset(): void {
    this.onTheWay.length = 0;
    this.roundTrip = Number.POSITIVE_INFINITY;
    this.rate = Number.POSITIVE_INFINITY;
  }

  private measure({ bytes, sentAt }: OnTheWay, now: number): void {
    const elapsed = now - sentAt;
    // A line that has become longer is believed slowly.
    this.roundTrip = Math.min(elapsed, this.roundTrip * 1.0005);
    const begun = Math.max(sentAt + this.roundTrip, this.lastAt);
    this.lastAt = now;
    if (bytes < tellingBytes) return;
    const rate = bytes / Math.max(finestMs, now - begun);
    this.rate = Number.isFinite(this.rate) ? this.rate + (rate - this.rate) * weight : rate;
  }
}
