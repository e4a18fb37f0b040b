import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '#shared/contract/jobs.ts';
import type { StateInput } from '#shared/contract/pipeline.ts';
import { tutorialChanges } from '#shared/contract/rerun.ts';
import { tutorial as tutorialShape } from '#shared/contract/tutorials.ts';
import { lookOverOf } from '#shared/db/look-overs.ts';
import type { Api } from '#shared/http/app.ts';
import { jobsApi } from '../../../functions/jobs/routes.ts';
import { confirmLookOver } from '../../../functions/sharing/look-over.ts';
import { tutorialsApi } from '../../../functions/tutorials/routes.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addConnection, addJob, addStepWithFrame, addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { waitingForLocks } from '../../support/waiting-for-locks.ts';

let database: TestDatabase;
let jobs: Api;
let tutorials: Api;
let user: SignedInUser;
let sent: StateInput[] = [];
const deleted: string[] = [];

const plan = { title: 'Add', preconditions: [], steps: [], values: [], changes: ['A contact'], proof: 'Listed' };

beforeAll(async () => {
  database = await startTestDatabase();
  const deps = { db: database.db, publicUrl, now: () => new Date() };
  jobs = jobsApi({ ...deps, queue: { send: async (message: StateInput) => void sent.push(message) } });
  const files = { get: async () => undefined, deleteUnder: async (prefix: string) => void deleted.push(prefix) };
  tutorials = tutorialsApi({ ...deps, files, offlineModel: false });
});
afterAll(() => database.stop());
beforeEach(async () => {
  user = await addUser(database.db);
  sent = [];
});

async function finished(connected = true) {
  const { db } = database;
  const connection = connected ? await addConnection(db, user.id) : undefined;
  const made = await addJob(db, user.id, { status: 'done', ...(connection ? { connectionId: connection.id } : {}) });
  await db
    .updateTable('jobs')
    .set({ plan: JSON.stringify(plan) })
    .where('id', '=', made.jobId)
    .execute();
  const steps = [await addStepWithFrame(db, made.tutorialId, 1), await addStepWithFrame(db, made.tutorialId, 2)];
  const second = { kind: 'select', role: 'button', name: 'Save', value: '' };
  await db
    .updateTable('steps')
    .set({ action: JSON.stringify(second) })
    .where('id', '=', steps[1]!.stepId)
    .execute();
  return { ...made, steps };
}
const call = (api: Api, method: string, path: string, body?: object, who = user) =>
  api.request(path, { method, headers: who.headers, ...(body ? { body: JSON.stringify(body) } : {}) });
const runAgain = (tutorialId: string, who = user, stepId?: string) =>
  call(jobs, 'POST', '/api/jobs/rerun', { tutorialId, ...(stepId && { stepId }) }, who);

/** A draft as the pipeline leaves it: the first step as it was, another in the place of the second. */
async function withDraft() {
  const { db } = database;
  const original = await finished();
  const job = (await (await runAgain(original.tutorialId)).json()) as Job;
  const draft = job.tutorialId;
  const same = await addStepWithFrame(db, draft, 1);
  const other = await addStepWithFrame(db, draft, 2);
  const action = JSON.stringify({ kind: 'select', role: 'button', name: 'Store', value: '', mended: true });
  await db.updateTable('steps').set({ action, text: 'Select **Store**.' }).where('id', '=', other.stepId).execute();
  await db.updateTable('tutorials').set({ status: 'ready', title: 'New title' }).where('id', '=', draft).execute();
  await db.updateTable('jobs').set({ status: 'done' }).where('id', '=', job.id).execute();
  return { ...original, draft, same, other };
}
const read = async (tutorialId: string) =>
  tutorialShape.parse(await (await call(tutorials, 'GET', `/api/tutorials/${tutorialId}`)).json());

test('running again makes one draft with the plan and the script, and no second tutorial in the list', async () => {
  const { tutorialId } = await finished();
  const answer = await runAgain(tutorialId);
  expect(answer.status).toBe(201);
  const job = (await answer.json()) as Job;
  expect(job).toMatchObject({ status: 'queued', rerun: 'whole', plan: { changes: ['A contact'] } });
  expect(sent).toEqual([{ jobId: job.id, attempt: 1 }]);
  const { script, approve_plan } = await database.db
    .selectFrom('jobs')
    .select(['script', 'approve_plan'])
    .where('id', '=', job.id)
    .executeTakeFirstOrThrow();
  expect(script?.map(({ name }) => name)).toEqual(['Add', 'Save']);
  expect(approve_plan).toBe(true);

  const again = await runAgain(tutorialId);
  expect([again.status, ((await again.json()) as Job).id]).toEqual([200, job.id]);
  const list = (await (await call(tutorials, 'GET', '/api/tutorials')).json()) as { tutorials: { id: string }[] };
  expect(list.tutorials.map(({ id }) => id)).toEqual([tutorialId]);
  expect((await read(tutorialId)).draft).toEqual({ tutorialId: job.tutorialId, jobId: job.id, status: 'making' });
});

