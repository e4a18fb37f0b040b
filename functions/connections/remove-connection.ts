import { ProductError } from '#shared/contract/errors.ts';
import { deletePairKey } from '#shared/crypto/session-cookies.ts';
import type { ConnectionsDeps } from './routes.ts';

/**
 * Deletes the key and the row that holds the ciphertext (K4). The key goes first: if the second step fails, nothing
 * readable is left and the user can repeat the removal. Throws NOT_FOUND for a connection that is not the user's.
 */
export async function removeConnection(
  deps: Pick<ConnectionsDeps, 'db' | 'keys'>,
  userId: string,
  connectionId: string,
): Promise<void> {
  const row = await deps.db
    .selectFrom('connections')
    .select('platform_id')
    .where('id', '=', connectionId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw new ProductError('NOT_FOUND', 'connection');
  await deletePairKey(deps, { userId, platformId: row.platform_id });
  await deps.db.deleteFrom('connections').where('id', '=', connectionId).where('user_id', '=', userId).execute();
}
