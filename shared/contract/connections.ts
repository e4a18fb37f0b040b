import * as z from 'zod';
import { typedText } from './text.ts';

/** Browsers accept blanks in host names and Node does not: what a host may be is therefore said here. */
const hostname = /^([a-z0-9_-]+\.)*[a-z0-9_-]+$|^\[[0-9a-f:.]+\]$/i;

export const startConnectionRequest = z.object({
  platformUrl: z.url({ protocol: /^https?$/, hostname }).max(2000),
  displayName: typedText().trim().max(80).optional(),
  /** Version of the consent text the user has accepted; nothing starts without the current one (C1). */
  consentVersion: z.string(),
});
export type StartConnectionRequest = z.input<typeof startConnectionRequest>;

/** A browser was asked for. The ticket opens the stream once, within `ticketSeconds`, and is shown to nobody else. */
export const startConnectionAnswer = z.object({ sessionId: z.uuid(), ticket: z.string() });
export type StartConnectionAnswer = z.infer<typeof startConnectionAnswer>;

export const ticketSeconds = 60;

/** How the platform carries its session: promise C6 names both; site storage needs a consent of its own. */
export const connectionTypes = ['cookies', 'cookies_and_storage'] as const;

export const connection = z.object({
  id: z.uuid(),
  platformUrl: z.string(),
  displayName: z.string(),
  connectionType: z.enum(connectionTypes),
  connectedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  /** Whether a plan that changes data there waits for the user. */
  approvePlans: z.boolean(),
});
export type Connection = z.infer<typeof connection>;
export const planApprovalRequest = connection.pick({ approvePlans: true });
export const connectionList = z.object({ connections: z.array(connection) });

/** What the deployment tells the page about itself. */
export const siteInfo = z.object({
  /** The bundled demo platform's sign-in page and its user, where one runs (one machine only). */
  demoPlatform: z.object({ url: z.string(), user: z.string(), password: z.string() }).nullable(),
  /** Address of the page with the mails that would have been sent (one machine only). */
  outboxUrl: z.string().nullable(),
  /** True when the rule-based stand-in answers instead of Claude. */
  offlineModel: z.boolean(),
});
export type SiteInfo = z.infer<typeof siteInfo>;
