import * as z from 'zod';

/** The one ordered list of the workflow: CDK builds the state machine from it, the page its progress line. */
export const pipelineStates = [
  { name: 'authenticate', percent: 8, timeoutSeconds: 120, memoryMb: 1024, fails: 'jobs cannot check their sessions' },
  { name: 'plan', percent: 15, timeoutSeconds: 180, memoryMb: 256, fails: 'jobs stop before they are planned' },
  { name: 'capture', percent: 65, timeoutSeconds: 840, memoryMb: 2048, fails: 'jobs stop while walking the platform' },
  { name: 'redact', percent: 75, timeoutSeconds: 300, memoryMb: 2048, fails: 'frames are not promoted' },
  { name: 'analyze', percent: 82, timeoutSeconds: 180, memoryMb: 512, fails: 'steps are not explained' },
  { name: 'generate', percent: 90, timeoutSeconds: 180, memoryMb: 512, fails: 'step texts are not written' },
  { name: 'review', percent: 96, timeoutSeconds: 480, memoryMb: 512, fails: 'tutorials are not scored' },
  { name: 'publish', percent: 99, timeoutSeconds: 60, memoryMb: 256, fails: 'finished tutorials do not appear' },
  { name: 'notify', percent: 100, timeoutSeconds: 60, memoryMb: 256, fails: 'people are not told by mail' },
] as const;

export type PipelineState = (typeof pipelineStates)[number]['name'];

/** Percent at which a job waits for the approval of its plan. */
export const planPercent = 15;

/**
 * Where a job waits whose plan needs its user: the execution ends here, and the approval starts the next one. It is beside
 * the ordered states, because a job may never come here.
 */
export const approvalState = 'approval';

/** Name of the one failure path: it records the reason, tells the user, and the execution then fails. */
export const failureState = 'fail';

/** Step Functions' pause between tries of one state: a browser task needs seconds to be replaced, a rate limit tens. */
export const stateRetry = { intervalSeconds: 3, backoffRate: 3, maxAttempts: 2 } as const;

/**
 * How often a state that got no browser (BROWSERS_BUSY) is tried again. A try waits for its turn itself, for up to 100 s, so
 * this is about half an hour: within the hour after which a job that does not move is given up.
 */
export const busyRetry = { intervalSeconds: 20, backoffRate: 1, maxAttempts: 15 } as const;

/** States whose jobs have a browser or are about to have one: as many at once as there are places for walks. */
export const walkingStates = ['authenticate', 'plan', 'capture'] as const satisfies readonly PipelineState[];

/**
 * Ends of a walk that keep what was done so far: its frames go through the gate, and then the job fails with the code.
 * `capture` answers with the place in this list, from 1, as `stopped`.
 */
export const walkEndings = ['GOAL_NOT_REACHED', 'RECONNECT_REQUIRED', 'BUDGET_SPENT', 'MODEL_REFUSED'] as const;

/** Input of the execution and of every state. Ids only: Step Functions keeps its history for 90 days. */
export const stateInput = z.object({ jobId: z.uuid(), attempt: z.number().int().positive() });
export type StateInput = z.infer<typeof stateInput>;

/** What each state adds to the history: counts and codes only. */
export const stateCounts = z.record(z.string(), z.number());
export type StateCounts = z.infer<typeof stateCounts>;

/** Input of the failure path: what `Catch` puts beside the ids. `Cause` is not read. */
export const failureInput = stateInput.extend({ error: z.object({ Error: z.string() }).loose() });

/**
 * Body of the queue message that asks for a job. With `redrive` it is an operator's: the failed attempt that it names is
 * followed by the next one, as if its user had asked to try again.
 */
export const jobMessage = stateInput.extend({ redrive: z.literal(true).optional() });

/** A repeated message starts nothing twice, because an execution's name is unique for 90 days. */
export const executionName = ({ jobId, attempt }: StateInput) => `job-${jobId}-${attempt}`;

/** States of a job as users and operators see them. `done` and `failed` are final. */
export const jobStatuses = ['queued', ...pipelineStates.map((s) => s.name), approvalState, 'done', 'failed'] as const;
export type JobStatus = 'queued' | PipelineState | typeof approvalState | 'done' | 'failed';
export const jobStatus = z.enum(jobStatuses as unknown as [JobStatus, ...JobStatus[]]);

/** Nothing works on the job: it is over, or it waits for its user. */
export const isAtRest = (status: JobStatus) => status === 'done' || status === 'failed' || status === approvalState;

/** Jobs one user may have in the making at a time. */
export const jobsInTheMakingLimit = 3;
