import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  api,
  databaseDump,
  db,
  finishedJob,
  journey,
  newSignedUpPerson,
  product,
  recordedModelRequests,
  storedCookies,
} from '../support/journey.ts';
import { connectPlatform } from '../support/person.ts';
import { filesWith, processesWith } from '../support/search-bytes.ts';

async function isNowhere(value: string): Promise<void> {
  expect(filesWith(value, [product.dataFolder])).toEqual([]);
  expect(await databaseDump()).not.toContain(value);
  expect(processesWith(value)).toEqual([]);
  expect((await recordedModelRequests()).filter((request) => request.includes(value))).toEqual([]);
}

test('K5: a cookie that two states have used is in no history, queue, log, file, table, argument or request', async () => {
  const { userId, stream } = await journey();
  const [cookie] = await storedCookies(userId);
  await isNowhere(cookie!.value);
  // Not to the user's own page either.
  expect(stream.received.filter((payload) => payload.includes(cookie!.value))).toEqual([]);
});

test('K5: nor is one that the platform has replaced meanwhile, which is stored in its place and works', async () => {
  const { page, userId } = await newSignedUpPerson();
  const platform = { ...product.rotatingPlatform, name: 'Once' };
  await connectPlatform(page, product.url, platform);
  const connection = () =>
    db.selectFrom('connections').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const token = async () => (await storedCookies(userId)).find(({ name }) => name === 'once')!.value;
  const [before, first] = [await connection(), await token()];

  const request = { connectionId: before.id, goal: 'Open the contacts', requestKey: randomUUID() };
  const { body: job } = await api(page, 'POST', '/api/jobs', request);
  // Whatever becomes of the goal, both states have opened the platform.
  expect((await finishedJob(job.id)).error_code).not.toBe('RECONNECT_REQUIRED');
  const [after, last] = [await connection(), await token()];
  expect(last).not.toBe(first);
  expect({ ...after, cookies: null, last_used_at: null }).toEqual({ ...before, cookies: null, last_used_at: null });
  for (const value of [first, last]) await isNowhere(value);

  const answer = await fetch(platform.url, { redirect: 'manual', headers: { cookie: `once=${last}` } });
  expect(answer.status).toBe(200);
});
