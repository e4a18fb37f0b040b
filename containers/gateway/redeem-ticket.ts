import type { Selectable } from 'kysely';
import { ticketHash } from '#shared/browser/ask-for-browser.ts';
import type { Database } from '#shared/db/database.ts';
import type { Schema } from '#shared/db/schema.ts';

export type RedeemedSession = Pick<
  Selectable<Schema['browser_sessions']>,
  'id' | 'user_id' | 'scope' | 'platform_url' | 'display_name' | 'queued_at' | 'end_reason' | 'end_connection_id'
>;

/**
 * The session that a ticket opens, once: one statement finds and marks it, so that of two who come at the same time one
 * gets nothing. Undefined for a ticket that is unknown, used, expired or meant for the other door.
 */
export async function redeemTicket(
  { db, now }: { db: Database; now: () => Date },
  ticket: string,
  scope: 'stream' | 'drive',
): Promise<RedeemedSession | undefined> {
  return await db
    .updateTable('browser_sessions')
    .set({ ticket_used_at: now() })
    .where('ticket_hash', '=', ticketHash(ticket))
    .where('scope', '=', scope)
    .where('ticket_used_at', 'is', null)
    .where('ticket_expires_at', '>', now())
    .returning([
      'id',
      'user_id',
      'scope',
      'platform_url',
      'display_name',
      'queued_at',
      'end_reason',
      'end_connection_id',
    ])
    .executeTakeFirst();
}
