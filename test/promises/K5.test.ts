import { expect, test } from 'vitest';
import { databaseDump, journey, product, recordedModelRequests, storedCookies } from '../support/journey.ts';
import { filesWith, processesWith } from '../support/search-bytes.ts';

test('K5: a cookie that two states have used is in no history, queue, log, file, table, argument or request', async () => {
  const { userId, stream } = await journey();
  const [cookie] = await storedCookies(userId);
  const value = cookie!.value;

  expect(filesWith(value, [product.dataFolder])).toEqual([]);
  expect(await databaseDump()).not.toContain(value);
  expect(processesWith(value)).toEqual([]);
  expect((await recordedModelRequests()).filter((request) => request.includes(value))).toEqual([]);
  // Not to the user's own page either.
  expect(stream.received.filter((payload) => payload.includes(value))).toEqual([]);
});
