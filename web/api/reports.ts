import { queryOptions } from '@tanstack/react-query';
import type { MarkRequest } from '#shared/contract/marks.ts';
import {
  openedFrame,
  reportAnswer,
  reportQueue,
  type OwnReport,
  type ReportSubject,
  type ViewerReport,
} from '#shared/contract/reports.ts';
import { callApi } from './client.ts';

export const reportOwnFrame = (report: OwnReport) =>
  callApi('/reports/own', { method: 'POST', body: report, answer: reportAnswer });
export const reportSharedFrame = (report: ViewerReport) =>
  callApi('/reports/shared', { method: 'POST', body: report, answer: reportAnswer });

export const reportQueueQuery = queryOptions({
  queryKey: ['operators', 'reports'],
  refetchInterval: 60_000,
  queryFn: ({ signal }) => callApi('/operators/reports', { answer: reportQueue, signal }),
});

export const operatorSignIn = (key: string) => callApi('/operators/sign-in', { method: 'POST', body: { key } });
export const operatorSignOut = () => callApi('/operators/sign-out', { method: 'POST' });
export const queueFrame = (address: string, subject: ReportSubject) =>
  callApi('/operators/reports', { method: 'POST', body: { address, subject }, answer: reportQueue });
export const lookAtFrame = (reportId: string) =>
  callApi(`/operators/reports/${reportId}/look`, { method: 'POST', answer: openedFrame });
export const closeReport = (reportId: string) => callApi(`/operators/reports/${reportId}/close`, { method: 'POST' });
export const markOpenedFrame = (path: string, request: MarkRequest) =>
  callApi(`${path}/marks`, { method: 'POST', body: request });
