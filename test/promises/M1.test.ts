import { expect, test } from 'vitest';
import { harbor, journey, product, recordedModelRequests, storedCookies } from '../support/journey.ts';

/** One person of the platform's list. */
const canary = () => harbor().contacts.find(({ phone, email }) => phone !== '' && email !== '')!;

test('M1: a model is sent the goal, the platform and what is redacted, and nothing of accounts or other people', async () => {
  const { person, userId, dealName } = await journey();
  const requests = (await recordedModelRequests()).join('\n');
  expect(requests).toContain(dealName);
  const { firstName, lastName, email, phone } = canary();
  const cookies = (await storedCookies(userId)).map(({ value }) => value);
  const platformUser = [harbor().settings.name, product.demoPlatform.user, product.demoPlatform.password];
  const never = [
    person.name,
    person.email,
    person.password,
    ...platformUser,
    ...cookies,
    `${firstName} ${lastName}`,
    email,
    phone,
  ];
  expect(never.filter((text) => requests.includes(text))).toEqual([]);
});
