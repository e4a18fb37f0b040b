import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { jobsApi } from '../../../functions/jobs/routes.ts';
import { job as jobShape, type Job } from '#shared/contract/jobs.ts';
import type { StateInput } from '#shared/contract/pipeline.ts';
import type { Api } from '#shared/http/app.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addConnection, addJob, addStepWithFrame, addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';

let database: TestDatabase;
let api: Api;
let user: SignedInUser;
let sent: StateInput[] = [];
let queueAnswers = true;

beforeAll(async () => {
  database = await startTestDatabase();
  // Open every connection of the pool, so that what is sent side by side also arrives so.
  await Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.05)`.execute(database.db)));
  const queue = {
    async send(message: StateInput) {
      if (!queueAnswers) throw new Error('queue is away');
      sent.push(message);
    },
  };
  api = jobsApi({ db: database.db, publicUrl, now: () => new Date(), queue });
});
afterAll(() => database.stop());
beforeEach(async () => {
  user = await addUser(database.db);
  sent = [];
  queueAnswers = true;
});

const create = async (who: SignedInUser, connectionId: string, more = {}) =>
  api.request('/api/jobs', {
    method: 'POST',
    headers: who.headers,
    body: JSON.stringify({ connectionId, goal: '  Add a contact ', requestKey: randomUUID(), ...more }),
  });
const retry = (who: SignedInUser, jobId: string) =>
  api.request(`/api/jobs/${jobId}/retry`, { method: 'POST', headers: who.headers });
const read = async (who: SignedInUser, jobId: string) => api.request(`/api/jobs/${jobId}`, { headers: who.headers });
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;

test('a request makes a queued job, a tutorial in the making, a first progress event and one message of ids', async () => {
  const connection = await addConnection(database.db, user.id);
  const answer = await create(user, connection.id);
  expect(answer.status).toBe(201);
  const job = jobShape.parse(await answer.json());
  expect(job).toMatchObject({
    goal: 'Add a contact',
    status: 'queued',
    percent: 0,
    attempt: 1,
    errorCode: null,
    connection: { id: connection.id, displayName: 'CRM' },
  });
  expect(sent).toEqual([{ jobId: job.id, attempt: 1 }]);
  const tutorial = await database.db
    .selectFrom('tutorials')
    .selectAll()
    .where('id', '=', job.tutorialId)
    .executeTakeFirstOrThrow();
  expect(tutorial).toMatchObject({ user_id: user.id, status: 'making', platform_url: 'https://crm.example.com/' });
  const events = await database.db.selectFrom('progress_events').selectAll().where('job_id', '=', job.id).execute();
  expect(events).toMatchObject([{ status: 'queued', percent: 0 }]);
  expect(await (await read(user, job.id)).json()).toEqual(job);
});

test('the same request key, also side by side, makes one job and one message', async () => {
  const connection = await addConnection(database.db, user.id);
  const requestKey = randomUUID();
  const answers = await Promise.all([1, 2, 3].map(() => create(user, connection.id, { requestKey })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201]);
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Job).id));
  expect(new Set(ids).size).toBe(1);
  expect(sent).toHaveLength(1);
});

test('nobody uses somebody else’s connection, an expired one, or one that is no more', async () => {
  const other = await addUser(database.db);
  const foreign = await addConnection(database.db, other.id);
  const expired = await addConnection(database.db, user.id, { expiresAt: new Date(Date.now() - 1000) });
  expect(await codeOf(await create(user, foreign.id))).toBe('NOT_FOUND');
  expect(await codeOf(await create(user, expired.id))).toBe('RECONNECT_REQUIRED');
  expect(await codeOf(await create(user, randomUUID()))).toBe('NOT_FOUND');
  expect(sent).toEqual([]);
  const { rows } = await database.db
    .selectFrom('jobs')
    .select((eb) => eb.fn.countAll<string>().as('rows'))
    .where('user_id', '=', user.id)
    .executeTakeFirstOrThrow();
  expect(rows).toBe('0');
});

test.each([
  ['empty', '   '],
  ['of 10,000 characters', 'x'.repeat(10_000)],
])('a goal %s is refused with its field named', async (_, goal) => {
  const connection = await addConnection(database.db, user.id);
  const answer = await create(user, connection.id, { goal });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: { detail: string } }).error.detail).toMatch(/^goal: /);
});

test('three jobs may be in the making, not four, however they are sent', async () => {
  const connection = await addConnection(database.db, user.id);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => create(user, connection.id)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 201, 429, 429]);
  await database.db.updateTable('jobs').set({ status: 'done' }).where('user_id', '=', user.id).execute();
  expect((await create(user, connection.id)).status).toBe(201);
});

test('a queue that does not answer loses no job', async () => {
  const connection = await addConnection(database.db, user.id);
  queueAnswers = false;
  const answer = await create(user, connection.id);
  expect(answer.status).toBe(201);
  expect(((await answer.json()) as Job).status).toBe('queued');
});

test('a failed job is tried again as the next attempt, from the beginning', async () => {
  const connection = await addConnection(database.db, user.id);
  const { jobId, tutorialId } = await addJob(database.db, user.id, {
    status: 'failed',
    connectionId: connection.id,
    percent: 65,
  });
  const job = jobShape.parse(await (await retry(user, jobId)).json());
  expect(job).toMatchObject({ status: 'queued', attempt: 2, percent: 0, errorCode: null });
  expect(sent).toEqual([{ jobId, attempt: 2 }]);
  const tutorial = await database.db.selectFrom('tutorials').select('status').where('id', '=', tutorialId).execute();
  expect(tutorial).toEqual([{ status: 'making' }]);
  expect(await codeOf(await retry(user, jobId))).toBe('JOB_NOT_RETRYABLE');
});

test('a retry after reconnecting uses the new connection to the same platform, and without one asks for it', async () => {
  const { jobId } = await addJob(database.db, user.id, { status: 'failed' });
  await addConnection(database.db, user.id, { platformUrl: 'https://elsewhere.example.com/' });
  await addConnection(database.db, user.id, { expiresAt: new Date(Date.now() - 1000) });
  expect(await codeOf(await retry(user, jobId))).toBe('RECONNECT_REQUIRED');
  const anew = await addConnection(database.db, user.id, { platformUrl: 'https://crm.example.com/start' });
  const job = (await (await retry(user, jobId)).json()) as Job;
  expect(job.connection?.id).toBe(anew.id);
});

test('somebody else’s job is not found', async () => {
  const other = await addUser(database.db);
  const { jobId } = await addJob(database.db, user.id, { status: 'failed' });
  expect((await read(other, jobId)).status).toBe(404);
  expect((await retry(other, jobId)).status).toBe(404);
  expect((await api.request(`/api/jobs/${jobId}`)).status).toBe(401);
});

const planned = {
  title: 'Create a deal',
  preconditions: [],
  steps: [
    { intent: 'Enter the name: Spring order', risk: 'none' },
    { intent: 'Save', risk: 'changes' },
  ],
  values: [
    { field: 'name', value: 'Spring order', sample: false },
    { field: 'stage', value: 'New', sample: true },
    { field: 'amount', value: '', sample: false },
  ],
  changes: ['A deal called Spring order'],
  proof: 'Spring order is listed',
};
async function waitingJob() {
  const connection = await addConnection(database.db, user.id);
  const made = await addJob(database.db, user.id, { status: 'approval', connectionId: connection.id, percent: 15 });
  const goal = 'Create a deal called "Spring order"';
  await database.db
    .updateTable('jobs')
    .set({ plan: JSON.stringify(planned), goal })
    .where('id', '=', made.jobId)
    .execute();
  return made;
}
const answer = (who: SignedInUser, jobId: string, verb: string, body: object) =>
  api.request(`/api/jobs/${jobId}/${verb}`, { method: 'POST', headers: who.headers, body: JSON.stringify(body) });

test('whoever approves the plan has the values typed as they wrote them; the next attempt goes on behind the plan', async () => {
  const { jobId, tutorialId } = await waitingJob();
  const approved = await answer(user, jobId, 'approve', { attempt: 1, values: ['Autumn order', 'New', '90'] });
  const job = jobShape.parse(await approved.json());
  expect(job).toMatchObject({ status: 'queued', attempt: 2, percent: 15, goal: 'Create a deal called "Autumn order"' });
  expect(job.plan?.values).toEqual([
    { field: 'name', value: 'Autumn order', sample: false },
    { field: 'stage', value: 'New', sample: true },
    { field: 'amount', value: '90', sample: false },
  ]);
  expect(job.plan?.changes).toEqual(['A deal called Autumn order']);
  expect(sent).toEqual([{ jobId, attempt: 2 }]);
  const row = await database.db.selectFrom('tutorials').select('goal').where('id', '=', tutorialId).executeTakeFirst();
  expect(row?.goal).toContain('Autumn order');
  // Pressed twice, or in another window.
  const again = await answer(user, jobId, 'approve', { attempt: 1, values: ['a', 'b', 'c'] });
  expect(await codeOf(again)).toBe('PLAN_NOT_WAITING');
  expect(sent).toHaveLength(1);
});

test('a plan is not approved with a value missing, by its old attempt, or by somebody else', async () => {
  const { jobId } = await waitingJob();
  const values = ['Spring order', 'New', '90'];
  const refused = [
    [user, { attempt: 1, values: ['Spring order', 'New', ' '] }, 'INVALID_INPUT'],
    [user, { attempt: 1, values: values.slice(1) }, 'INVALID_INPUT'],
    [user, { attempt: 2, values }, 'PLAN_NOT_WAITING'],
    [await addUser(database.db), { attempt: 1, values }, 'NOT_FOUND'],
  ] as const;
  for (const [who, body, code] of refused) expect(await codeOf(await answer(who, jobId, 'approve', body))).toBe(code);
  expect(sent).toEqual([]);
  expect(((await (await read(user, jobId)).json()) as Job).status).toBe('approval');
});

test('a declined plan ends the job, and trying again makes a new plan', async () => {
  const { jobId } = await waitingJob();
  expect(await (await answer(user, jobId, 'decline', { attempt: 1 })).json()).toMatchObject({
    status: 'failed',
    errorCode: 'PLAN_DECLINED',
  });
  expect(sent).toEqual([]);
  expect(await (await retry(user, jobId)).json()).toMatchObject({ status: 'queued', attempt: 2, plan: null });
});

test('an approved plan stays approved when it was not at fault', async () => {
  const { jobId } = await waitingJob();
  await answer(user, jobId, 'approve', { attempt: 1, values: ['Spring order', 'New', '90'] });
  const fail = (error_code: 'BROWSER_LOST' | 'GOAL_NOT_REACHED') =>
    database.db.updateTable('jobs').set({ status: 'failed', error_code }).where('id', '=', jobId).execute();
  await fail('BROWSER_LOST');
  expect(((await (await retry(user, jobId)).json()) as Job).plan?.title).toBe('Create a deal');
  await fail('GOAL_NOT_REACHED');
  expect(((await (await retry(user, jobId)).json()) as Job).plan).toBeNull();
});

test('what was walked is not walked again, and then needs no connection', async () => {
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'failed' });
  const set = (values: object) => database.db.updateTable('jobs').set(values).where('id', '=', jobId).execute();
  await addStepWithFrame(database.db, tutorialId, 1);
  await set({ failed_in: 'generate', error_code: 'MODEL_UNAVAILABLE' });
  expect((await retry(user, jobId)).status).toBe(200);
  const row = await database.db.selectFrom('jobs').select('resume_from').where('id', '=', jobId).executeTakeFirst();
  expect(row?.resume_from).toBe('generate');
  await set({ status: 'failed', failed_in: 'redact', error_code: 'FRAME_NOT_SAFE' });
  expect(await codeOf(await retry(user, jobId))).toBe('RECONNECT_REQUIRED');
});

test('plans wait unless the connection, or the request itself, says otherwise', async () => {
  const connection = await addConnection(database.db, user.id);
  const waits = async (more = {}) => {
    const { id } = (await (await create(user, connection.id, more)).json()) as Job;
    const row = await database.db.selectFrom('jobs').select('approve_plan').where('id', '=', id).executeTakeFirst();
    return row?.approve_plan;
  };
  expect(await waits()).toBe(true);
  await database.db
    .insertInto('connection_preferences')
    .values({ connection_id: connection.id, approve_plans: false })
    .execute();
  expect(await waits()).toBe(false);
  expect(await waits({ approvePlan: true })).toBe(true);
});
