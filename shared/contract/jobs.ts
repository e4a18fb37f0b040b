import * as z from 'zod';
import { language } from './accounts.ts';
import { typedText } from './text.ts';
import { errorCodes } from './errors.ts';
import { jobStatus } from './pipeline.ts';

export const goalLimit = 500;

export const createJobRequest = z.object({
  connectionId: z.uuid(),
  goal: typedText().trim().min(1, 'say what the tutorial is to show').max(goalLimit, `at most ${goalLimit} characters`),
  language: language.default('en'),
  /** Made by the page, one per press of the button: a request sent twice makes one tutorial (T1). */
  requestKey: z.uuid(),
});
export type CreateJobRequest = z.input<typeof createJobRequest>;

export const job = z.object({
  id: z.uuid(),
  tutorialId: z.uuid(),
  goal: z.string(),
  language,
  status: jobStatus,
  percent: z.number().int(),
  errorCode: z.enum(errorCodes).nullable(),
  attempt: z.number().int(),
  createdAt: z.iso.datetime(),
  connection: z.object({ id: z.uuid(), displayName: z.string() }).nullable(),
});
export type Job = z.infer<typeof job>;
