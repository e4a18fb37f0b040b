import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobGauges } from '../../../functions/retention/gauges.ts';
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
