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

export interface StateDeps {
  db: Database;
  now: () => Date;
}

/** What a state does for one job: safe to repeat, returns counts for the execution's history. */
export type StateWork<D extends StateDeps> = (deps: D, job: JobRow, input: StateInput) => Promise<StateCounts>;

/** Percent a state starts from: where the one before it ends. */
function startPercent(name: PipelineState): number {
  const index = pipelineStates.findIndex((state) => state.name === name);
  return pipelineStates[index - 1]?.percent ?? 0;
}

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
      await reportProgress(deps.db, input, name, startPercent(name));
      const counts = await work(deps, job, input);
      log('state.done', { state: name, jobId: input.jobId, attempt: input.attempt, ...counts });
      return counts;
    } catch (error) {
      throw namedError(name, input, error);
    }
  };
}

export function namedError(state: string, input: StateInput, error: unknown): Error {
  const code = error instanceof ProductError ? error.code : 'INTERNAL';
  const id = logError('state.failed', error, { state, jobId: input.jobId, attempt: input.attempt, code });
  const named = new Error(`${code} (${id})`);
  named.name = code;
  named.stack = `${code} (${id})`;
  return named;
}