test('nobody runs somebody else’s tutorial, a draft, or one without a connection', async () => {
  const { tutorialId, draft } = await withDraft();
  const other = await addUser(database.db);
  expect((await runAgain(tutorialId, other)).status).toBe(404);
  expect((await runAgain(draft)).status).toBe(404);
  for (const path of ['changes', 'take-over'] as const) {
    const method = path === 'changes' ? 'GET' : 'POST';
    expect((await call(tutorials, method, `/api/tutorials/${tutorialId}/${path}`, undefined, other)).status).toBe(404);
  }
  user = await addUser(database.db);
  expect((await runAgain((await finished(false)).tutorialId)).status).toBe(409);
});

test('the difference shows what is the same, and a mended step beside the one it replaces', async () => {
  const { tutorialId, draft, steps } = await withDraft();
  const changes = tutorialChanges.parse(
    await (await call(tutorials, 'GET', `/api/tutorials/${tutorialId}/changes`)).json(),
  );
  expect(changes.draftId).toBe(draft);
  expect(changes.changes.map(({ kind, mended }) => [kind, mended])).toEqual([
    ['same', false],
    ['changed', true],
  ]);
  expect(changes.changes[1]).toMatchObject({ before: { id: steps[1]!.stepId }, after: { text: 'Select **Store**.' } });
});

test('the difference names steps whose pictures were covered by hand, as long as they are the tutorial’s', async () => {
  const { tutorialId, steps } = await withDraft();
  const shown = async () =>
    tutorialChanges.parse(await (await call(tutorials, 'GET', `/api/tutorials/${tutorialId}/changes`)).json());
  expect((await shown()).coveredByHand).toEqual([]);
  await database.db
    .insertInto('marks')
    .values({
      tutorial_id: tutorialId,
      request_key: randomUUID(),
      asset_id: randomUUID(),
      result_asset_id: steps[0]!.assetId,
      marked_by: 'owner',
      regions: 1,
    })
    .execute();
  expect((await shown()).coveredByHand).toEqual([steps[0]!.stepId]);
  const taken = (await shown()).changes[0]!.after!.id;
  expect((await call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over/${taken}`)).status).toBe(204);
  expect(await database.db.selectFrom('assets').select('id').where('id', '=', steps[0]!.assetId).execute()).toEqual([]);
});

test('a draft that stopped says at which step, until it is tried again', async () => {
  const { db } = database;
  const { tutorialId, draft } = await withDraft();
  const script = [{ kind: 'select', role: 'link', name: 'Add', value: '' }];
  const second = { ...script[0]!, name: 'Save', stopped: true };
  await db
    .updateTable('jobs')
    .set({ script: JSON.stringify([...script, second]) })
    .where('tutorial_id', '=', draft)
    .execute();
  expect((await read(tutorialId)).draft).not.toHaveProperty('stoppedAt');
  await db.updateTable('tutorials').set({ status: 'failed' }).where('id', '=', draft).execute();
  await db.updateTable('jobs').set({ error_code: 'GOAL_NOT_REACHED' }).where('tutorial_id', '=', draft).execute();
  expect((await read(tutorialId)).draft).toMatchObject({ status: 'failed', stoppedAt: 2 });
});

test('taking over replaces texts, steps and pictures, closes what others could read, and erases the old files', async () => {
  const { db } = database;
  const { tutorialId, draft, steps, same, other } = await withDraft();
  await db.updateTable('tutorials').set({ published_at: new Date() }).where('id', '=', tutorialId).execute();
  expect((await call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over`)).status).toBe(204);
  const now = await read(tutorialId);
  expect(now).toMatchObject({ title: 'New title', draft: null });
  expect(now.steps.map(({ id, frame }) => [id, frame?.assetId])).toEqual([
    [same.stepId, same.assetId],
    [other.stepId, other.assetId],
  ]);
  const row = await db.selectFrom('tutorials').select('published_at').where('id', '=', tutorialId).executeTakeFirst();
  expect(row?.published_at).toBeNull();
  const erasures = await db.selectFrom('erasures').select('key').execute();
  expect(erasures.map(({ key }) => key)).toEqual(expect.arrayContaining(steps.map(({ key }) => key)));
  expect(await db.selectFrom('tutorials').select('id').where('id', '=', draft).execute()).toEqual([]);

  // What it took over lies in the draft's folder, and goes with the tutorial (S4).
  await call(tutorials, 'DELETE', `/api/tutorials/${tutorialId}`);
  expect(deleted).toContain(`assets/${draft}/`);
});

