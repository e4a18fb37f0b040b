import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runRetention } from '../../../functions/retention/run-retention.ts';
import type { StateInput } from '#shared/contract/pipeline.ts';
import { writeDownPairKeys } from '#shared/db/pair-key-erasures.ts';
import type { Mail } from '#shared/mail/mailer.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addConnection, addJob, addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';

const minute = 60_000;
const day = 86_400_000;
let database: TestDatabase;
let user: SignedInUser;
let keys = new Set<string>();
let sent: StateInput[] = [];
let erased: string[] = [];
let keysAnswer = true;
let mails: Mail[] = [];
let refusedAddress = '';

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.db.deleteFrom('users').execute();
  user = await addUser(database.db);
  keys = new Set();
  sent = [];
  erased = [];
  keysAnswer = true;
  mails = [];
  refusedAddress = '';
});

const run = (at = new Date()) =>
  runRetention({
    db: database.db,
    now: () => at,
    queue: { send: async (message) => void sent.push(message) },
    erase: async (key) => void erased.push(key),
    publicUrl,
    async sendMail(mail) {
      if (mail.to === refusedAddress) throw new Error('refused');
      mails.push(mail);
    },
    keys: {
      async remove({ userId, platformId }) {
        if (!keysAnswer) throw new Error('storage is away');
        keys.delete(`${userId}/${platformId}`);
      },
    },
  });
const ago = (ms: number) => new Date(Date.now() - ms);
const count = async (
  table: 'connections' | 'sessions' | 'browser_sessions' | 'progress_events' | 'sign_in_attempts' | 'report_attempts',
) =>
  Number(
    (
      await database.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('rows'))
        .executeTakeFirstOrThrow()
    ).rows,
  );

test('a connection is there until its day, then row and key are gone', async () => {
  const expiresAt = new Date(Date.now() + 30 * day);
  const { platformId } = await addConnection(database.db, user.id, { expiresAt });
  keys.add(`${user.id}/${platformId}`);
  await run(new Date(expiresAt.getTime() - minute));
  expect([await count('connections'), keys.size]).toEqual([1, 1]);
  expect(await run(expiresAt)).toMatchObject({ expiredConnections: 1 });
  expect([await count('connections'), keys.size]).toEqual([0, 0]);
});

test('a key that cannot be deleted keeps its row for the next run, stops no other rule, and fails loudly', async () => {
  await addConnection(database.db, user.id, { expiresAt: ago(minute) });
  await addJob(database.db, user.id, { updatedAt: ago(6 * minute) });
  keysAnswer = false;
  await expect(run()).rejects.toThrow('deleteExpiredConnections');
  expect(await count('connections')).toBe(1);
  expect(sent).toHaveLength(1);
  keysAnswer = true;
  await run();
  expect(await count('connections')).toBe(0);
});

test('ended sessions, old attempts and browser sessions unheard of for two minutes go, others stay', async () => {
  const session = (expires_at: Date) => ({ token_hash: randomBytes(32), user_id: user.id, expires_at });
  await database.db.deleteFrom('sessions').execute();
  await database.db
    .insertInto('sessions')
    .values([session(ago(1)), session(new Date(Date.now() + minute))])
    .execute();
  const browser = (created_at: Date, seen_at: Date | null = null) => ({
    user_id: user.id,
    scope: 'stream' as const,
    platform_url: 'https://crm.example.com/',
    display_name: 'CRM',
    task_arn: 'task',
    ticket_hash: randomBytes(32),
    ticket_expires_at: created_at,
    ticket_used_at: null,
    created_at,
    seen_at,
  });
  await database.db
    .insertInto('browser_sessions')
    .values([
      browser(ago(3 * minute)),
      browser(ago(9 * minute), ago(3 * minute)),
      browser(ago(9 * minute), ago(minute)),
    ])
    .execute();
  const email_hash = randomBytes(32);
  await database.db
    .insertInto('sign_in_attempts')
    .values([
      { email_hash, at: ago(61 * minute) },
      { email_hash, at: ago(minute) },
    ])
    .execute();
  await run();
  expect([await count('sessions'), await count('browser_sessions'), await count('sign_in_attempts')]).toEqual([
    1, 1, 1,
  ]);
});

test('attempts to report are kept for a day', async () => {
  const { tutorialId } = await addJob(database.db, user.id, { status: 'done' });
  const attempt = (at: Date) => ({
    source_hash: randomBytes(32),
    tutorial_id: tutorialId,
    reporter: 'viewer' as const,
    at,
  });
  await database.db
    .insertInto('report_attempts')
    .values([attempt(ago(day + minute)), attempt(ago(day - minute))])
    .execute();
  await run();
  expect(await count('report_attempts')).toBe(1);
});

test('progress events are kept for ninety days', async () => {
  const { jobId } = await addJob(database.db, user.id, { status: 'done' });
  const event = { job_id: jobId, status: 'done' as const, percent: 100 };
  await database.db
    .insertInto('progress_events')
    .values([
      { ...event, created_at: ago(91 * day) },
      { ...event, created_at: ago(89 * day) },
    ])
    .execute();
  await run();
  expect(await count('progress_events')).toBe(1);
});

