import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { getFile, putFile } from '#shared/aws/files.ts';
import { jobsInTheMakingLimit } from '#shared/contract/pipeline.ts';
import {
  db,
  environmentOf,
  executionsOf,
  finishedJob,
  mailsTo,
  newSignedUpPerson,
  product,
} from '../support/journey.ts';
import { addJob } from '../support/rows.ts';

const runRetention = async () =>
  expect((await fetch(`${product.controlUrl}/run/retention`, { method: 'POST' })).status).toBe(200);
const longAgo = new Date(Date.now() - 10 * 60_000);

test('what jobs left undone is made good by the schedule: a mail, files to erase, a message that was lost', async () => {
  const { person, userId } = await newSignedUpPerson();
  const failed = await addJob(db, userId, { status: 'failed' });
  await db.updateTable('jobs').set({ mail_owed_since: longAgo }).where('id', '=', failed.jobId).execute();
  const bucket = environmentOf('retention')['FILES_BUCKET']!;
  const files = ['assets', 'staging'].map((place) => `${place}/${failed.tutorialId}/${randomUUID()}.txt`);
  for (const key of files) await putFile(bucket, key, Buffer.from('left behind'), 'text/plain');
  await db
    .insertInto('erasures')
    .values(files.map((key) => ({ key })))
    .execute();
  const lost = await addJob(db, userId, { updatedAt: longAgo });

  await runRetention();
  const link = `${product.url}/tutorials/${failed.tutorialId}`;
  const told = mailsTo(person.email).filter(({ text }) => text.includes(link));
  expect(told.map(({ subject }) => subject)).toEqual(['Your tutorial could not be made']);
  for (const key of files) expect([key, await getFile(bucket, key)]).toEqual([key, undefined]);
  expect(await db.selectFrom('erasures').select('key').where('key', 'in', files).execute()).toEqual([]);
  // It begins, and finds no connection.
  expect(await finishedJob(lost.jobId)).toMatchObject({ status: 'failed', error_code: 'RECONNECT_REQUIRED' });
  expect(executionsOf(lost.jobId)).toHaveLength(1);
});

test('a job whose turn it is not is not started, and asks again', async () => {
  const { userId } = await newSignedUpPerson();
  for (let at = 0; at < jobsInTheMakingLimit; at += 1) await addJob(db, userId, { status: 'analyze' });
  const { jobId } = await addJob(db, userId, { updatedAt: longAgo });
  await runRetention();
  const row = () => db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  // Whoever asks again says so in the row.
  await expect.poll(async () => (await row()).updated_at > longAgo, { timeout: 30_000 }).toBe(true);
  expect((await row()).status).toBe('queued');
  expect(executionsOf(jobId)).toEqual([]);
  await db.deleteFrom('jobs').where('user_id', '=', userId).execute();
});
