import type { RedactedFrame } from '../redaction/frames.ts';
import type { ModelName, ModelTaskName, TokenUse } from './prices.ts';

/** How one request ended. `failed` means that no answer came: a rate limit, an overload, a lost line. */
export type CallOutcome = 'answered' | 'refused' | 'truncated' | 'empty' | 'malformed' | 'failed';

/** One request to the model, in counts alone. */
export interface ModelCall extends TokenUse {
  task: ModelTaskName;
  model: ModelName;
  outcome: CallOutcome;
  /** What the service said instead of an answer: an HTTP status, or 0 where nothing came back. */
  status: number;
  costMicros: number;
  /** Time of the request without the pause before it. */
  ms: number;
}

/** Where a job's requests are written down, and what keeps it within its budget. */
export interface ModelLedger {
  /** Throws BUDGET_SPENT when the job has used up its tokens or its money. */
  admit: () => void;
  /** Told of the pictures of a request before it is sent. */
  sends?: (pictures: readonly RedactedFrame[]) => Promise<void>;
  record: (call: ModelCall) => Promise<void>;
}

/**
 * What one attempt of a job may use. A tutorial of eight steps takes about 150,000 tokens and 0.06 $; a walk that needs
 * eight times that goes nowhere.
 */
export const jobBudget = { tokens: 1_500_000, costMicros: 500_000 } as const;

export const noTokens: TokenUse = { input: 0, cacheRead: 0, cacheWritten: 0, output: 0 };