test('a job queued for more than five minutes is sent again, a younger or finished one is not', async () => {
  const stale = await addJob(database.db, user.id, { updatedAt: ago(6 * minute) });
  await addJob(database.db, user.id, { updatedAt: ago(4 * minute) });
  await addJob(database.db, user.id, { status: 'failed', updatedAt: ago(6 * minute) });
  await run();
  expect(sent).toEqual([{ jobId: stale.jobId, attempt: 1 }]);
});

test('a job that nothing has moved for an hour fails with its tutorial, so that it can be tried again', async () => {
  const lost = await addJob(database.db, user.id, { status: 'capture', percent: 15, updatedAt: ago(61 * minute) });
  const slow = await addJob(database.db, user.id, { status: 'capture', updatedAt: ago(50 * minute) });
  await run();
  const rows = await database.db
    .selectFrom('jobs')
    .innerJoin('tutorials', 'tutorials.id', 'jobs.tutorial_id')
    .select(['jobs.id', 'jobs.status', 'jobs.error_code', 'tutorials.status as tutorial'])
    .execute();
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({ id: lost.jobId, status: 'failed', error_code: 'INTERNAL', tutorial: 'failed' });
  expect(rows).toContainEqual({ id: slow.jobId, status: 'capture', error_code: null, tutorial: 'making' });
  const events = await database.db.selectFrom('progress_events').select(['job_id', 'status', 'percent']).execute();
  expect(events).toEqual([{ job_id: lost.jobId, status: 'failed', percent: 15 }]);
});

test('a plan waits a week for its user and not longer, and nothing else ends it', async () => {
  const day = 24 * 60 * minute;
  const late = await addJob(database.db, user.id, {
    status: 'approval',
    percent: 15,
    updatedAt: ago(7 * day + minute),
  });
  const waiting = await addJob(database.db, user.id, { status: 'approval', updatedAt: ago(7 * day - minute) });
  await run();
  const rows = await database.db.selectFrom('jobs').select(['id', 'status', 'error_code']).execute();
  expect(rows).toContainEqual({ id: late.jobId, status: 'failed', error_code: 'PLAN_EXPIRED' });
  expect(rows).toContainEqual({ id: waiting.jobId, status: 'approval', error_code: null });
});

test('a file that was left to be erased is erased', async () => {
  await database.db.insertInto('erasures').values({ key: 'assets/t/a.webp' }).execute();
  expect(await run()).toMatchObject({ erasedFiles: 1 });
  expect(await run()).toMatchObject({ erasedFiles: 0 });
  expect(erased).toEqual(['assets/t/a.webp']);
});

test('who had a job that was lost, or a plan that waited too long, is told why, once', async () => {
  const lost = await addJob(database.db, user.id, { status: 'capture', updatedAt: ago(61 * minute) });
  const waited = await addJob(database.db, user.id, { status: 'approval', updatedAt: ago(7 * day + minute) });
  expect(await run()).toMatchObject({ mailedFailures: 2 });
  await run();
  expect(mails.map(({ to }) => to)).toEqual([user.email, user.email]);
  const about = (id: string) => mails.find(({ text }) => text.includes(`${publicUrl}/tutorials/${id}`));
  expect(about(lost.tutorialId)?.text).toContain('went wrong on our side');
  expect(about(lost.tutorialId)?.idempotencyKey).toBe(`failed-job-${lost.jobId}-1`);
  expect(about(waited.tutorialId)?.text).toContain('waited a week');
});

test('a mail that is refused is tried a few times and keeps no other back; who tries again is told nothing old', async () => {
  const other = await addUser(database.db);
  refusedAddress = user.email;
  for (const { id } of [user, other]) await addJob(database.db, id, { status: 'capture', updatedAt: ago(61 * minute) });
  await run();
  expect(mails.map(({ to }) => to)).toEqual([other.email]);
  const tries = async () => {
    const rows = await database.db.selectFrom('jobs').select('mail_tries').where('user_id', '=', user.id).execute();
    return rows[0]!.mail_tries;
  };
  for (let at = 5; at <= 24 * 60; at += 5) await run(new Date(Date.now() + at * minute));
  expect(await tries()).toBe(8);
  expect(mails).toHaveLength(1);
  refusedAddress = '';
  await database.db.updateTable('jobs').set({ status: 'queued', mail_tries: 0, attempt: 2 }).execute();
  await run();
  expect(mails).toHaveLength(1);
});

test('a pair key that could not be erased with its connection is erased later', async () => {
  const pair = { userId: user.id, platformId: randomUUID() };
  keys = new Set([`${pair.userId}/${pair.platformId}`]);
  await writeDownPairKeys(database.db, [pair]);
  keysAnswer = false;
  await expect(run()).rejects.toThrow('eraseLeftKeys');
  keysAnswer = true;
  expect(await run()).toMatchObject({ erasedKeys: 1 });
  expect(await run()).toMatchObject({ erasedKeys: 0 });
  expect([...keys]).toEqual([]);
});
