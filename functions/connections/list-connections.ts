import type { Connection } from '#shared/contract/connections.ts';
import type { ConnectionsDeps } from './routes.ts';

/** The user's connections that have not expired, newest first. */
export async function listConnections(
  { db, now }: Pick<ConnectionsDeps, 'db' | 'now'>,
  userId: string,
): Promise<Connection[]> {
  const rows = await db
    .selectFrom('connections')
    .leftJoin('connection_preferences', 'connection_preferences.connection_id', 'connections.id')
    .select(['id', 'platform_url', 'display_name', 'connection_type', 'connected_at', 'last_used_at', 'expires_at'])
    .select('approve_plans')
    .where('user_id', '=', userId)
    .where('expires_at', '>', now())
    .orderBy('connected_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    platformUrl: row.platform_url,
    displayName: row.display_name,
    connectionType: row.connection_type,
    connectedAt: row.connected_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at.toISOString(),
    approvePlans: row.approve_plans ?? true,
  }));
}
