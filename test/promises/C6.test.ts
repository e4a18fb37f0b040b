import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { storageConsent } from '#shared/contract/consent.ts';
import { openSession } from '#shared/crypto/session-cookies.ts';
import { en } from '../../web/messages/en.ts';
import {
  db,
  demoPlatform,
  journey,
  newSignedUpPerson,
  product,
  productKeys,
  storedCookies,
  storedSession,
} from '../support/journey.ts';
import { openStreamedBrowser, signInOnCanvas } from '../support/person.ts';
import { filesWith } from '../support/search-bytes.ts';

test('C6: of a connection these columns are stored and nothing else', async () => {
  const { userId } = await journey();
  const row = await db.selectFrom('connections').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const { id, user_id, platform_id, cookies, connected_at, last_used_at, expires_at, ...rest } = row;
  expect(rest).toEqual({
    platform_url: `${new URL(demoPlatform.url).origin}/`,
    display_name: demoPlatform.name,
    connection_type: 'cookies',
    site_storage: null,
  });
  expect([id, platform_id, user_id].every((value) => /^[0-9a-f-]{36}$/.test(value))).toBe(true);
  expect(Math.round((expires_at.getTime() - connected_at.getTime()) / 86_400_000)).toBe(30);
  expect(last_used_at!.getTime()).toBeGreaterThanOrEqual(connected_at.getTime());
  for (const { name, value } of await storedCookies(userId)) {
    expect(cookies.includes(name)).toBe(false);
    expect(cookies.includes(value)).toBe(false);
  }
});

/** Signs in where only site storage carries the session, up to the question whether that may be kept. */
async function askedForStorage(): Promise<{ page: Page; userId: string }> {
  const { page, userId } = await newSignedUpPerson();
  const platform = { ...product.storagePlatform, name: 'Board' };
  await openStreamedBrowser(page, product.url, platform);
  await signInOnCanvas(page, platform);
  await page.getByRole('heading', { name: en.connect.storageTitle }).waitFor({ timeout: 60_000 });
  await page.getByText(new URL(platform.url).origin, { exact: true }).waitFor();
  expect(await connectionsOf(userId)).toEqual([]);
  return { page, userId };
}

const connectionsOf = (userId: string) =>
  db.selectFrom('connections').selectAll().where('user_id', '=', userId).execute();
const consentsOf = (userId: string) =>
  db
    .selectFrom('consents')
    .select(['kind', 'version', 'given_at'])
    .where('user_id', '=', userId)
    .where('kind', '=', 'keep_site_storage')
    .execute();

test('C6: of a platform that keeps its session in site storage nothing is stored without a consent of its own', async () => {
  const { page, userId } = await askedForStorage();
  await page.getByRole('button', { name: en.connect.storageDecline }).click();
  await page.getByRole('heading', { name: en.connect.ended.storage_declined.title }).waitFor({ timeout: 30_000 });
  expect(await connectionsOf(userId)).toEqual([]);
  expect(await consentsOf(userId)).toEqual([]);
});

test('C6: with that consent the platform’s own origin alone is kept, encrypted and bound as the cookies are', async () => {
  const { page, userId } = await askedForStorage();
  await page.getByRole('button', { name: en.connect.storageKeep }).click();
  await page.getByRole('heading', { name: en.connect.connectedTitle('Board') }).waitFor({ timeout: 60_000 });
  const [row] = await connectionsOf(userId);
  const [consent, ...more] = await consentsOf(userId);
  expect(more).toEqual([]);
  expect(consent!.version).toBe(storageConsent.version);
  expect(consent!.given_at.getTime()).toBeLessThan(row!.connected_at.getTime());
  expect(row!.connection_type).toBe('cookies_and_storage');

  const { storage } = await storedSession(userId);
  expect(storage).toMatchObject({ origin: new URL(product.storagePlatform.url).origin, session: [], databases: [] });
  const [[key, token]] = storage!.local as [[string, string]];
  for (const plain of [key, token]) expect(row!.site_storage!.includes(plain)).toBe(false);
  expect(filesWith(token, [product.dataFolder])).toEqual([]);
  const pair = { userId, platformId: row!.platform_id, connectionId: row!.id };
  for (const position of [0, 1, 20, row!.site_storage!.length - 1]) {
    const tampered = Buffer.from(row!.site_storage!);
    tampered[position]! ^= 1;
    const opened = openSession({ keys: productKeys() }, pair, { ...row!, site_storage: tampered });
    await expect(opened).rejects.toMatchObject({ code: 'RECONNECT_REQUIRED' });
  }
});
