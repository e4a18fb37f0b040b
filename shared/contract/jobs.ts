import * as z from 'zod';
import { typedText } from './text.ts';
import { tutorialLanguage } from './tutorial-language.ts';
import { errorCodes } from './errors.ts';
import { jobStatus } from './pipeline.ts';
import { plan } from './plan.ts';

export const goalLimit = 500;

export const createJobRequest = z.object({
  connectionId: z.uuid(),
  goal: typedText().trim().min(1, 'say what the tutorial is to show').max(goalLimit, `at most ${goalLimit} characters`),
  language: tutorialLanguage.default('en'),
  /** Whether a plan that changes data is to wait for the user; else as the connection says. */
  approvePlan: z.boolean().optional(),
  /** Made by the page, one per press of the button: a request sent twice makes one tutorial (T1). */
  requestKey: z.uuid(),
});
export type CreateJobRequest = z.input<typeof createJobRequest>;

export const job = z.object({
  id: z.uuid(),
  tutorialId: z.uuid(),
  goal: z.string(),
  language: tutorialLanguage,
  status: jobStatus,
  percent: z.number().int(),
  errorCode: z.enum(errorCodes).nullable(),
  attempt: z.number().int(),
  createdAt: z.iso.datetime(),
  /** Steps that a run which stopped before its goal left as a draft for its owner. */
  keptSteps: z.number().int(),
  /** It runs a finished tutorial again, the whole of it or up to one step; the tutorial stays as it is meanwhile. */
  rerun: z.enum(['whole', 'step']).nullable(),
  /** The tutorial whose steps it does again, all of them or one alone. */
  rerunOf: z.uuid().nullable(),
  /** Null until it is made. */
  plan: plan.nullable(),
  connection: z.object({ id: z.uuid(), displayName: z.string() }).nullable(),
});
export type Job = z.infer<typeof job>;
