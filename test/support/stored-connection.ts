import { randomUUID } from 'node:crypto';
import type { Database } from '#shared/db/database.ts';
import { storeConnection } from '../../containers/gateway/store-connection.ts';
import { db, demoPlatform, productKeys } from './journey.ts';

export interface StoredConnection {
  id: string;
  platformId: string;
  /** The cookie's value: nobody else's. */
  secret: string;
  /** What the row holds of it. */
  ciphertext: Buffer;
}

/** A connection in the running product, stored as the gateway stores one when sign-in has been seen at `at`. */
export async function connectedAt(userId: string, at: Date): Promise<StoredConnection> {
  const secret = `session-${randomUUID()}`;
  const { hostname, origin } = new URL(demoPlatform.url);
  const cookie = {
    name: 'session',
    value: secret,
    domain: hostname,
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax' as const,
  };
  const session = { id: randomUUID(), user_id: userId, platform_url: `${origin}/`, display_name: 'Harbor' };
  const id = await storeConnection({ db, keys: productKeys(), now: () => at }, session as never, {
    url: `${origin}/`,
    cookies: [cookie],
    storage: undefined,
  });
  const row = await rowOf(db, id);
  return { id, platformId: row!.platform_id, secret, ciphertext: row!.cookies };
}

export const rowOf = (database: Database, id: string) =>
  database.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