test('of two take-overs at once one finds no draft, and the steps and pictures of the other stay', async () => {
  const { db } = database;
  const { tutorialId, draft, same, other } = await withDraft();
  const path = `/api/tutorials/${tutorialId}/take-over`;
  const takeOver = async () => (await call(tutorials, 'POST', path)).status;
  const asked: Promise<number>[] = [];
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('tutorials').select('id').where('id', '=', tutorialId).forUpdate().execute();
    asked.push(takeOver(), takeOver());
    await waitingForLocks(db, 2);
  });
  expect(await Promise.all(asked)).toEqual(expect.arrayContaining([204, 404]));
  expect((await read(tutorialId)).steps.map(({ frame }) => frame?.assetId)).toEqual([same.assetId, other.assetId]);
  expect(await db.selectFrom('tutorials').select('id').where('id', '=', draft).execute()).toEqual([]);
});

test('a picture that is marked meanwhile is taken over as it was marked', async () => {
  const { db } = database;
  const { tutorialId, draft, same, other } = await withDraft();
  const marked = randomUUID();
  let asked: ReturnType<typeof call> | undefined;
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('tutorials').select('id').where('id', '=', draft).forUpdate().execute();
    asked = call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over/${same.stepId}`);
    await waitingForLocks(db, 1);
    await trx
      .updateTable('assets')
      .set({ id: marked, key: `assets/${draft}/${marked}.webp` })
      .where('id', '=', same.assetId)
      .execute();
  });
  expect((await asked!).status).toBe(204);
  expect((await read(tutorialId)).steps[0]?.frame?.assetId).toBe(marked);
  const erased = (await db.selectFrom('erasures').select('key').execute()).map(({ key }) => key);
  expect(erased).toContain(other.key);
  expect(erased).not.toContain(`assets/${draft}/${marked}.webp`);
});

test('the next run goes by the goal and the plan of the draft that was taken over', async () => {
  const { db } = database;
  const { tutorialId, draft } = await withDraft();
  const edited = { goal: 'Add Kim', plan: JSON.stringify({ ...plan, title: 'Add Kim' }) };
  await db.updateTable('jobs').set(edited).where('tutorial_id', '=', draft).execute();
  await db.updateTable('tutorials').set({ goal: edited.goal }).where('id', '=', draft).execute();
  await call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over`);
  const job = (await (await runAgain(tutorialId)).json()) as Job;
  expect(job).toMatchObject({ goal: 'Add Kim', plan: { title: 'Add Kim' } });
});

test('trying a run again keeps the plan that its script was made with', async () => {
  const { db } = database;
  const { tutorialId } = await finished();
  const job = (await (await runAgain(tutorialId)).json()) as Job;
  for (const error_code of ['BROWSER_LOST', 'PLAN_EXPIRED'] as const) {
    await db.updateTable('jobs').set({ status: 'failed', error_code }).where('id', '=', job.id).execute();
    expect((await call(jobs, 'POST', `/api/jobs/${job.id}/retry`)).status).toBe(200);
    const kept = await db
      .selectFrom('jobs')
      .select(['plan', 'approved_at'])
      .where('id', '=', job.id)
      .executeTakeFirst();
    expect(kept).toEqual({ plan, approved_at: null });
  }
});

