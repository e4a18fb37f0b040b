import * as z from 'zod';
import { typedText } from './text.ts';

/** `none` only looks around, `changes` creates or changes data, `risky` cannot be taken back or reaches other people. */
export const planRisks = ['none', 'changes', 'risky'] as const;

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

/** Days that a plan waits for its user before the job ends. */
export const planWaitsDays = 7;

const valueLimit = 500;

export const approvePlanRequest = z.object({
  /** The attempt whose plan was looked at: an approval never meets a newer plan. */
  attempt: z.number().int().positive(),
  /** Every value of the plan, in its order, as the user wants it typed. */
  values: z.array(typedText().trim().min(1).max(valueLimit)).max(100),
});
export type ApprovePlanRequest = z.infer<typeof approvePlanRequest>;

export const declinePlanRequest = approvePlanRequest.pick({ attempt: true });

/** Whether anything on the platform will be other than before. */
export function changesData({ changes, steps }: Pick<Plan, 'changes' | 'steps'>): boolean {
  return changes.length > 0 || steps.some(({ risk = 'none' }) => risk !== 'none');
}

/** A value that nobody gave and that has no sensible sample is asked for, whatever the settings say. */
export function asksForValues({ values }: Pick<Plan, 'values'>): boolean {
  return values.some(({ value }) => value.trim() === '');
}
