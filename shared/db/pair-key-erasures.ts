import type { PairContext, PairKeys } from '#shared/crypto/pair-keys.ts';
import { deletePairKey } from '#shared/crypto/session-cookies.ts';
import { logError } from '#shared/log/log.ts';
import type { Database } from './database.ts';

/** Writes pair keys down as to be erased. Within the transaction that deletes their ciphertext, no cut can lose them. */
export async function writeDownPairKeys(db: Database, pairs: readonly PairContext[]): Promise<void> {
  if (pairs.length === 0) return;
  await db
    .insertInto('pair_key_erasures')
    .values(pairs.map(({ userId, platformId }) => ({ user_id: userId, platform_id: platformId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Erases the pair keys that were written down, all or those of one user, and returns how many. One that cannot be erased
 * now stays written down: the retention function tries again, and throws for it.
 */
export async function erasePairKeys(
  { db, keys }: { db: Database; keys: Pick<PairKeys, 'remove'> },
  userId?: string,
): Promise<{ erased: number; failed: number }> {
  const rows = await db
    .selectFrom('pair_key_erasures')
    .select(['user_id', 'platform_id'])
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .execute();
  let failed = 0;
  for (const { user_id, platform_id } of rows) {
    try {
      await deletePairKey({ keys }, { userId: user_id, platformId: platform_id });
      await db
        .deleteFrom('pair_key_erasures')
        .where('user_id', '=', user_id)
        .where('platform_id', '=', platform_id)
        .execute();
    } catch (error) {
      failed += 1;
      logError('pair_key.not_deleted', error);
    }
  }
  return { erased: rows.length - failed, failed };
}