test('one step alone can be taken; the rest stays, and the rest of the draft is erased', async () => {
  const { db } = database;
  const { tutorialId, steps, same, other } = await withDraft();
  const take = (stepId: string) => call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over/${stepId}`);
  expect((await take(steps[1]!.stepId)).status).toBe(404);
  expect((await take(same.stepId)).status).toBe(204);
  const now = await read(tutorialId);
  expect(now).toMatchObject({ title: 'Add a contact', draft: null });
  expect(now.steps.map(({ id, frame }) => [id, frame?.assetId])).toEqual([
    [steps[0]!.stepId, same.assetId],
    [steps[1]!.stepId, steps[1]!.assetId],
  ]);
  const erased = (await db.selectFrom('erasures').select('key').execute()).map(({ key }) => key);
  expect(erased).toEqual(expect.arrayContaining([steps[0]!.key, other.key]));
  expect(erased).not.toContain(same.key);
});

describe('one step alone', () => {
  /** The tutorial's second step as it was taken anew, with another picture. */
  async function withRetake() {
    const { db } = database;
    const original = await finished();
    await db
      .updateTable('tutorials')
      .set({ summary: 'How to add', result: 'Added.' })
      .where('id', '=', original.tutorialId)
      .execute();
    const answer = await runAgain(original.tutorialId, user, original.steps[1]!.stepId);
    expect(answer.status).toBe(201);
    const job = (await answer.json()) as Job;
    const retaken = await addStepWithFrame(db, job.tutorialId, 2);
    await db.updateTable('assets').set({ sha256: 'new' }).where('id', '=', retaken.assetId).execute();
    await db.updateTable('tutorials').set({ status: 'ready' }).where('id', '=', job.tutorialId).execute();
    return { ...original, job, retaken };
  }

  test('is asked for with the script up to it and the words about the whole', async () => {
    const { job, steps } = await withRetake();
    const { script, retakes } = await database.db
      .selectFrom('jobs')
      .select(['script', 'retakes'])
      .where('id', '=', job.id)
      .executeTakeFirstOrThrow();
    expect(script?.map(({ name }) => name)).toEqual(['Add', 'Save']);
    expect(retakes).toBe(steps[1]!.stepId);
    expect(await read(job.tutorialId)).toMatchObject({ summary: 'How to add', result: 'Added.' });

    const first = await finished();
    const shorter = (await (await runAgain(first.tutorialId, user, first.steps[0]!.stepId)).json()) as Job;
    const cut = await database.db
      .selectFrom('jobs')
      .select('script')
      .where('id', '=', shorter.id)
      .executeTakeFirstOrThrow();
    expect(cut.script?.map(({ name }) => name)).toEqual(['Add']);
    const foreign = await finished();
    expect((await runAgain(foreign.tutorialId, user, first.steps[0]!.stepId)).status).toBe(404);
  });

  test('stands beside the one it replaces and nothing else does; only it can be taken', async () => {
    const { tutorialId, steps, retaken } = await withRetake();
    const path = `/api/tutorials/${tutorialId}`;
    const shown = tutorialChanges.parse(await (await call(tutorials, 'GET', `${path}/changes`)).json());
    expect(shown.retake).toBe(true);
    expect(shown.changes.map(({ before, after }) => [before?.id, after?.id])).toEqual([
      [steps[1]!.stepId, retaken.stepId],
    ]);
    expect((await call(tutorials, 'POST', `${path}/take-over`)).status).toBe(404);
  });

  test('leaves links as they are, paused until its one picture is looked over', async () => {
    const { db } = database;
    const { tutorialId, steps, retaken } = await withRetake();
    const seen = steps.map(({ assetId }) => ({ assetId, sha256: 'x' }));
    await db
      .insertInto('look_overs')
      .values({ tutorial_id: tutorialId, frames: JSON.stringify(seen), at: new Date(), voided_at: null })
      .execute();
    await db.updateTable('tutorials').set({ published_at: new Date() }).where('id', '=', tutorialId).execute();
    expect(await lookOverOf(db, tutorialId)).toMatchObject({ valid: true, covers: true, spared: [] });

    expect((await call(tutorials, 'POST', `/api/tutorials/${tutorialId}/take-over/${retaken.stepId}`)).status).toBe(
      204,
    );
    const now = await read(tutorialId);
    expect(now.steps.map(({ id, frame }) => [id, frame?.assetId])).toEqual([
      [steps[0]!.stepId, steps[0]!.assetId],
      [steps[1]!.stepId, retaken.assetId],
    ]);
    expect(await lookOverOf(db, tutorialId)).toMatchObject({
      valid: false,
      covers: false,
      spared: [{ assetId: steps[0]!.assetId }],
    });
    await expect(confirmLookOver({ db, now: () => new Date() }, tutorialId, [steps[0]!.assetId])).rejects.toMatchObject(
      {
        code: 'LOOK_OVER_INCOMPLETE',
      },
    );
    await confirmLookOver({ db, now: () => new Date() }, tutorialId, [retaken.assetId]);
    expect(await lookOverOf(db, tutorialId)).toMatchObject({ valid: true, covers: true });
    const row = await db.selectFrom('tutorials').select('published_at').where('id', '=', tutorialId).executeTakeFirst();
    expect(row?.published_at).not.toBeNull();
  });
});
