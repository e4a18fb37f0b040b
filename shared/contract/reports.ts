/** Whose report it is: the tutorial's owner, somebody who read it, or an operator who was told in another way. */
export const reporters = ['owner', 'viewer', 'operator'] as const;
export type Reporter = (typeof reporters)[number];

/** What can still be read, as far as the reporter says. Never the data itself. */
export const reportSubjects = ['person', 'contact', 'number', 'photo', 'other'] as const;
export type ReportSubject = (typeof reportSubjects)[number];

export const reportOutcomes = ['redacted', 'nothing_found'] as const;
export type ReportOutcome = (typeof reportOutcomes)[number];
