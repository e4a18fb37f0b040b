import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { approvalHandler } from '../../../functions/pipeline/approval.ts';
import { failHandler } from '../../../functions/pipeline/fail.ts';
import { notifyHandler } from '../../../functions/pipeline/notify.ts';
import { publish } from '../../../functions/pipeline/publish.ts';
import { stateHandler } from '../../../functions/pipeline/run-state.ts';
import type { Mail } from '#shared/mail/mailer.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addStepWithFrame, addUser, publicUrl } from '../../support/rows.ts';

let database: TestDatabase;
let mails: Mail[] = [];
let mailWorks = true;

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => {
  mails = [];
  mailWorks = true;
});

const deps = () => ({
  db: database.db,
  now: () => new Date(),
  publicUrl,
  async sendMail(mail: Mail) {
    if (!mailWorks) throw new Error('the provider is away');
    mails.push(mail);
  },
});
const runPublish = stateHandler('publish', deps, publish);
const runNotify = notifyHandler(deps);
const runFail = failHandler(deps);
const runApproval = approvalHandler(deps);
const failure = (jobId: string, name: string) => ({ jobId, attempt: 1, error: { Error: name, Cause: '{"secret":1}' } });

async function stateOf(jobId: string) {
  return database.db
    .selectFrom('jobs')
    .innerJoin('tutorials', 'tutorials.id', 'jobs.tutorial_id')
    .select(['jobs.status', 'jobs.percent', 'jobs.error_code', 'jobs.finished_at', 'tutorials.status as tutorial'])
    .where('jobs.id', '=', jobId)
    .executeTakeFirstOrThrow();
}
const eventsOf = (jobId: string) =>
  database.db
    .selectFrom('progress_events')
    .select(['status', 'percent'])
    .where('job_id', '=', jobId)
    .orderBy('sequence')
    .execute();

test('publish makes the tutorial ready and the job done together, and repeating it changes nothing', async () => {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'review', percent: 96 });
  await addStepWithFrame(database.db, tutorialId, 0);
  const counts = await runPublish({ jobId, attempt: 1 });
  expect(counts).toEqual({ steps: 1 });
  expect(await runPublish({ jobId, attempt: 1 })).toEqual(counts);
  expect(await stateOf(jobId)).toEqual({
    status: 'done',
    percent: 100,
    error_code: null,
    finished_at: expect.any(Date),
    tutorial: 'ready',
  });
  expect((await eventsOf(jobId)).at(-1)).toEqual({ status: 'done', percent: 100 });
});

test('notify writes to the account’s own address in its language, links the tutorial and names no goal', async () => {
  const user = await addUser(database.db, 'th');
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'done', percent: 100 });
  expect(await runNotify({ jobId, attempt: 1 })).toEqual({ mails: 1 });
  await runNotify({ jobId, attempt: 1 });
  expect(mails[0]?.to).toBe(user.email);
  expect(mails[0]?.subject).toMatch(/[ก-๛]/);
  expect(mails[0]?.text).toContain(`${publicUrl}/tutorials/${tutorialId}`);
  expect(mails[0]?.html).toContain(`${publicUrl}/tutorials/${tutorialId}`);
  expect(JSON.stringify(mails)).not.toContain('Add a contact');
  expect(new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect((await stateOf(jobId)).status).toBe('done');
});

test('a plan that needs its user makes the job wait, and mails a link without goal or values', async () => {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'plan', percent: 8 });
  mailWorks = false;
  await expect(runApproval({ jobId, attempt: 1 })).rejects.toMatchObject({ name: 'INTERNAL' });
  expect(await stateOf(jobId)).toMatchObject({ status: 'approval', percent: 15, tutorial: 'making', error_code: null });
  mailWorks = true;
  expect(await runApproval({ jobId, attempt: 1 })).toEqual({ mails: 1 });
  expect(await eventsOf(jobId)).toEqual([{ status: 'approval', percent: 15 }]);
  expect(mails[0]).toMatchObject({ to: user.email, subject: 'A plan waits for your approval' });
  expect(mails[0]?.text).toContain(`${publicUrl}/tutorials/${tutorialId}`);
  expect(JSON.stringify(mails)).not.toContain('Add a contact');
  // Answered meanwhile: nothing is said any more.
  await database.db.updateTable('jobs').set({ status: 'queued', attempt: 2 }).where('id', '=', jobId).execute();
  expect(await runApproval({ jobId, attempt: 1 })).toEqual({ mails: 0 });
});

