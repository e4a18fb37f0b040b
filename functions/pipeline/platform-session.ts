import { pairKeys } from '#shared/aws/pair-keys.ts';
import { withDrivenBrowser, type DriveDeps } from '#shared/browser/drive-browser.ts';
import { openSignedInContext, type SignedInContext } from '#shared/browser/signed-in-context.ts';
import type { programEnv } from '#shared/contract/env.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { openSession, type ConnectionPair, type PlatformSession } from '#shared/crypto/session-cookies.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { keepRenewed } from './keep-renewed.ts';

export interface SessionDeps extends DriveDeps {
  keys: Pick<PairKeys, 'read'>;
}

/** What the states that drive a browser take from their environment, beside the database. */
export function sessionDeps(env: Record<(typeof programEnv)['authenticate'][number], string>) {
  return { keys: pairKeys(env), gatewayUrl: env.GATEWAY_URL };
}

export interface OpenPlatform extends Pick<SignedInContext, 'context' | 'page'> {
  platformUrl: string;
}

/**
 * Opens the job's platform with the stored session in a fresh browser, which ends with `work`. The decrypted session exists
 * in this function's memory alone (K5). What the platform replaces of it is kept in its place. Throws RECONNECT_REQUIRED when the connection is gone, expired or signed out,
 * PLATFORM_UNREACHABLE and BROWSER_LOST.
 */
export async function withPlatformSession<T>(
  deps: SessionDeps,
  job: Pick<JobRow, 'user_id' | 'connection_id'>,
  work: (platform: OpenPlatform) => Promise<T>,
): Promise<T> {
  const { db, now } = deps;
  const connection = job.connection_id
    ? await db
        .selectFrom('connections')
        .selectAll()
        .where('id', '=', job.connection_id)
        .where('user_id', '=', job.user_id)
        .executeTakeFirst()
    : undefined;
  if (!connection || connection.expires_at <= now()) throw new ProductError('RECONNECT_REQUIRED', 'connection');
  const { id: connectionId, user_id: userId, platform_id: platformId, platform_url: platformUrl } = connection;
  const pair: ConnectionPair = { userId, platformId, connectionId };
  const session: PlatformSession = await openSession(deps, pair, connection);
  const request = { userId, platformUrl, displayName: connection.display_name };
  return withDrivenBrowser(deps, request, async (browser) => {
    const { context, page, signedIn } = await openSignedInContext(browser, { platformUrl, session });
    try {
      if (!signedIn) throw new ProductError('RECONNECT_REQUIRED', 'session');
      await db.updateTable('connections').set({ last_used_at: now() }).where('id', '=', connectionId).execute();
      const opened = await keepRenewed(deps, pair, { context, page }, { platformUrl, session });
      let ended: unknown;
      try {
        return await work({ context, page, platformUrl });
      } catch (error) {
        ended = error;
        throw error;
      } finally {
        if (!isGone(ended))
          await keepRenewed(deps, pair, { context, page }, { platformUrl, session: opened, again: true });
      }
    } finally {
      await context.close().catch(() => undefined);
    }
  });
}

/** The connection or the job was taken away meanwhile, or the session has ended: the platform is opened no more. */
function isGone(error: unknown): boolean {
  return error instanceof ProductError && (error.code === 'RECONNECT_REQUIRED' || error.code === 'NOT_FOUND');
}
