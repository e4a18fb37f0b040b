import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { migrateToLatest, UnknownSchema } from '#shared/db/migrate.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
let rows: { name: string; timestamp: string }[];
const read = sql<{ name: string; timestamp: string }>`select name, timestamp from kysely_migration`;
beforeAll(async () => {
  database = await startTestDatabase();
  rows = (await read.execute(database.db)).rows;
});
afterEach(async () => {
  await sql`delete from kysely_migration`.execute(database.db);
  for (const { name, timestamp } of rows) await add(name, timestamp);
});
afterAll(() => database.stop());

const executed = async () => {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database.db);
  return rows.map(({ name }) => name);
};
const add = (name: string, timestamp = new Date().toISOString()) =>
  sql`insert into kysely_migration (name, timestamp) values (${name}, ${timestamp})`.execute(database.db);

test('migrations that have run are not run again', async () => {
  expect(await migrateToLatest(database.db)).toBe(0);
});

test('tables of a newer version are left as they are, so that the version before can come back', async () => {
  const before = await executed();
  await add('9999-of-tomorrow');
  expect(await migrateToLatest(database.db)).toBe(0);
  expect(await executed()).toEqual([...before, '9999-of-tomorrow']);
});

test.each([
  ['one between ours', '0001-other'],
  ['one before ours', '0000-other'],
])('tables that went another way are refused by name and stay untouched: %s', async (_, name) => {
  await add(name);
  const before = await executed();
  await expect(migrateToLatest(database.db)).rejects.toThrow(UnknownSchema);
  await expect(migrateToLatest(database.db)).rejects.toThrow(name);
  expect(await executed()).toEqual(before);
});

test('a migration of ours that an old version never ran, behind one that it did, is refused', async () => {
  const names = await executed();
  await sql`delete from kysely_migration where name = ${names[1]}`.execute(database.db);
  await expect(migrateToLatest(database.db)).rejects.toThrow(names[2]);
});
