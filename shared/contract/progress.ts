import * as z from 'zod';
import { jobStatus } from './pipeline.ts';

/**
 * The only shape that streams to the page (T5): a status, shown as text from the page's message files, and a percent.
 * SSE framing: `id: <sequence>`, `event: progress`, `data: <this as JSON>`; `: ping` comments in between.
 */
export const progressEvent = z.strictObject({
  status: jobStatus,
  percent: z.number().int().min(0).max(100),
});
export type ProgressEvent = z.infer<typeof progressEvent>;

/** How long one answer of the progress route lives before the page reconnects, and how often it pings. */
export const progressTiming = { lifetimeMs: 80_000, pingMs: 15_000, pollMs: 500 } as const;
