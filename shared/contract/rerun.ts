import * as z from 'zod';
import { tutorialLanguage } from './tutorial-language.ts';
import { step } from './tutorials.ts';

export const rerunRequest = z.object({
  tutorialId: z.uuid(),
  /** Takes this step of it anew, and no other. */
  stepId: z.uuid().optional(),
});
export type RerunRequest = z.infer<typeof rerunRequest>;

/** One step of a draft beside the step it would replace. */
export const stepChange = z.object({
  /** `same`: the same words and a fresh picture. */
  kind: z.enum(['same', 'changed', 'added', 'removed']),
  before: step.nullable(),
  after: step.nullable(),
  /** The script no longer fitted here, and the model found another way. */
  mended: z.boolean(),
  /** The step was done, and not all that it led to before was there. */
  unconfirmed: z.boolean(),
});
export type StepChange = z.infer<typeof stepChange>;

export const tutorialChanges = z.object({
  tutorialId: z.uuid(),
  draftId: z.uuid(),
  /** One step alone was taken anew: `changes` has no other. */
  retake: z.boolean(),
  title: z.string(),
  /** What its texts are written in. */
  language: tutorialLanguage,
  score: z.number().int().nullable(),
  needsYourLook: z.boolean(),
  changes: z.array(stepChange),
  /** Steps of the tutorial on whose picture somebody has covered something by hand: a new picture has no such cover. */
  coveredByHand: z.array(z.uuid()),
});
export type TutorialChanges = z.infer<typeof tutorialChanges>;