test('a state before the one to go on from keeps what an earlier attempt did', async () => {
  const { jobId } = await addJob(database.db, (await addUser(database.db)).id, { status: 'queued' });
  await database.db.updateTable('jobs').set({ resume_from: 'publish' }).where('id', '=', jobId).execute();
  const never = () => Promise.reject(new Error('was to be kept'));
  for (const state of ['authenticate', 'capture', 'review'] as const)
    expect(await stateHandler(state, deps, never)({ jobId, attempt: 1 })).toEqual({ kept: 1 });
  await runPublish({ jobId, attempt: 1 });
  expect((await stateOf(jobId)).status).toBe('done');
});

test('a finished job whose mail is sent again goes through every state before it untouched', async () => {
  const user = await addUser(database.db);
  const { jobId } = await addJob(database.db, user.id, { status: 'done', percent: 100 });
  await database.db.updateTable('jobs').set({ attempt: 2, resume_from: 'notify' }).where('id', '=', jobId).execute();
  const never = () => Promise.reject(new Error('was to be kept'));
  for (const state of ['authenticate', 'plan', 'capture', 'redact', 'publish'] as const)
    expect(await stateHandler(state, deps, never)({ jobId, attempt: 2 })).toEqual({ kept: 1 });
  expect(await runNotify({ jobId, attempt: 2 })).toEqual({ mails: 1 });
  expect(mails[0]?.to).toBe(user.email);
  expect(await stateOf(jobId)).toMatchObject({ status: 'done', percent: 100, tutorial: 'ready' });
});

test('a mail that fails leaves a finished tutorial finished, also when the failure path runs', async () => {
  const { jobId } = await addJob(database.db, (await addUser(database.db)).id, { status: 'done', percent: 100 });
  mailWorks = false;
  await expect(runNotify({ jobId, attempt: 1 })).rejects.toMatchObject({ name: 'INTERNAL' });
  mailWorks = true;
  expect(await runFail(failure(jobId, 'INTERNAL'))).toEqual({ failed: 0 });
  expect(await stateOf(jobId)).toMatchObject({ status: 'done', tutorial: 'ready', error_code: null });
  expect(mails).toEqual([]);
});

test.each([
  ['RECONNECT_REQUIRED', 'RECONNECT_REQUIRED', 'Connect it again'],
  ['States.Timeout', 'INTERNAL', 'went wrong on our side'],
  ['toString', 'INTERNAL', 'went wrong on our side'],
])('fail turns %s into %s, ends job and tutorial, and mails why and how to try again', async (name, code, reason) => {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'capture', percent: 15 });
  expect(await runFail(failure(jobId, name))).toEqual({ failed: 1 });
  expect(await stateOf(jobId)).toEqual({
    status: 'failed',
    percent: 15,
    error_code: code,
    finished_at: expect.any(Date),
    tutorial: 'failed',
  });
  expect(await eventsOf(jobId)).toEqual([{ status: 'failed', percent: 15 }]);
  const job = await database.db.selectFrom('jobs').select('failed_in').where('id', '=', jobId).executeTakeFirst();
  expect(job?.failed_in).toBe('capture');
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain(reason);
  expect(mails[0]?.text).toContain('try again');
  expect(mails[0]?.text).toContain(`${publicUrl}/tutorials/${tutorialId}`);
});

test('fail that could not mail is safe to repeat: one event, the first reason, one mail', async () => {
  const { jobId } = await addJob(database.db, (await addUser(database.db)).id, { status: 'plan' });
  mailWorks = false;
  await expect(runFail(failure(jobId, 'MODEL_UNAVAILABLE'))).rejects.toMatchObject({ name: 'INTERNAL' });
  mailWorks = true;
  expect(await runFail(failure(jobId, 'INTERNAL'))).toEqual({ failed: 1 });
  expect(await stateOf(jobId)).toMatchObject({ status: 'failed', error_code: 'MODEL_UNAVAILABLE' });
  expect(await eventsOf(jobId)).toHaveLength(1);
  expect(mails[0]?.text).toContain('The AI service did not answer');
});

test('fail leaves a newer attempt and a deleted job alone', async () => {
  const { jobId } = await addJob(database.db, (await addUser(database.db)).id, { status: 'plan' });
  await database.db.updateTable('jobs').set({ attempt: 2 }).where('id', '=', jobId).execute();
  expect(await runFail(failure(jobId, 'INTERNAL'))).toEqual({ failed: 0 });
  await database.db.deleteFrom('jobs').where('id', '=', jobId).execute();
  expect(await runFail(failure(jobId, 'INTERNAL'))).toEqual({ failed: 0 });
  expect(mails).toEqual([]);
});
