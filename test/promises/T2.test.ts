import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { en } from '../../web/messages/en.ts';
import {
  api,
  db,
  demoPlatform,
  executionsOf,
  finishedJob,
  mailsTo,
  newSignedUpPerson,
  product,
  recordedModelRequests,
  storedCookies,
} from '../support/journey.ts';
import { connectPlatform } from '../support/person.ts';

test('T2: a session that the platform has ended asks to reconnect before anything is planned', async () => {
  const { page, person, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  // The platform forgets the session, as it does when somebody signs out everywhere.
  const [cookie] = await storedCookies(userId);
  const signOut = new URL('/sign-out', demoPlatform.url);
  await fetch(signOut, { method: 'POST', redirect: 'manual', headers: { cookie: `${cookie!.name}=${cookie!.value}` } });

  const connection = await db
    .selectFrom('connections')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const goal = `Create a deal called "Never ${randomUUID()}"`;
  const request = { connectionId: connection.id, goal, requestKey: randomUUID() };
  const { body: job } = await api(page, 'POST', '/api/jobs', request);
  expect(await finishedJob(job.id)).toMatchObject({ status: 'failed', error_code: 'RECONNECT_REQUIRED', plan: null });

  const entered = executionsOf(job.id)[0]!.events.flatMap(({ type, state }) =>
    type.endsWith('StateEntered') ? [state] : [],
  );
  expect(entered).not.toContain('plan');
  expect((await recordedModelRequests()).filter((sent) => sent.includes(goal.slice(23, -1)))).toEqual([]);

  await page.goto(`${product.url}/jobs/${job.id}`);
  await page.getByText(en.errors.RECONNECT_REQUIRED).waitFor();
  await page.getByRole('link', { name: en.progress.reconnect }).waitFor();
  await expect.poll(() => mailsTo(person.email).length, { timeout: 15_000 }).toBe(1);
});
