import { expect, test } from 'vitest';
import { openSession } from '#shared/crypto/session-cookies.ts';
import { getFile } from '#shared/aws/files.ts';
import { api, databaseDump, environmentOf, newSignedUpPerson, product, productKeys } from '../support/journey.ts';
import { filesWith } from '../support/search-bytes.ts';
import { connectedAt } from '../support/stored-connection.ts';

/** Everything on disk but the database's own files, which are searched through their tables. */
const onDisk = (needles: Buffer[]) => filesWith(needles, [product.dataFolder], (path) => !path.includes('/postgres/'));

test('K4: a removed connection leaves its ciphertext in no table and its key in no store, and a kept copy of the row says nothing', async () => {
  const { page, userId } = await newSignedUpPerson();
  const made = await connectedAt(userId, new Date());
  const keyPath = `keys/${userId}/${made.platformId}`;
  const wrapped = (await getFile(environmentOf('authenticate')['KEYS_BUCKET']!, keyPath))!;
  const pair = { userId, platformId: made.platformId, connectionId: made.id };
  const backup = { cookies: made.ciphertext, site_storage: null };
  expect((await openSession({ keys: productKeys() }, pair, backup)).cookies[0]!.value).toBe(made.secret);
  // The search finds what it looks for while it is there.
  expect(await databaseDump()).toContain(made.ciphertext.toString('hex'));
  expect(onDisk([wrapped])).not.toEqual([]);

  expect((await api(page, 'DELETE', `/api/connections/${made.id}`)).status).toBeLessThan(300);
  const dump = await databaseDump();
  for (const gone of [made.ciphertext, wrapped]) expect(dump).not.toContain(gone.toString('hex'));
  expect(dump).not.toContain(made.id);
  expect(onDisk([made.ciphertext, wrapped])).toEqual([]);
  await expect(openSession({ keys: productKeys() }, pair, backup)).rejects.toMatchObject({
    code: 'RECONNECT_REQUIRED',
  });
});
