import * as z from 'zod';

/** What code checks in a tutorial before the model scores it. Each name is a thing that must not be. */
export const reviewGates = [
  'no_evidence',
  'foreign_label',
  'no_highlight',
  'unapproved_change',
  'personal_data',
  'unchecked_picture',
  'no_picture',
  'same_picture',
  'no_text',
] as const;
export type ReviewGate = (typeof reviewGates)[number];

/** One thing that a gate found: where, and the label or the other step that it is about. */
export const reviewFinding = z.object({
  gate: z.enum(reviewGates),
  /** Null where it is about the tutorial as a whole. */
  step: z.number().int().nullable(),
  /** A label of the platform, or the position of another step; empty where there is none. */
  about: z.string(),
});
export type ReviewFinding = z.infer<typeof reviewFinding>;

export const reviewScore = z.object({
  total: z.number().int().min(0).max(100),
  reasons: z.array(z.object({ criterion: z.string(), points: z.number(), of: z.number(), reason: z.string() })),
  /** What the gates found in the tutorial as it is delivered. */
  findings: z.array(reviewFinding).default([]),
  /** Whether the texts were written once more because of what the first look found. */
  improved: z.boolean().default(false),
  needsYourLook: z.boolean(),
});
export type ReviewScore = z.infer<typeof reviewScore>;
