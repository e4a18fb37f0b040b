import * as z from 'zod';

/** Operators act on a report within this time (R6). */
export const reportHours = 24;
/** A report with less time left than this is near its end: the operators are told once more. */
export const nearDueHours = 4;

/** Whose report it is: the tutorial's owner, somebody who read it, or an operator who was told in another way. */
const reporters = ['owner', 'viewer', 'operator'] as const;
export type Reporter = (typeof reporters)[number];

/** What can still be read, as far as the reporter says. Never the data itself. */
export const reportSubjects = ['person', 'contact', 'number', 'photo', 'other'] as const;
export type ReportSubject = (typeof reportSubjects)[number];

const reportOutcomes = ['redacted', 'nothing_found'] as const;
export type ReportOutcome = (typeof reportOutcomes)[number];

const subject = z.enum(reportSubjects);
export const ownReport = z.object({ tutorialId: z.uuid(), assetId: z.uuid(), subject });
export type OwnReport = z.infer<typeof ownReport>;

/** From somebody who came by a share link or the showcase. */
export const viewerReport = z.object({
  way: z.union([z.object({ link: z.string().max(200) }), z.object({ showcase: z.uuid() })]),
  assetId: z.uuid(),
  subject,
});
export type ViewerReport = z.infer<typeof viewerReport>;

export const reportAnswer = z.object({ dueAt: z.iso.datetime() });

/** A report as operators see it in their queue: nothing of the tutorial, not even its title. */
const queuedReport = z.object({
  id: z.uuid(),
  reporter: z.enum(reporters),
  subject,
  createdAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
});
export type QueuedReport = z.infer<typeof queuedReport>;
export const reportQueue = z.object({ operator: z.string(), reports: z.array(queuedReport) });

export const operatorSignIn = z.object({ key: z.string().max(500) });

/** A frame that an operator was told of in another way, by its picture's address. */
export const frameByAddress = z.object({ address: z.string().max(500), subject });

/** One frame for one operator, for a quarter of an hour. */
export const openedFrame = z.object({
  /** Path of the picture under `/api`. */
  path: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  expiresAt: z.iso.datetime(),
});
export type OpenedFrame = z.infer<typeof openedFrame>;
