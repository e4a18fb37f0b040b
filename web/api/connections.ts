import { queryOptions } from '@tanstack/react-query';
import {
  connectionList,
  siteInfo,
  startConnectionAnswer,
  type StartConnectionRequest,
} from '#shared/contract/connections.ts';
import { callApi } from './client.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await callApi('/connections', { answer: connectionList, signal })).connections,
});

/** What this installation offers; it does not change while a page is open. */
export const siteQuery = queryOptions({
  queryKey: ['site'],
  staleTime: Infinity,
  queryFn: ({ signal }) => callApi('/connections/site', { answer: siteInfo, signal }),
});

export const startConnection = (request: StartConnectionRequest) =>
  callApi('/connections', { method: 'POST', body: request, answer: startConnectionAnswer });

export const revokeConnection = (id: string) => callApi(`/connections/${id}`, { method: 'DELETE' });

export const setPlanApproval = (id: string, approvePlans: boolean) =>
  callApi(`/connections/${id}/plan-approval`, { method: 'PUT', body: { approvePlans } });
