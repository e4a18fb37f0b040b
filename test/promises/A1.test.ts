import { compare } from 'bcryptjs';
import { expect, test } from 'vitest';
import { databaseDump, db, newSignedUpPerson, product } from '../support/journey.ts';
import { filesWith, processesWith } from '../support/search-bytes.ts';

test('A1: the password of an account is nowhere but in the person’s head, and its hash verifies', async () => {
  const { person, userId } = await newSignedUpPerson();

  expect(await databaseDump()).not.toContain(person.password);
  expect(filesWith(person.password, [product.dataFolder])).toEqual([]);
  expect(processesWith(person.password)).toEqual([]);

  const account = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirstOrThrow();
  expect(Object.keys(account).toSorted()).toEqual([
    'created_at',
    'email',
    'id',
    'name',
    'password_hash',
    'preferences',
  ]);
  expect(account.password_hash).toMatch(/^\$2[aby]\$12\$/);
  expect(await compare(person.password, account.password_hash)).toBe(true);
});
