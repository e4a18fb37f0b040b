import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobRow } from '#shared/db/jobs.ts';
import type { StepAction } from '#shared/db/schema.ts';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import { analyze } from '../../../functions/pipeline/analyze.ts';
import { generate } from '../../../functions/pipeline/generate.ts';
import { plan } from '../../../functions/pipeline/plan.ts';
import { keepWords } from '../../../functions/pipeline/retaken-step.ts';
import { passingScore, review } from '../../../functions/pipeline/review.ts';
import { createAnthropicStandIn } from '../../../infra/local/anthropic/server.ts';
import { modelServer, type ModelServer } from '../../support/offline-model.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
let offline: ModelServer;
let sent: string;
let model: ModelDeps;
const now = () => new Date();
const person = { name: 'Zenobia Quist', email: 'zenobia@example.net' };

beforeAll(async () => {
  [database, offline] = await Promise.all([startTestDatabase(), modelServer(createAnthropicStandIn())]);
  sent = '';
  model = {
    ...offline.model,
    async client() {
      const { messages } = await offline.model.client();
      const create = ((body: never, options: never) => {
        sent += JSON.stringify(body);
        return messages.create(body, options);
      }) as typeof messages.create;
      return { messages: { create } as typeof messages };
    },
  };
});
afterAll(() => Promise.all([database.stop(), offline.stop()]));

