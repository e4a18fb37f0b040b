import { queryOptions } from '@tanstack/react-query';
import { job } from '#shared/contract/jobs.ts';
import { tutorialChanges, type RerunRequest } from '#shared/contract/rerun.ts';
import { callApi } from './client.ts';

export const changesQuery = (tutorialId: string) =>
  queryOptions({
    queryKey: ['tutorials', tutorialId, 'changes'],
    queryFn: ({ signal }) =>
      callApi(`/tutorials/${encodeURIComponent(tutorialId)}/changes`, { answer: tutorialChanges, signal }),
  });

/** All of it, or one step alone. */
export const runAgain = (request: RerunRequest) =>
  callApi('/jobs/rerun', { method: 'POST', body: request, answer: job });

/** The whole draft, or one step of it alone. */
export const takeOver = (tutorialId: string, stepId?: string) =>
  callApi(`/tutorials/${encodeURIComponent(tutorialId)}/take-over${stepId ? `/${stepId}` : ''}`, { method: 'POST' });
