import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { db, journey, product, storedCookies } from '../support/journey.ts';

/** Homes of tasks that are still there. */
const homesOfTasks = () => readdirSync(join(product.dataFolder, 'tasks'));

test('C3: the sign-in was noticed by itself, the session’s cookies are kept, and the browser is gone', async () => {
  const { userId, stream } = await journey();
  // Nobody pressed "I'm signed in".
  expect(stream.sent.filter((payload) => String(payload).includes('"confirm"'))).toEqual([]);

  const cookies = await storedCookies(userId);
  expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
    { name: 'harbor_session', httpOnly: true, sameSite: 'Lax' },
  ]);
  expect(await db.selectFrom('browser_sessions').selectAll().where('user_id', '=', userId).execute()).toEqual([]);
  // What is left belongs to the gateway's one task, once browsers of tests before this one have ended too.
  await expect.poll(homesOfTasks, { timeout: 30_000 }).toHaveLength(1);
});
