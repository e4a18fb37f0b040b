import { queryOptions } from '@tanstack/react-query';
import { job, type CreateJobRequest } from '#shared/contract/jobs.ts';
import type { ApprovePlanRequest } from '#shared/contract/plan.ts';
import { callApi } from './client.ts';

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => callApi(`/jobs/${encodeURIComponent(id)}`, { answer: job, signal }),
  });

export const createJob = (request: CreateJobRequest) =>
  callApi('/jobs', { method: 'POST', body: request, answer: job });

export const retryJob = (id: string) =>
  callApi(`/jobs/${encodeURIComponent(id)}/retry`, { method: 'POST', answer: job });

export const approvePlan = (id: string, request: ApprovePlanRequest) =>
  callApi(`/jobs/${encodeURIComponent(id)}/approve`, { method: 'POST', body: request, answer: job });

export const declinePlan = (id: string, request: Pick<ApprovePlanRequest, 'attempt'>) =>
  callApi(`/jobs/${encodeURIComponent(id)}/decline`, { method: 'POST', body: request, answer: job });
