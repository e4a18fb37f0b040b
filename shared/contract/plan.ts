import * as z from 'zod';

/** `none` only looks around, `changes` creates or changes data, `risky` cannot be taken back or reaches other people. */
const planRisks = ['none', 'changes', 'risky'] as const;

export const plan = z.object({
  title: z.string(),
  preconditions: z.array(z.string()),
  steps: z.array(
    z.object({
      /** What a person does, in a sentence. */
      intent: z.string(),
      risk: z.enum(planRisks).optional(),
    }),
  ),
  /** Values to type: given in the goal, a labelled sample, or empty, which only the user can fill. */
  values: z.array(z.object({ field: z.string(), value: z.string(), sample: z.boolean() })),
  /** What is created or changed on the platform, or nothing. */
  changes: z.array(z.string()),
  /** What is visible on the page when the goal is reached. */
  proof: z.string(),
});
export type Plan = z.infer<typeof plan>;
