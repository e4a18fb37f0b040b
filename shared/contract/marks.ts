import * as z from 'zod';

/** A place that the redaction missed, in pixels of the stored picture. */
const markedBox = z.object({
  x: z.number().min(0),
  y: z.number().min(0),
  width: z.number().min(4).max(20_000),
  height: z.number().min(4).max(20_000),
});

export const boxesLimit = 40;

export const markRequest = z.object({
  /** Made by the page for each confirmation: a request sent twice marks once. */
  requestKey: z.uuid(),
  boxes: z.array(markedBox).min(1).max(boxesLimit),
});
export type MarkRequest = z.infer<typeof markRequest>;

/** The frame that took the marked one's place; the old one is gone, and so is its address. */
export const markAnswer = z.object({ assetId: z.uuid() });
