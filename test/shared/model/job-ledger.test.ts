import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJobLedger } from '#shared/model/job-ledger.ts';
import { jobBudget, noTokens, type ModelCall } from '#shared/model/ledger.ts';
import { RawFrame } from '#shared/redaction/frames.ts';
import { masked } from '../../support/masked-frame.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addUser } from '../../support/rows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

const call = (part: Partial<ModelCall>): ModelCall => ({
  task: 'plan',
  model: 'claude-sonnet-5-5',
  outcome: 'answered',
  status: 200,
  ...noTokens,
  costMicros: 0,
  ms: 5,
  ...part,
});

test('requests are summed over the states of an attempt, and the next one is refused when the budget is spent', async () => {
  const { db } = database;
  const { jobId } = await addJob(db, (await addUser(db)).id);
  const planning = await openJobLedger(db, { jobId, attempt: 1 }, 'plan');
  planning.admit();
  await planning.record(call({ input: 700, cacheWritten: 50, output: 10, costMicros: jobBudget.costMicros - 1 }));
  planning.admit();
  expect(planning.counts()).toMatchObject({ modelCalls: 1, inputTokens: 750, outputTokens: 10 });

  const walking = await openJobLedger(db, { jobId, attempt: 1 }, 'capture');
  walking.admit();
  await walking.record(call({ task: 'navigate', costMicros: 1 }));
  expect(() => walking.admit()).toThrow('BUDGET_SPENT: money');
  await expect(openJobLedger(db, { jobId, attempt: 1 }, 'analyze').then((ledger) => ledger.admit())).rejects.toThrow(
    'BUDGET_SPENT',
  );
  // Trying again is the user's decision and has a budget of its own.
  (await openJobLedger(db, { jobId, attempt: 2 }, 'plan')).admit();

  const rows = await db
    .selectFrom('model_calls')
    .select(['state', 'task', 'outcome', 'cost_micros'])
    .where('job_id', '=', jobId)
    .orderBy('id')
    .execute();
  expect(rows).toMatchObject([
    { state: 'plan', task: 'plan', outcome: 'answered' },
    { state: 'capture', task: 'navigate', cost_micros: 1 },
  ]);
});

test('tokens are limited like money', async () => {
  const { db } = database;
  const { jobId } = await addJob(db, (await addUser(db)).id);
  const ledger = await openJobLedger(db, { jobId, attempt: 1 }, 'capture');
  await ledger.record(call({ cacheRead: jobBudget.tokens }));
  expect(() => ledger.admit()).toThrow('BUDGET_SPENT: tokens');
});

test('every picture of a request has an audit row of counts before it is sent, once', async () => {
  const { db } = database;
  const { jobId, tutorialId } = await addJob(db, (await addUser(db)).id);
  const ledger = await openJobLedger(db, { jobId, attempt: 1 }, 'capture');
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#345' } })
    .png()
    .toBuffer();
  const box = { x: 0, y: 0, width: 32, height: 32 };
  const region = { box, kind: 'name', stage: 'structure', reason: 'label' } as const;
  const picture = await masked(new RawFrame(png, 64, 64), [region]);
  await ledger.sends?.([picture]);
  await ledger.sends?.([picture]);
  const rows = await db.selectFrom('redaction_audit').selectAll().where('tutorial_id', '=', tutorialId).execute();
  expect(rows).toMatchObject([{ asset_id: null, regions: picture.regions.length, output_sha256: picture.sha256 }]);
});
