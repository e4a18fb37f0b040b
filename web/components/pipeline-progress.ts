import {
  approvalState,
  pipelineStates,
  planPercent,
  type JobStatus,
  type PipelineState,
} from '#shared/contract/pipeline.ts';

/** The states a person follows, in order. */
export const shownStates: readonly PipelineState[] = pipelineStates.map((state) => state.name);

/** Percent a job in this state has reached at least: where the state before it ends. */
export function percentOf(status: JobStatus): number {
  if (status === 'done') return 100;
  if (status === approvalState) return planPercent;
  const index = pipelineStates.findIndex((state) => state.name === status);
  return pipelineStates[index - 1]?.percent ?? 0;
}

/** State that a percent belongs to, for a failed job, whose status no longer says where it stopped. */
export function stateAt(percent: number): PipelineState {
  return pipelineStates.find((state) => percent < state.percent)?.name ?? 'notify';
}
