import { deletePairKey } from '#shared/crypto/session-cookies.ts';
import type { RetentionDeps } from './run-retention.ts';

/**
 * Stored sessions end 30 days after connecting (K3, D2). The pair's key goes first: from then on the ciphertext says
 * nothing, and a failure in between is made good by the next run.
 */
export async function deleteExpiredConnections(deps: Pick<RetentionDeps, 'db' | 'keys' | 'now'>) {
  const expired = await deps.db
    .selectFrom('connections')
    .select(['id', 'user_id', 'platform_id'])
    .where('expires_at', '<=', deps.now())
    .execute();
  const failures: unknown[] = [];
  for (const { id, user_id: userId, platform_id: platformId } of expired) {
    try {
      await deletePairKey(deps, { userId, platformId });
      await deps.db.deleteFrom('connections').where('id', '=', id).execute();
    } catch (error) {
      failures.push(error);
    }
  }
  // One that cannot be deleted now must not keep the others alive.
  if (failures.length > 0) throw new AggregateError(failures, 'Expired connections remain', { cause: failures[0] });
  return { expiredConnections: expired.length };
}
