import { stream } from 'hono/streaming';
import type { progressTiming } from '#shared/contract/progress.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { requireAccount } from '#shared/http/sign-in-session.ts';
import { idParam } from '#shared/http/valid-json.ts';
import { logError } from '#shared/log/log.ts';
import { startingPoint } from './starting-point.ts';
import { watchJob } from './watch-job.ts';

export interface ProgressDeps extends ApiDeps {
  /** Milliseconds, as `progressTiming`. */
  timing: Record<keyof typeof progressTiming, number>;
}

/** `/api/progress`: Server-Sent Events of one's own job. */
export function progressApi(deps: ProgressDeps) {
  const app = createApp(deps, 'progress');
  app.use(requireAccount(deps));
  app.get('/:jobId', async (c) => {
    const jobId = idParam(c, 'jobId');
    const start = await startingPoint(deps, c.var.account.id, jobId, c.req.header('Last-Event-ID'));
    // 204 is how a server tells an EventSource that there is nothing more to come back for.
    if (start.over) return c.body(null, 204);
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    c.header('X-Accel-Buffering', 'no');
    return stream(
      c,
      (out) => watchJob(deps, jobId, start.after, out),
      async (error) => {
        logError('progress.broken', error, { jobId });
      },
    );
  });
  return app;
}
