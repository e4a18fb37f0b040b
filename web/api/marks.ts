import { markAnswer, type MarkRequest } from '#shared/contract/marks.ts';
import { callApi } from './client.ts';

export const markFrame = (tutorialId: string, assetId: string, request: MarkRequest) =>
  callApi(`/marks/${tutorialId}/frames/${assetId}`, { method: 'POST', body: request, answer: markAnswer });
