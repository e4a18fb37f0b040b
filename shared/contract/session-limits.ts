import * as z from 'zod';

const hour = z.number().int().min(0).max(24);

/** What a deployment allows its browser sessions; the defaults are sized for two cores. Times are in seconds. */
export const sessionLimits = z.object({
  /** Streamed sessions at once (C8); one more waits its turn. */
  streams: z.number().int().min(1).default(4),
  /** Driven sessions at once: jobs that check or walk a platform. */
  drives: z.number().int().min(1).default(4),
  /** How long a session waits for a page whose line is cut. */
  graceSeconds: z.number().min(0).default(30),
  /** Without input from the user. */
  idleSeconds: z.number().positive().default(600),
  totalSeconds: z.number().positive().default(900),
  /** Browsers that are started ahead, so that a session begins at once. */
  warm: z
    .object({
      size: z.number().int().min(0).default(1),
      /** Part of the day in which they are kept, in this time zone. */
      fromHour: hour.default(7),
      toHour: hour.default(22),
      timeZone: z.string().default('Asia/Bangkok'),
    })
    .prefault({}),
});
export type SessionLimits = z.infer<typeof sessionLimits>;

export function readSessionLimits(json: string): SessionLimits {
  return sessionLimits.parse(JSON.parse(json));
}
