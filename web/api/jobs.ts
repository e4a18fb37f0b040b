import { queryOptions } from '@tanstack/react-query';
import { job, type CreateJobRequest } from '#shared/contract/jobs.ts';
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
