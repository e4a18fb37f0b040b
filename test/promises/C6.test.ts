import { expect, test } from 'vitest';
import { en } from '../../web/messages/en.ts';
import { db, demoPlatform, journey, newSignedUpPerson, product, storedCookies } from '../support/journey.ts';
import { openStreamedBrowser, signInOnCanvas } from '../support/person.ts';

test('C6: of a connection these columns are stored and nothing else', async () => {
  const { userId } = await journey();
  const row = await db.selectFrom('connections').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const { id, user_id, platform_id, cookies, connected_at, last_used_at, expires_at, ...rest } = row;
  expect(rest).toEqual({
    platform_url: `${new URL(demoPlatform.url).origin}/`,
    display_name: demoPlatform.name,
    connection_type: 'cookies',
  });
  expect([id, platform_id, user_id].every((value) => /^[0-9a-f-]{36}$/.test(value))).toBe(true);
  expect(Math.round((expires_at.getTime() - connected_at.getTime()) / 86_400_000)).toBe(30);
  expect(last_used_at!.getTime()).toBeGreaterThanOrEqual(connected_at.getTime());
  for (const { name, value } of await storedCookies(userId)) {
    expect(cookies.includes(name)).toBe(false);
    expect(cookies.includes(value)).toBe(false);
  }
});

test('C6: of a platform that keeps its session in site storage nothing is stored without a consent of its own', async () => {
  const { page, userId } = await newSignedUpPerson();
  const platform = { ...product.storagePlatform, name: 'Board' };
  await openStreamedBrowser(page, product.url, platform);
  await signInOnCanvas(page, platform);
  await page.waitForTimeout(1000);
  const confirm = page.getByRole('button', { name: en.connect.confirm });
  if (await confirm.isVisible()) await confirm.click();
  await page.getByRole('heading', { name: en.connect.ended.session_not_carried.title }).waitFor({ timeout: 30_000 });
  expect(await db.selectFrom('connections').select('id').where('user_id', '=', userId).execute()).toEqual([]);
});
