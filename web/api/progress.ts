import { progressEvent, type ProgressEvent } from '#shared/contract/progress.ts';

export interface ProgressListener {
  onEvent: (event: ProgressEvent) => void;
  /** True while events can arrive, false while the line is being made again. */
  onLine: (connected: boolean) => void;
}

const firstPauseMs = 1000;
const longestPauseMs = 15_000;
/** The browser's own pause between two answers is about 3 s; only what lasts longer is worth a word. */
const quietMs = 6000;

/**
 * Follows a job's progress until it is told to stop. The browser's own EventSource resumes when an answer ends, and
 * gives up for good when an answer is not a success; then a new one is made after a growing pause. Events seen
 * before are skipped by their number.
 */
export function followProgress(jobId: string, listener: ProgressListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let lastSeen = -1;

  const open = () => {
    source = new EventSource(`/api/progress/${encodeURIComponent(jobId)}`);
    source.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      clearTimeout(quiet);
      quiet = undefined;
      listener.onLine(true);
    });
    source.addEventListener('progress', (message: MessageEvent<string>) => {
      const sequence = Number(message.lastEventId);
      if (message.lastEventId !== '' && sequence <= lastSeen) return;
      if (message.lastEventId !== '') lastSeen = sequence;
      const parsed = progressEvent.safeParse(safeJson(message.data));
      if (parsed.success) listener.onEvent(parsed.data);
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) {
        quiet ??= setTimeout(() => listener.onLine(false), quietMs);
        return;
      }
      listener.onLine(false);
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
  };

  open();
  return () => {
    clearTimeout(timer);
    clearTimeout(quiet);
    source?.close();
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
