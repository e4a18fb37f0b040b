import type { PipelineState } from '#shared/contract/pipeline.ts';

/**
 * What one tutorial of eight steps uses. Seconds of our own states come from executions of the local run (rounded up);
 * `modelSeconds` is what Claude's answers add to the states that ask it, as billed time of a waiting function.
 */
export const tutorialUsage = {
  stateSeconds: {
    authenticate: 4,
    plan: 1,
    capture: 40,
    redact: 8,
    analyze: 1,
    generate: 1,
    review: 1,
    publish: 1,
    notify: 1,
  } satisfies Record<PipelineState, number>,
  modelSeconds: { plan: 8, capture: 40, analyze: 15, generate: 15, review: 10 } as Partial<
    Record<PipelineState, number>
  >,
  /** Upper bound that the agent's benchmark holds. */
  modelDollars: 0.06,
  /** Seconds of browser tasks: authenticate's and capture's, with their start. */
  browserSeconds: 120,
  /** Calls of the page while it asks, waits and reads. */
  apiRequests: 60,
  apiSeconds: 0.08,
  /** The page listens for as long as the job runs. */
  progressSeconds: 150,
  frames: 9,
  frameMb: 0.06,
  /** Times a finished tutorial is read. */
  reads: 20,
  logKb: 40,
} as const;

/** What goes on while nobody is there. */
export const idleUsage = {
  /** A call by the schedule that finds nothing to do. */
  scheduledSeconds: 0.3,
  /** Container Insights of one cluster, one service and two task families, by the list in its documentation. */
  insightsMetrics: 50,
} as const;

/** What one sign-in through the streamed browser uses. */
export const signInUsage = {
  browserSeconds: 120,
  /** Frames of a form that is filled in. */
  streamedMb: 6,
  apiRequests: 12,
  logKb: 4,
} as const;
