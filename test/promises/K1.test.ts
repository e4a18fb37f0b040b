import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openSession } from '#shared/crypto/session-cookies.ts';
import { db, journey, productKeys } from '../support/journey.ts';

test('K1: the stored cookies decrypt in their own row alone, and not after a change of any bit', async () => {
  const { userId } = await journey();
  const row = await db.selectFrom('connections').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const pair = { userId, platformId: row.platform_id, connectionId: row.id };
  const deps = { keys: productKeys() };
  expect((await openSession(deps, pair, row)).cookies).not.toEqual([]);

  const refused = (tampered: Buffer, at = pair) =>
    expect(openSession(deps, at, { ...row, cookies: tampered })).rejects.toMatchObject({ code: 'RECONNECT_REQUIRED' });
  for (let position = 0; position < row.cookies.length; position += 1) {
    const tampered = Buffer.from(row.cookies);
    tampered[position]! ^= 1 << (position % 8);
    await refused(tampered);
  }
  await refused(row.cookies.subarray(0, -1));
  await refused(row.cookies, { ...pair, connectionId: randomUUID() });
  await refused(row.cookies, { ...pair, platformId: randomUUID() });
  await refused(row.cookies, { ...pair, userId: randomUUID() });
});
