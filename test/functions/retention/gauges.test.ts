import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobGauges, sessionGauge } from '../../../functions/retention/gauges.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addUser } from '../../support/rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

test('every state that is not an end has its count and the age of its oldest job', async () => {
  const { db } = database;
  const user = await addUser(db);
  for (const status of ['queued', 'queued', 'done'] as const) await addJob(db, user.id, { status });
  const inAnHour = new Date(Date.now() + 3_600_000);
  const gauges = await jobGauges({ db, now: () => inAnHour });
  const queued = gauges.find(({ status }) => status === 'queued')!;
  expect(queued.jobs).toBe(2);
  expect(queued.oldestSeconds).toBeGreaterThanOrEqual(3599);
  expect(gauges.find(({ status }) => status === 'capture')).toEqual({ status: 'capture', jobs: 0, oldestSeconds: 0 });
  expect(gauges.some(({ status }) => status === 'done')).toBe(false);
});

test('sessions with a place and those that wait for one are counted apart', async () => {
  const { db } = database;
  const user = await addUser(db);
  const now = new Date();
  const session = (times: { queued_at?: Date; admitted_at?: Date }) => ({
    user_id: user.id,
    scope: 'stream' as const,
    platform_url: 'https://crm.example.com/',
    display_name: 'CRM',
    ticket_hash: randomBytes(32),
    ticket_expires_at: now,
    ...times,
  });
  const rows = [session({}), session({ queued_at: now }), session({ queued_at: now, admitted_at: now })];
  await db.insertInto('browser_sessions').values(rows).execute();
  expect(await sessionGauge(db)).toEqual({ sessions: 1, waiting: 1 });
});
