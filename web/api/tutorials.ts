import { queryOptions } from '@tanstack/react-query';
import { tutorial, tutorialList } from '#shared/contract/tutorials.ts';
import { callApi } from './client.ts';

export const tutorialsQuery = queryOptions({
  queryKey: ['tutorials'],
  queryFn: async ({ signal }) => (await callApi('/tutorials', { answer: tutorialList, signal })).tutorials,
});

export const tutorialQuery = (id: string) =>
  queryOptions({
    queryKey: ['tutorials', id],
    queryFn: ({ signal }) => callApi(`/tutorials/${encodeURIComponent(id)}`, { answer: tutorial, signal }),
  });

export const deleteTutorial = (id: string) => callApi(`/tutorials/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** Address of a stored picture; the session cookie opens it. */
export const frameUrl = (tutorialId: string, assetId: string) => `/api/tutorials/${tutorialId}/frames/${assetId}`;
