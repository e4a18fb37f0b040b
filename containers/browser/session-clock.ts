import type { SessionLimits } from '#shared/contract/session-limits.ts';
import type { EndsSoon } from '#shared/contract/stream.ts';

/** How long before its end a session says so, in seconds; a short limit says it in its last half. */
const noticeSeconds = { idle: 60, total: 120 };

/** How long a streamed session may still last. Times are those of `performance.now()`, in milliseconds. */
export class SessionClock {
  private readonly limits: Pick<SessionLimits, 'idleSeconds' | 'totalSeconds'>;
  private started = performance.now();
  private lastInput = this.started;
  private said: EndsSoon['why'] | undefined;

  constructor(limits: Pick<SessionLimits, 'idleSeconds' | 'totalSeconds'>) {
    this.limits = limits;
  }

  /** From its first message on: a browser may have been kept warm before. */
  start(now = performance.now()): void {
    this.started = this.lastInput = now;
  }

  input(now = performance.now()): void {
    this.lastInput = now;
  }

  /** `over`; or what is news: how soon it ends, null where that was put off; undefined where nothing is. */
  check(now = performance.now()): 'over' | EndsSoon | null | undefined {
    const { idleSeconds, totalSeconds } = this.limits;
    const idle = idleSeconds - (now - this.lastInput) / 1_000;
    const total = totalSeconds - (now - this.started) / 1_000;
    if (idle < 0 || total < 0) return 'over';
    const near = nearest(idle < noticeOf('idle', idleSeconds), total < noticeOf('total', totalSeconds));
    if (near === this.said) return undefined;
    this.said = near;
    return near ? { why: near, seconds: Math.ceil(near === 'idle' ? idle : total) } : null;
  }
}

const noticeOf = (why: EndsSoon['why'], limit: number) => Math.min(noticeSeconds[why], limit / 2);

/** What no input puts off counts more. */
const nearest = (idle: boolean, total: boolean) => (total ? 'total' : idle ? 'idle' : undefined);
