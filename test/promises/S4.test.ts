import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { listFiles } from '#shared/aws/files.ts';
import { en } from '../../web/messages/en.ts';
import { api, db, demoPlatform, environmentOf, finishedJob, newSignedUpPerson, product } from '../support/journey.ts';
import { connectPlatform } from '../support/person.ts';

test('S4: deleting a tutorial on its page removes every row and file of it', async () => {
  const { page, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  const { id: connectionId } = await db
    .selectFrom('connections')
    .select('id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const request = {
    connectionId,
    goal: 'Create a deal called "Soon gone"',
    approvePlan: false,
    requestKey: randomUUID(),
  };
  const { body } = await api(page, 'POST', '/api/jobs', request);
  const { tutorial_id: tutorialId } = await finishedJob(body.id);
  const bucket = environmentOf('tutorials')['FILES_BUCKET']!;
  expect((await listFiles(bucket, `assets/${tutorialId}/`)).length).toBeGreaterThan(2);

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByRole('button', { name: en.tutorial.more }).click();
  await page.getByRole('menuitem', { name: en.tutorial.delete }).click();
  await page.getByRole('button', { name: en.tutorial.delete }).click();
  await page.getByText(en.tutorial.deleted).first().waitFor();

  for (const prefix of ['assets', 'staging']) expect(await listFiles(bucket, `${prefix}/${tutorialId}/`)).toEqual([]);
  for (const table of ['steps', 'assets', 'jobs'] as const) {
    expect(await db.selectFrom(table).select('id').where('tutorial_id', '=', tutorialId).execute()).toEqual([]);
  }
  expect(await db.selectFrom('tutorials').select('id').where('id', '=', tutorialId).execute()).toEqual([]);
});
