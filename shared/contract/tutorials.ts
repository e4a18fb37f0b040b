import * as z from 'zod';
import { jobStatus } from './pipeline.ts';
import { explanations, regionKinds } from './redaction.ts';
import { reviewScore } from './review.ts';
import { tutorialLanguage } from './tutorial-language.ts';

/** In CSS pixels of the frame's viewport. */
export const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Box = z.infer<typeof box>;

export const frame = z.object({
  assetId: z.uuid(),
  /** Size of the stored picture in pixels. */
  width: z.number().int(),
  height: z.number().int(),
  /** The element the step acts on, in pixels of the stored picture. */
  highlight: box.nullable(),
  /** How many regions were made unreadable, by kind. */
  redactions: z.partialRecord(z.enum(regionKinds), z.number().int()),
  /** The same regions by why they were; empty once the audit of a picture is older than it is kept. */
  why: z.partialRecord(z.enum(explanations), z.number().int()),
});
export type Frame = z.infer<typeof frame>;

export const actionsDone = [
  'select',
  'double',
  'hover',
  'type',
  'choose',
  'check',
  'press',
  'scroll',
  'drag',
  'navigate',
  'wait',
  'stopped',
] as const;

export const step = z.object({
  id: z.uuid(),
  position: z.number().int(),
  /** One imperative sentence; `**label**` marks a label exactly as the platform shows it. */
  text: z.string(),
  /** Why the step is needed, one sentence, or empty. */
  why: z.string(),
  frame: frame.nullable(),
  /**
   * What was done, while there is no text: of a run that stopped before its goal. `stopped` is the page it ended on,
   * `name` then the kind of end and `value` why, in words.
   */
  did: z.object({ kind: z.enum(actionsDone), name: z.string(), value: z.string() }).optional(),
});
export type Step = z.infer<typeof step>;

/** `making` until its job is done; a failed job leaves it `failed`, which a retry turns back. */
export const tutorialStatuses = ['making', 'ready', 'failed'] as const;

export const tutorialSummary = z.object({
  id: z.uuid(),
  jobId: z.uuid(),
  title: z.string(),
  goal: z.string(),
  /** What it was asked for in; the offline model may have written another. */
  language: tutorialLanguage,
  /** True when the rule-based stand-in wrote it. */
  offlineModel: z.boolean(),
  platformName: z.string(),
  status: z.enum(tutorialStatuses),
  jobStatus,
  score: z.number().int().nullable(),
  firstFrameId: z.uuid().nullable(),
  stepCount: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type TutorialSummary = z.infer<typeof tutorialSummary>;
export const tutorialList = z.object({ tutorials: z.array(tutorialSummary) });

export const tutorial = tutorialSummary.extend({
  platformUrl: z.string(),
  summary: z.string(),
  beforeYouStart: z.array(z.string()),
  steps: z.array(step),
  result: z.string(),
  troubleshooting: z.array(z.string()),
  review: reviewScore.nullable(),
  /** The tutorial that this one is a draft for. */
  rerunOf: z.uuid().nullable(),
  /** Its own draft: the script was run again. */
  draft: z
    .object({
      tutorialId: z.uuid(),
      jobId: z.uuid(),
      status: z.enum(tutorialStatuses),
      /** Its plan waits for an approval. */
      waits: z.boolean().optional(),
      /** The step, from 1, that could neither be done again nor be mended. */
      stoppedAt: z.number().int().optional(),
    })
    .nullable(),
});
export type Tutorial = z.infer<typeof tutorial>;
