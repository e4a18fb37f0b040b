import { queryOptions } from '@tanstack/react-query';
import { sharedTutorial, sharing, showcase, type CreateLinkRequest } from '#shared/contract/sharing.ts';
import { callApi } from './client.ts';

export const sharingQuery = (tutorialId: string) =>
  queryOptions({
    queryKey: ['sharing', tutorialId],
    queryFn: ({ signal }) => callApi(`/sharing/${encodeURIComponent(tutorialId)}`, { answer: sharing, signal }),
  });

const change = (method: 'POST' | 'DELETE', path: string, body?: unknown) =>
  callApi(`/sharing/${path}`, { method, ...(body === undefined ? {} : { body }), answer: sharing });

export const confirmLookOver = (tutorialId: string, frames: string[]) =>
  change('POST', `${tutorialId}/look-over`, { frames });
export const createShareLink = (tutorialId: string, request: CreateLinkRequest) =>
  change('POST', `${tutorialId}/links`, request);
export const revokeShareLink = (tutorialId: string, linkId: string) =>
  change('DELETE', `${tutorialId}/links/${linkId}`);
export const publishTutorial = (tutorialId: string) => change('POST', `${tutorialId}/publication`);
export const unpublishTutorial = (tutorialId: string) => change('DELETE', `${tutorialId}/publication`);

/** How somebody without an account came to a tutorial. */
export type Way = { link: string } | { showcase: string };

const pathOf = (way: Way) =>
  'link' in way
    ? `/public/links/${encodeURIComponent(way.link)}`
    : `/public/showcase/${encodeURIComponent(way.showcase)}`;

export const sharedTutorialQuery = (way: Way) =>
  queryOptions({
    queryKey: ['shared', way],
    queryFn: ({ signal }) => callApi(pathOf(way), { answer: sharedTutorial, signal }),
  });

export const sharedFrameUrl = (way: Way, assetId: string) => `/api${pathOf(way)}/frames/${assetId}`;

export const showcaseQuery = queryOptions({
  queryKey: ['showcase'],
  queryFn: async ({ signal }) => (await callApi('/public/showcase', { answer: showcase, signal })).tutorials,
});
