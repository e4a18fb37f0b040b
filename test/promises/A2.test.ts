import { expect, test } from 'vitest';
import { api, db, newSignedUpPerson, product } from '../support/journey.ts';
import { newPerson } from '../support/person.ts';
import { en } from '../../web/messages/en.ts';

test('A2: without the confirmation of being 16 or older neither the page nor the API makes an account', async () => {
  const { page } = await newSignedUpPerson();
  await page.context().clearCookies();
  const young = newPerson();

  await page.goto(`${product.url}/sign-up`);
  await page.getByLabel(en.auth.name, { exact: true }).fill(young.name);
  await page.getByLabel(en.auth.email, { exact: true }).fill(young.email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(young.password);
  await page.getByRole('button', { name: en.auth.signUp }).click();
  await page.getByText(en.auth.sixteenMissing).waitFor();

  for (const sixteenOrOlder of [false, undefined, 'true']) {
    const refused = await api(page, 'POST', '/api/accounts/sign-up', { ...young, sixteenOrOlder });
    expect([sixteenOrOlder, refused.status]).toEqual([sixteenOrOlder, 400]);
  }
  expect(await db.selectFrom('users').select('id').where('email', '=', young.email).execute()).toEqual([]);
});
