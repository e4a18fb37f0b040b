import { createHash, randomBytes } from 'node:crypto';
import { ticketSeconds } from '#shared/contract/connections.ts';
import type { Database } from '#shared/db/database.ts';

export interface BrowserSessionRequest {
  userId: string;
  scope: 'stream' | 'drive';
  platformUrl: string;
  displayName: string;
}

export interface AskedBrowserSession {
  sessionId: string;
  /** Opens the session once, within `ticketSeconds`; only its hash is kept. */
  ticket: string;
}

export const ticketHash = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

export const newTicket = (): string => randomBytes(32).toString('base64url');

/** Records a session that its one-time ticket opens at the gateway, which gives it a browser when it is its turn (C8). */
export async function askForBrowser(
  { db, now }: { db: Database; now: () => Date },
  { userId, scope, platformUrl, displayName }: BrowserSessionRequest,
): Promise<AskedBrowserSession> {
  const ticket = newTicket();
  const { id } = await db
    .insertInto('browser_sessions')
    .values({
      user_id: userId,
      scope,
      platform_url: platformUrl,
      display_name: displayName,
      ticket_hash: ticketHash(ticket),
      ticket_expires_at: new Date(now().getTime() + ticketSeconds * 1_000),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { sessionId: id, ticket };
}