async function newJob(): Promise<JobRow> {
  const { db } = database;
  const email = `${randomUUID().slice(0, 8)}.${person.email}`;
  const user = await db
    .insertInto('users')
    .values({ name: person.name, email, password_hash: 'hash', preferences: '{"language":"en"}' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const goal = 'Create a recipe called "Bean stew"';
  const tutorial = await db
    .insertInto('tutorials')
    .values({
      user_id: user.id,
      title: goal,
      goal,
      language: 'en',
      platform_name: 'Kitchen',
      platform_url: 'https://kitchen.example/secret/path?token=1',
      status: 'making',
      review: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return db
    .insertInto('jobs')
    .values({
      user_id: user.id,
      connection_id: null,
      tutorial_id: tutorial.id,
      request_key: randomUUID(),
      goal,
      language: 'en',
      status: 'plan',
      error_code: null,
      plan: null,
      updated_at: now(),
      finished_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function addStep(
  job: JobRow,
  position: number,
  action: Partial<StepAction>,
  labels: string[],
  framed = true,
): Promise<void> {
  const { db } = database;
  const whole = { kind: 'select', role: 'button', name: '', value: '', ...action };
  const { id } = await db
    .insertInto('steps')
    .values({
      tutorial_id: job.tutorial_id,
      position,
      action: JSON.stringify(whole),
      labels: JSON.stringify(labels),
      staged: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (!framed) return;
  const highlight = action.kind === 'done' ? null : JSON.stringify({ x: 10, y: 10, width: 90, height: 30 });
  const assetId = randomUUID();
  await db
    .insertInto('redaction_audit')
    .values({
      asset_id: assetId,
      tutorial_id: job.tutorial_id,
      regions: 0,
      by_kind: '{}',
      by_stage: '{}',
      by_reason: '{}',
      output_sha256: id,
    })
    .execute();
  await db
    .insertInto('assets')
    .values({
      id: assetId,
      tutorial_id: job.tutorial_id,
      step_id: id,
      kind: 'frame',
      key: `assets/${id}.webp`,
      content_type: 'image/webp',
      bytes: 1,
      sha256: id,
      width: 1440,
      height: 900,
      highlight,
      redactions: '{}',
    })
    .execute();
}

async function recordedJob({ framed = true } = {}): Promise<JobRow> {
  const made = await newJob();
  await plan({ db: database.db, model, now }, made);
  const job = await database.db.selectFrom('jobs').selectAll().where('id', '=', made.id).executeTakeFirstOrThrow();
  await addStep(job, 1, { role: 'link', name: 'Recipes' }, ['Recipes'], framed);
  await addStep(
    job,
    2,
    { kind: 'type', role: 'textbox', name: 'Name', value: 'Bean stew', place: 'New recipe' },
    ['Name', 'New recipe', 'Save'],
    framed,
  );
  await addStep(job, 3, { name: 'Save', place: 'New recipe' }, ['Name', 'New recipe', 'Save'], framed);
  await addStep(job, 4, { kind: 'done', role: '', change: 'Bean stew is listed' }, ['Recipes'], framed);
  return job;
}

const tutorialOf = (job: JobRow) =>
  database.db.selectFrom('tutorials').selectAll().where('id', '=', job.tutorial_id).executeTakeFirstOrThrow();

const planOf = async (job: JobRow) => {
  const jobs = database.db.selectFrom('jobs').select('plan').where('id', '=', job.id);
  return (await jobs.executeTakeFirstOrThrow()).plan;
};

describe('the writing states', () => {
  test('plan keeps the plan with the job and sends goal, platform name and origin alone', async () => {
    sent = '';
    const job = await newJob();
    await plan({ db: database.db, model, now }, job);
    const kept = await planOf(job);
    expect(kept?.values).toEqual([{ field: 'name', value: 'Bean stew', sample: false }]);
    expect((await tutorialOf(job)).title).toContain('Bean stew');
    expect(sent).toContain('Kitchen');
    expect(sent).toContain('https://kitchen.example');
    for (const secret of [person.name, person.email, job.user_id, job.id, 'secret/path', 'token=1'])
      expect(sent).not.toContain(secret);
  });

  test('a plan that changes data waits where the connection says so, and is made once', async () => {
    const { db } = database;
    const deps = { db, model, now };
    const change = (id: string, set: object) => db.updateTable('jobs').set(set).where('id', '=', id).execute();
    const again = async ({ id }: JobRow) =>
      plan(deps, await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
    const job = await newJob();
    expect(await plan(deps, job)).toMatchObject({ waits: 1 });
    sent = '';
    expect(await again(job)).toMatchObject({ waits: 1, kept: 1 });
    await change(job.id, { approve_plan: false });
    expect(await again(job)).toMatchObject({ waits: 0 });
    const value = { field: 'amount', value: '', sample: false };
    const kept = await planOf(job);
    await change(job.id, { plan: JSON.stringify({ ...kept, values: [value] }) });
    expect(await again(job)).toMatchObject({ waits: 1 });
    await change(job.id, { approved_at: now() });
    expect(await again(job)).toMatchObject({ waits: 0 });
    expect(sent).toBe('');
  });

  test('a step that is taken anew waits only where what leads to it may change something', async () => {
    const job = await newJob();
    await plan({ db: database.db, model, now }, job);
    const kept = await planOf(job);
    const open: StepAction = { kind: 'select', role: 'link', name: 'Recipes', value: '' };
    const save: StepAction = { kind: 'select', role: 'button', name: 'Save', value: '' };
    const end: StepAction = { kind: 'done', role: '', name: '', value: '' };
    const waitsFor = async (...script: StepAction[]) => {
      const again = { ...job, plan: kept, retakes: randomUUID(), script };
      return (await plan({ db: database.db, model, now }, again))['waits'];
    };
    expect(await waitsFor(open)).toBe(0);
    expect(await waitsFor(open, save)).toBe(0);
    expect(await waitsFor(open, save, open)).toBe(1);
    expect(await waitsFor(open, save, end)).toBe(1);
  });

  test('analyze, generate and review turn recorded steps into a scored tutorial, and may be repeated', async () => {
    const job = await recordedJob();
    const deps = { db: database.db, model, now };
    for (let round = 0; round < 2; round++) {
      expect(await analyze(deps, job)).toMatchObject({ steps: 4, explained: 4 });
      await generate(deps, job);
      expect(await review(deps, job)).toMatchObject({ failedGates: 0, rewritten: 0 });
    }
    const steps = await database.db
      .selectFrom('steps')
      .select(['text', 'analysis'])
      .where('tutorial_id', '=', job.tutorial_id)
      .orderBy('position')
      .execute();
    expect(steps[1]?.text).toBe('Under **New recipe**, in **Name**, type "Bean stew".');
    expect(steps.every(({ analysis }) => analysis.length > 0)).toBe(true);
    const tutorial = await tutorialOf(job);
    expect(tutorial.before_you_start.length).toBeGreaterThan(0);
    expect(tutorial.review?.total).toBeGreaterThanOrEqual(passingScore);
    expect(tutorial.review?.needsYourLook).toBe(false);
    expect(tutorial.review?.reasons.reduce((sum, { of }) => sum + of, 0)).toBe(100);
  });

  test('review sends a tutorial with failing gates back once and then marks it', async () => {
    const job = await recordedJob({ framed: false });
    const deps = { db: database.db, model, now };
    await generate(deps, job);
    sent = '';
    expect(await review(deps, job)).toMatchObject({ failedGates: 5, rewritten: 1 });
    expect(sent).toContain('- Step 1 has no picture.');
    expect((await tutorialOf(job)).review?.needsYourLook).toBe(true);
  });

  test('a rewrite that is judged worse is not kept', async () => {
    const job = await recordedJob({ framed: false });
    const deps = { db: database.db, model, now };
    await generate(deps, job);
    const written = () =>
      database.db
        .selectFrom('steps')
        .innerJoin('tutorials', 'tutorials.id', 'steps.tutorial_id')
        .select(['steps.text', 'tutorials.title', 'tutorials.before_you_start'])
        .where('steps.tutorial_id', '=', job.tutorial_id)
        .orderBy('position')
        .execute();
    const first = await written();
    /** The second draft names labels that no page has. */
    const worse = (answer: { content: { type: string; text: string }[] }) => {
      const block = answer.content[0]!;
      const texts = JSON.parse(block.text) as { title: string; steps: { text: string }[] };
      if (!texts.title) return answer;
      const steps = texts.steps.map((step) => ({ ...step, text: 'Select **Invented** in **Nowhere**.' }));
      return { ...answer, content: [{ ...block, text: JSON.stringify({ ...texts, title: 'Second', steps }) }] };
    };
    const client = async () => {
      const { messages } = await offline.model.client();
      const create = (async (body: never, options: never) =>
        worse((await messages.create(body, options)) as never)) as unknown as typeof messages.create;
      return { messages: { create } as typeof messages };
    };
    expect(await review({ ...deps, model: { ...model, client } }, job)).toMatchObject({ failedGates: 5, rewritten: 0 });
    expect(await written()).toEqual(first);
    expect((await tutorialOf(job)).review).toMatchObject({ improved: false, needsYourLook: true });
  });

  test('review finds a label that the page does not have', async () => {
    const job = await recordedJob();
    const deps = { db: database.db, model, now };
    await generate(deps, job);
    await database.db
      .updateTable('steps')
      .set({ text: 'Select **Invented**.' })
      .where('tutorial_id', '=', job.tutorial_id)
      .where('position', '=', 3)
      .execute();
    expect(await review(deps, job)).toMatchObject({ rewritten: 1, failedGates: 0 });
    const { text } = await database.db
      .selectFrom('steps')
      .select('text')
      .where('tutorial_id', '=', job.tutorial_id)
      .where('position', '=', 3)
      .executeTakeFirstOrThrow();
    expect(text).toContain('**Save**');
  });
});

describe('of one step taken anew', () => {
  /** A finished tutorial, and the draft that has its second step anew. */
  async function retake(action: Partial<StepAction>) {
    const { db } = database;
    const before = await recordedJob();
    const deps = { db, model, now };
    await analyze(deps, before);
    await generate(deps, before);
    await review(deps, before);
    const second = await db
      .selectFrom('steps')
      .select('id')
      .where('tutorial_id', '=', before.tutorial_id)
      .where('position', '=', 2)
      .executeTakeFirstOrThrow();
    const draft = await newJob();
    const { summary, review: scored } = await tutorialOf(before);
    await db
      .updateTable('tutorials')
      .set({ rerun_of: before.tutorial_id, summary, review: JSON.stringify(scored) })
      .where('id', '=', draft.tutorial_id)
      .execute();
    const job = { ...draft, plan: before.plan, retakes: second.id };
    const labels = ['Name', 'Dish', 'New recipe', 'Save'];
    await addStep(
      job,
      2,
      { kind: 'type', role: 'textbox', name: 'Name', value: 'Bean stew', place: 'New recipe', ...action },
      labels,
    );
    await keepWords(db, job);
    const made = async () => {
      sent = '';
      await analyze(deps, job);
      await generate(deps, job);
      return review(deps, job);
    };
    const words = (tutorialId: string) =>
      db
        .selectFrom('steps')
        .select(['position', 'text', 'why'])
        .where('tutorial_id', '=', tutorialId)
        .orderBy('position')
        .execute();
    return { before, job, made, words };
  }

  test('nothing is asked where the picture alone is new: words and scores stay', async () => {
    const { before, job, made, words } = await retake({});
    expect(await made()).toMatchObject({ failedGates: 0, rewritten: 0, costMicros: 0 });
    expect(sent).toBe('');
    expect(await words(job.tutorial_id)).toEqual([(await words(before.tutorial_id))[1]]);
    expect((await tutorialOf(job)).review).toMatchObject({ total: (await tutorialOf(before)).review!.total });
  });

  test('its own words alone are written where the element is called otherwise now', async () => {
    const { before, job, made, words } = await retake({ name: 'Dish', mended: true });
    const old = await words(before.tutorial_id);
    expect(await made()).toMatchObject({ failedGates: 0 });
    const now = await words(job.tutorial_id);
    expect(now).toHaveLength(1);
    expect(now[0]?.text).toContain('**Dish**');
    expect(await words(before.tutorial_id)).toEqual(old);
    expect((await tutorialOf(job)).summary).toBe((await tutorialOf(before)).summary);
  });
});
