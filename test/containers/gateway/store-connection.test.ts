import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PairContext, PairKeys } from '#shared/crypto/pair-keys.ts';
import { erasePairKeys } from '#shared/db/pair-key-erasures.ts';
import { storeConnection } from '../../../containers/gateway/store-connection.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser } from '../../support/rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

/** Keys in memory, in a storage that may be away. */
function memoryKeys() {
  const kept = new Set<string>();
  const name = ({ userId, platformId }: PairContext) => `${userId}/${platformId}`;
  const storage = { away: false };
  const keys: PairKeys = {
    async create(pair) {
      kept.add(name(pair));
      return randomBytes(32);
    },
    read: async () => undefined,
    async remove(pair) {
      if (storage.away) throw new Error('storage is away');
      kept.delete(name(pair));
    },
  };
  return { kept, keys, storage };
}

test('K4: the key of a connection that was replaced is erased later when storage is away', async () => {
  const { db } = database;
  const user = await addUser(db);
  const { kept, keys, storage } = memoryKeys();
  const url = 'https://crm.example.com/';
  const session = { id: randomUUID(), user_id: user.id, platform_url: url, display_name: 'CRM' };
  const connect = () =>
    storeConnection({ db, keys, now: () => new Date() }, session as never, { url, cookies: [], storage: undefined });
  await connect();
  storage.away = true;
  await connect();
  expect(kept.size).toBe(2);
  storage.away = false;
  expect(await erasePairKeys({ db, keys })).toEqual({ erased: 1, failed: 0 });
  const rows = await db.selectFrom('connections').select('platform_id').where('user_id', '=', user.id).execute();
  expect([...kept]).toEqual(rows.map(({ platform_id }) => `${user.id}/${platform_id}`));
  expect(await db.selectFrom('pair_key_erasures').selectAll().execute()).toEqual([]);
});
