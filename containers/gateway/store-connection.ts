import { randomUUID } from 'node:crypto';
import { platformCookies, samePlatform } from '#shared/browser/platform-site.ts';
import { bareAddress } from '#shared/browser/sign-in-signs.ts';
import { connectionDays } from '#shared/contract/consent.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { SignedInMessage } from '#shared/contract/stream.ts';
import { deletePairKey, sealSession } from '#shared/crypto/session-cookies.ts';
import { logError } from '#shared/log/log.ts';
import { erasePairKeys, writeDownPairKeys } from '#shared/db/pair-key-erasures.ts';
import type { GatewayDeps } from './gateway.ts';
import type { RedeemedSession } from './redeem-ticket.ts';

const dayMs = 86_400_000;

/**
 * Encrypts a captured session under a key of its own and stores the connection, in place of an older one of the same
 * user and origin, whose ciphertext is deleted and whose key is erased, at once or by the retention function. Cookies of other sites are left out, whoever sent them; storage
 * of another origin is refused.
 */
export async function storeConnection(
  deps: Pick<GatewayDeps, 'db' | 'keys' | 'now'>,
  session: RedeemedSession,
  { url, cookies, storage }: Pick<SignedInMessage, 'url' | 'cookies' | 'storage'>,
): Promise<string> {
  const given = new URL(session.platform_url);
  const landed = new URL(url);
  if (!samePlatform(given, landed) || landed.protocol !== given.protocol) throw new ProductError('SESSION_NOT_CARRIED');
  const pair = { userId: session.user_id, platformId: randomUUID(), connectionId: randomUUID() };
  const own = platformCookies(cookies, [given.hostname, landed.hostname]);
  if (storage && storage.origin !== landed.origin) throw new ProductError('SESSION_NOT_CARRIED', 'origin');
  const sealed = await sealSession(deps, pair, { cookies: own, storage });
  const now = deps.now();
  try {
    await deps.db.transaction().execute(async (trx) => {
      // Two sessions for one platform that end together must not both find nothing to replace.
      await trx
        .selectFrom('users')
        .select('id')
        .where('id', '=', session.user_id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const known = await trx
        .selectFrom('connections')
        .select(['id', 'platform_id', 'platform_url'])
        .where('user_id', '=', session.user_id)
        .execute();
      const older = known.filter((row) => new URL(row.platform_url).origin === landed.origin);
      await trx
        .insertInto('connections')
        .values({
          id: pair.connectionId,
          user_id: session.user_id,
          platform_id: pair.platformId,
          platform_url: bareAddress(url),
          display_name: session.display_name,
          connection_type: storage ? 'cookies_and_storage' : 'cookies',
          ...sealed,
          connected_at: now,
          last_used_at: null,
          expires_at: new Date(now.getTime() + connectionDays * dayMs),
        })
        .execute();
      if (older.length > 0) {
        const ids = older.map((row) => row.id);
        // Jobs that wait, or failed for the dead session, go on with the new one.
        await trx
          .updateTable('jobs')
          .set({ connection_id: pair.connectionId })
          .where('connection_id', 'in', ids)
          .execute();
        await trx.deleteFrom('connections').where('id', 'in', ids).execute();
        await writeDownPairKeys(
          trx,
          older.map(({ platform_id: platformId }) => ({ userId: session.user_id, platformId })),
        );
      }
    });
  } catch (error) {
    await deletePairKey(deps, pair).catch(() => writeDownPairKeys(deps.db, [pair]).catch(() => undefined));
    throw error;
  }
  await erasePairKeys(deps, session.user_id).catch((error: unknown) =>
    logError('pair_keys.not_erased', error, { sessionId: session.id }),
  );
  return pair.connectionId;
}
