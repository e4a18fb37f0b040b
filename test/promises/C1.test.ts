import { expect, test } from 'vitest';
import { connectConsent } from '#shared/contract/consent.ts';
import { en } from '../../web/messages/en.ts';
import { api, db, demoPlatform, journey, newSignedUpPerson, product } from '../support/journey.ts';

const consentsOf = (userId: string) =>
  db.selectFrom('consents').select(['kind', 'version', 'given_at']).where('user_id', '=', userId).execute();

test('C1: without consent to the current text nothing starts', async () => {
  const { page, userId } = await newSignedUpPerson();

  await page.goto(`${product.url}/platforms/connect`);
  await page.getByLabel(en.connect.address, { exact: true }).fill(demoPlatform.url);
  await page.getByRole('button', { name: en.connect.start }).click();
  await page.getByText(en.connect.agreeMissing).waitFor();
  expect(await page.locator('canvas').count()).toBe(0);

  for (const consentVersion of ['', '2020-01-01']) {
    const refused = await api(page, 'POST', '/api/connections', { platformUrl: demoPlatform.url, consentVersion });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'CONSENT_REQUIRED']);
  }
  expect((await api(page, 'POST', '/api/connections', { platformUrl: demoPlatform.url })).status).toBe(400);
  expect(await consentsOf(userId)).toEqual([]);
  expect(await db.selectFrom('browser_sessions').select('id').where('user_id', '=', userId).execute()).toEqual([]);
});

test('C1: the consent that was given is recorded with the version of its text, before the connection', async () => {
  const { userId } = await journey();
  const [consent, ...more] = await consentsOf(userId);
  expect(more).toEqual([]);
  expect(consent).toMatchObject({ kind: 'connect_platform', version: connectConsent.version });
  const { connected_at } = await db
    .selectFrom('connections')
    .select('connected_at')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  expect(consent!.given_at.getTime()).toBeLessThan(connected_at.getTime());
});
