import { ProductError } from '#shared/contract/errors.ts';
import {
  pipelineStates,
  stateInput,
  type PipelineState,
  type StateCounts,
  type StateInput,
} from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';
import { jobOfAttempt, reportProgress, type JobRow } from '#shared/db/jobs.ts';
import { log, logError } from '#shared/log/log.ts';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import { openJobLedger } from '#shared/model/job-ledger.ts';

export interface StateDeps {
  db: Database;
  now: () => Date;
  model?: ModelDeps;
}

/** What a state does for one job: safe to repeat, returns counts for the execution's history. */
export type StateWork<D extends StateDeps> = (deps: D, job: JobRow, input: StateInput) => Promise<StateCounts>;

const placeOf = (name: PipelineState) => pipelineStates.findIndex((state) => state.name === name);

/** Percent a state starts from: where the one before it ends. */
function startPercent(name: PipelineState): number {
  return pipelineStates[placeOf(name) - 1]?.percent ?? 0;
}

/** Time a state keeps for itself when it asks the model, so that it can still say why it stops. */
const ownMs = 10_000;

/**
 * The edge of every state: checks the input, shows the state as the job's status, and turns whatever is thrown into an
 * error whose name Step Functions can match and whose text holds a code and an id alone.
 */
export function stateHandler<D extends StateDeps>(name: PipelineState, makeDeps: () => D, work: StateWork<D>) {
  let deps: D | undefined;
  return async (event: unknown): Promise<StateCounts> => {
    const input = stateInput.parse(event);
    try {
      deps ??= makeDeps();
      const job = await jobOfAttempt(deps.db, input);
      if (job.resume_from && placeOf(name) < placeOf(job.resume_from)) return { kept: 1 };
      await reportProgress(deps.db, input, name, startPercent(name));
      const counts = await askingWork(deps, name, job, input, work);
      log('state.done', { state: name, jobId: input.jobId, attempt: input.attempt, ...counts });
      return counts;
    } catch (error) {
      throw namedError(name, input, error);
    }
  };
}

/** Does the work; what it asks the model is written down for the job, kept within its budget and within the state's time. */
async function askingWork<D extends StateDeps>(
  deps: D,
  name: PipelineState,
  job: JobRow,
  input: StateInput,
  work: StateWork<D>,
): Promise<StateCounts> {
  if (!deps.model) return work(deps, job, input);
  const ledger = await openJobLedger(deps.db, input, name);
  const deadline = Date.now() + pipelineStates[placeOf(name)]!.timeoutSeconds * 1000 - ownMs;
  const counts = await work({ ...deps, model: { ...deps.model, ledger, deadline } }, job, input);
  return { ...counts, ...ledger.counts() };
}

export function namedError(state: string, input: StateInput, error: unknown): Error {
  const code = error instanceof ProductError ? error.code : 'INTERNAL';
  const id = logError('state.failed', error, { state, jobId: input.jobId, attempt: input.attempt, code });
  const named = new Error(`${code} (${id})`);
  named.name = code;
  named.stack = `${code} (${id})`;
  return named;
}
