import { renewedSession } from '#shared/browser/renewed-session.ts';
import { isSignedIn, type SignedInContext } from '#shared/browser/signed-in-context.ts';
import { resealSession, type ConnectionPair, type PlatformSession } from '#shared/crypto/session-cookies.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import type { Database } from '#shared/db/database.ts';
import { logError } from '#shared/log/log.ts';

interface KeepDeps {
  db: Database;
  keys: Pick<PairKeys, 'read'>;
  now: () => Date;
}

/**
 * Stores what the platform has made of the session, encrypted for the same pair, in place of what was stored; when it ends
 * does not change (K3). A connection that is gone meanwhile stays gone. `again`: the platform was used since it was
 * opened, so it is opened once more, and a session that is signed out by now is not kept. Returns the session as it is. What fails
 * here fails no job: the connection is as it was.
 */
export async function keepRenewed(
  deps: KeepDeps,
  pair: ConnectionPair,
  open: Pick<SignedInContext, 'context' | 'page'>,
  { platformUrl, session, again = false }: { platformUrl: string; session: PlatformSession; again?: boolean },
): Promise<PlatformSession> {
  try {
    let renewed = await renewedSession(open, { platformUrl, session });
    if (renewed && again) {
      if (!(await isThere(deps, pair))) return session;
      if (!(await isSignedIn(open.page, platformUrl))) return session;
      // Being opened may have replaced it once more.
      renewed = await renewedSession(open, { platformUrl, session });
    }
    if (!renewed) return session;
    const sealed = await resealSession(deps, pair, renewed);
    await deps.db
      .updateTable('connections')
      .set(sealed)
      .where('id', '=', pair.connectionId)
      .where('user_id', '=', pair.userId)
      .where('expires_at', '>', deps.now())
      .execute();
    return renewed;
  } catch (error) {
    logError('session.not_renewed', error, { connectionId: pair.connectionId });
    return session;
  }
}

async function isThere({ db, now }: KeepDeps, { connectionId, userId }: ConnectionPair): Promise<boolean> {
  const row = await db
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now())
    .executeTakeFirst();
  return row !== undefined;
}
