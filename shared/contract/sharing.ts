import * as z from 'zod';
import { tutorialLanguage } from './tutorial-language.ts';
import { step } from './tutorials.ts';

/** The frames that somebody has looked over, by their ids: a picture that changes gets another id. */
export const lookOverRequest = z.object({ frames: z.array(z.uuid()).max(1000) });

export const linkLifetimes = [1, 7, 30, 90] as const;

export const createLinkRequest = z.object({
  /** Null: until it is revoked. */
  days: z.union(linkLifetimes.map((days) => z.literal(days))).nullable(),
});
export type CreateLinkRequest = z.infer<typeof createLinkRequest>;

const shareLink = z.object({
  id: z.uuid(),
  url: z.url(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});

/** Who besides the owner can read a tutorial, and whether the owner may let them. */
export const sharing = z.object({
  /** The newest look over the pictures; `current` while no picture has changed since (R7). */
  lookOver: z.object({ at: z.iso.datetime(), current: z.boolean() }).nullable(),
  /** Where pictures came in since the newest look: those that it covers, and that the next one may leave out. */
  spared: z.array(z.uuid()),
  /** Links that still work. */
  links: z.array(shareLink),
  publishedAt: z.iso.datetime().nullable(),
  /** True when a picture came in that nobody has looked over: links and showcase show nothing until then. */
  paused: z.boolean(),
});
export type Sharing = z.infer<typeof sharing>;

/** A tutorial as others see it: nothing about its owner, its goal or its making. */
export const sharedTutorial = z.object({
  title: z.string(),
  platformName: z.string(),
  language: tutorialLanguage,
  summary: z.string(),
  beforeYouStart: z.array(z.string()),
  steps: z.array(step),
  result: z.string(),
  troubleshooting: z.array(z.string()),
});
export type SharedTutorial = z.infer<typeof sharedTutorial>;

export const showcase = z.object({
  tutorials: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      platformName: z.string(),
      language: tutorialLanguage,
      stepCount: z.number().int(),
      firstFrameId: z.uuid().nullable(),
      publishedAt: z.iso.datetime(),
    }),
  ),
});
export type ShowcaseEntry = z.infer<typeof showcase>['tutorials'][number];

/** Path of the page that a share link opens. */
export const sharedPagePath = (token: string) => `/s/${token}`;
