import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { dispatch } from '../../../functions/dispatcher/dispatch.ts';
import { executionName, type StateInput } from '#shared/contract/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addStepWithFrame, addUser } from '../../support/rows.ts';

let database: TestDatabase;
let started: string[] = [];
let startFails = false;
const executions = {
  async start(input: StateInput) {
    if (startFails) throw new Error('throttled');
    const isNew = !started.includes(executionName(input));
    if (isNew) started.push(executionName(input));
    return isNew;
  },
};

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(() => {
  started = [];
  startFails = false;
  sent = [];
  today = new Date();
});
afterEach(() => database.db.updateTable('jobs').set({ status: 'done' }).execute());

const message = (jobId: string, attempt = 1) => ({ id: randomUUID(), body: JSON.stringify({ jobId, attempt }) });
let today = new Date();
const walks = 6;
/** What was sent to be delivered again later, and the pause before it. */
let sent: (StateInput & { delaySeconds: number | undefined })[] = [];
const queue = {
  async send({ jobId, attempt }: StateInput, delaySeconds?: number) {
    sent.push({ jobId, attempt, delaySeconds });
  },
};
const run = (...messages: { id: string; body: string }[]) =>
  dispatch({ db: database.db, executions, queue, walks, now: () => today }, messages);

test('a message starts its job once, however often it is delivered', async () => {
  const user = await addUser(database.db);
  const { jobId } = await addJob(database.db, user.id);
  expect(await run(message(jobId), message(jobId))).toEqual([]);
  expect(await run(message(jobId))).toEqual([]);
  expect(started).toEqual([`job-${jobId}-1`]);
});

test('an operator’s message starts the next attempt of a failed job, once, and of no other', async () => {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'failed' });
  await addStepWithFrame(database.db, tutorialId, 1);
  await database.db.updateTable('jobs').set({ failed_in: 'review' }).where('id', '=', jobId).execute();
  const redrive = (of: string, attempt = 1) => ({
    id: randomUUID(),
    body: JSON.stringify({ jobId: of, attempt, redrive: true }),
  });
  const atWork = await addJob(database.db, user.id, { status: 'capture' });
  expect(await run(redrive(jobId), redrive(jobId), redrive(atWork.jobId), redrive(randomUUID()))).toEqual([]);
  expect(started).toEqual([`job-${jobId}-2`]);
  const row = await database.db.selectFrom('jobs').select('resume_from').where('id', '=', jobId).executeTakeFirst();
  expect(row?.resume_from).toBe('review');
});

test('an operator’s message for a job that is done starts the sending of its mail alone, once', async () => {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'done', percent: 100 });
  const redrive = { id: randomUUID(), body: JSON.stringify({ jobId, attempt: 1, redrive: true }) };
  expect(await run(redrive, redrive)).toEqual([]);
  expect(started).toEqual([`job-${jobId}-2`]);
  const { db } = database;
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  expect(job).toMatchObject({ status: 'done', percent: 100, resume_from: 'notify' });
  const tutorial = await db.selectFrom('tutorials').select('status').where('id', '=', tutorialId).executeTakeFirst();
  expect(tutorial?.status).toBe('ready');
});

test('malformed messages, unknown jobs, stale attempts and jobs at work are dropped, and the rest is started', async () => {
  const user = await addUser(database.db);
  const { jobId } = await addJob(database.db, user.id);
  const atWork = await addJob(database.db, user.id, { status: 'capture' });
  const kept = await run(
    { id: 'a', body: 'not json' },
    { id: 'b', body: JSON.stringify({ jobId: 'x', attempt: 0 }) },
    message(randomUUID()),
    message(jobId, 7),
    message(atWork.jobId),
    message(jobId),
  );
  expect(kept).toEqual([]);
  expect(started).toEqual([`job-${jobId}-1`]);
});

test('a job over its user’s limit asks again later, as often as it takes, until there is room', async () => {
  const user = await addUser(database.db);
  const running = await Promise.all([1, 2, 3].map(() => addJob(database.db, user.id, { status: 'plan' })));
  const { jobId } = await addJob(database.db, user.id);
  const waiting = message(jobId);
  const other = message((await addJob(database.db, (await addUser(database.db)).id)).jobId);
  // Not as a failure: after five of those the queue puts a message aside.
  expect(await run(waiting, other)).toEqual([]);
  expect(sent).toEqual([{ jobId, attempt: 1, delaySeconds: 30 }]);
  expect(started).toHaveLength(1);
  await database.db
    .updateTable('jobs')
    .set({ status: 'done' })
    .where('id', '=', running[0]?.jobId ?? '')
    .execute();
  expect(await run(waiting)).toEqual([]);
  expect(started).toHaveLength(2);
});

test('a start that fails returns its message alone', async () => {
  const { jobId } = await addJob(database.db, (await addUser(database.db)).id);
  startFails = true;
  const failing = message(jobId);
  expect(await run({ id: 'a', body: '' }, failing)).toEqual([failing.id]);
});

test('a job waits in the queue while as many walks as there are browsers go on, whosever they are', async () => {
  const users = await Promise.all(Array.from({ length: walks }, () => addUser(database.db)));
  const states = ['authenticate', 'plan', 'capture', 'capture', 'capture'] as const;
  const walking = await Promise.all(states.map((status, at) => addJob(database.db, users[at]!.id, { status })));
  // Beyond its walk, so that it holds no browser.
  await addJob(database.db, users[5]!.id, { status: 'analyze' });
  const asked = await Promise.all(users.slice(0, 2).map(({ id }) => addJob(database.db, id)));
  today = new Date(Date.now() + 60_000);
  // One place is left; the row of what takes it still says that it is queued.
  expect(await run(...asked.map(({ jobId }) => message(jobId)))).toEqual([]);
  expect(started).toEqual([`job-${asked[0]!.jobId}-1`]);
  const [, { jobId }] = asked as [unknown, { jobId: string }];
  expect(sent).toEqual([{ jobId, attempt: 1, delaySeconds: 30 }]);
  // It is neither lost nor abandoned.
  const row = await database.db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  expect([row.status, row.updated_at]).toEqual(['queued', today]);

  const { db } = database;
  await db.updateTable('jobs').set({ status: 'capture' }).where('id', '=', asked[0]!.jobId).execute();
  expect(await run(message(jobId))).toEqual([]);
  expect(started).toHaveLength(1);
  await db.updateTable('jobs').set({ status: 'redact' }).where('id', '=', walking[4]!.jobId).execute();
  expect(await run(message(jobId))).toEqual([]);
  expect(started).toHaveLength(2);
});

test('a job that goes on behind its walk needs no browser and does not wait for one', async () => {
  const users = await Promise.all(Array.from({ length: walks + 1 }, () => addUser(database.db)));
  await Promise.all(users.slice(1).map(({ id }) => addJob(database.db, id, { status: 'capture' })));
  const { jobId } = await addJob(database.db, users[0]!.id);
  await database.db.updateTable('jobs').set({ resume_from: 'review' }).where('id', '=', jobId).execute();
  await run(message(jobId));
  expect(started).toEqual([`job-${jobId}-1`]);
});
