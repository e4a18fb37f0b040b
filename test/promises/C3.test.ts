import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { db, journey, product, storedCookies } from '../support/journey.ts';

/** Homes of browser tasks that are still there, and processes that run in one. */
function leftOfTasks(): string[] {
  const tasks = join(product.dataFolder, 'tasks');
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readlinkSync(`/proc/${pid}/exe`)];
      } catch {
        return [];
      }
    })
    .filter((path) => path.endsWith('/chromium'));
  return [...readdirSync(tasks), ...processes];
}

test('C3: the sign-in was noticed by itself, the session’s cookies are kept, and the browser is gone', async () => {
  const { userId, stream } = await journey();
  // Nobody pressed "I'm signed in".
  expect(stream.sent.filter((payload) => String(payload).includes('"confirm"'))).toEqual([]);

  const cookies = await storedCookies(userId);
  expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
    { name: 'harbor_session', httpOnly: true, sameSite: 'Lax' },
  ]);
  expect(await db.selectFrom('browser_sessions').selectAll().where('user_id', '=', userId).execute()).toEqual([]);
  // What is left belongs to the gateway's one task and to this test's own browser.
  const before = leftOfTasks();
  expect(before.filter((name) => !name.includes('/'))).toHaveLength(1);
});
