import { expect, test } from 'vitest';
import { harbor, journey, recordedModelRequests } from '../support/journey.ts';

test('R3: no person on the platform’s pages is named in anything that a model was sent', async () => {
  const { dealName } = await journey();
  const requests = await recordedModelRequests();
  const asked = requests.filter((request) => request.includes(dealName));
  expect(asked.length).toBeGreaterThan(2);
  // Somebody was there to be hidden: words stand in the place of names.
  expect(asked.join('\n')).toMatch(/\[(?:name|redacted|email)\]/);
  const text = asked.join('\n');
  const people = harbor().contacts.flatMap(({ firstName, lastName, email, phone, address }) => [
    `${firstName} ${lastName}`,
    email,
    phone,
    address,
  ]);
  expect(people.filter((person) => person.trim().length > 3 && text.includes(person))).toEqual([]);
});
