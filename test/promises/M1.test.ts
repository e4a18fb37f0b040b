import sharp from 'sharp';
import { expect, test } from 'vitest';
import { harbor, journey, product, recordedModelRequests, storedCookies } from '../support/journey.ts';
import { bare, readText } from '../support/read-text.ts';

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

/** Pictures that are read: reading takes a second each. */
const picturesRead = 6;

test('M1: nobody’s own name can be read in the pictures that a model is sent', async () => {
  const { person } = await journey();
  const requests = (await recordedModelRequests()).join('\n');
  const pictures = [...new Set([...requests.matchAll(/"data":"([\w+/]{400,}={0,2})"/g)].map(([, data]) => data!))];
  expect(pictures.length).toBeGreaterThan(3);
  const step = Math.ceil(pictures.length / picturesRead);
  const read: string[] = [];
  for (const data of pictures.filter((_, index) => index % step === 0)) {
    const large = sharp(Buffer.from(data, 'base64')).resize({ width: 2048, kernel: 'lanczos3' });
    read.push(bare((await readText(await large.png().toBuffer())).join(' ')));
  }
  // A word of the same size as the name, so that not being read says something.
  expect(read.every((text) => text.includes('contacts'))).toBe(true);
  for (const name of [harbor().settings.name, person.name])
    expect(read.filter((text) => text.includes(bare(name)))).toEqual([]);
});
