import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tutorialsApi } from '../../../functions/tutorials/routes.ts';
import { tutorial, tutorialList } from '#shared/contract/tutorials.ts';
import type { Api } from '#shared/http/app.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addStepWithFrame, addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';

let database: TestDatabase;
let api: Api;
let user: SignedInUser;
const stored = new Map<string, Buffer>();

beforeAll(async () => {
  database = await startTestDatabase();
  const files = {
    get: async (key: string) => stored.get(key),
    async deleteUnder(prefix: string) {
      for (const key of stored.keys()) if (key.startsWith(prefix)) stored.delete(key);
    },
  };
  api = tutorialsApi({ db: database.db, publicUrl, now: () => new Date(), files, offlineModel: true });
});
afterAll(() => database.stop());
beforeEach(async () => {
  user = await addUser(database.db);
  stored.clear();
});

const get = (path: string, who = user) => api.request(`/api/tutorials${path}`, { headers: who.headers });
const remove = (id: string, who = user) =>
  api.request(`/api/tutorials/${id}`, { method: 'DELETE', headers: who.headers });

async function readyTutorial() {
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'done' });
  const second = await addStepWithFrame(database.db, tutorialId, 1);
  const first = await addStepWithFrame(database.db, tutorialId, 0);
  const review = {
    total: 84,
    reasons: [{ criterion: 'goal', points: 30, of: 30, reason: 'Shown' }],
    needsYourLook: false,
  };
  await database.db
    .updateTable('tutorials')
    .set({ review: JSON.stringify(review), before_you_start: JSON.stringify(['Sign in']), summary: 'How to add.' })
    .where('id', '=', tutorialId)
    .execute();
  for (const frame of [first, second]) stored.set(frame.key, Buffer.from(frame.stepId));
  return { jobId, tutorialId, first, second };
}

test('a tutorial comes whole: steps in order, frames with highlight and counts, review, and who wrote it', async () => {
  const { jobId, tutorialId, first, second } = await readyTutorial();
  const body = tutorial.parse(await (await get(`/${tutorialId}`)).json());
  expect(body).toMatchObject({
    id: tutorialId,
    jobId,
    status: 'ready',
    jobStatus: 'done',
    score: 84,
    stepCount: 2,
    firstFrameId: first.assetId,
    beforeYouStart: ['Sign in'],
    summary: 'How to add.',
    review: { total: 84, needsYourLook: false },
    offlineModel: true,
  });
  expect(body.steps.map(({ frame }) => frame?.assetId)).toEqual([first.assetId, second.assetId]);
  expect(body.steps[0]).toMatchObject({
    text: 'Select **Add**.',
    frame: { width: 1440, highlight: { x: 1, y: 2, width: 3, height: 4 }, redactions: { name: 2 } },
  });
});

test('a step that was captured again shows its newest frame', async () => {
  const { tutorialId, first } = await readyTutorial();
  const newer = await database.db
    .insertInto('assets')
    .columns([
      'tutorial_id',
      'step_id',
      'kind',
      'key',
      'content_type',
      'bytes',
      'sha256',
      'width',
      'height',
      'redactions',
    ])
    .expression((eb) =>
      eb
        .selectFrom('assets')
        .select((from) => [
          'tutorial_id',
          'step_id',
          'kind',
          from.val(`assets/${tutorialId}/newer.webp`).as('key'),
          'content_type',
          'bytes',
          'sha256',
          'width',
          'height',
          'redactions',
        ])
        .where('id', '=', first.assetId),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  const body = tutorial.parse(await (await get(`/${tutorialId}`)).json());
  expect(body.steps[0]?.frame?.assetId).toBe(newer.id);
  expect(body.firstFrameId).toBe(newer.id);
});

test('the list holds one’s own, newest first, also those in the making', async () => {
  const { tutorialId } = await readyTutorial();
  const making = await addJob(database.db, user.id, { status: 'capture' });
  await addJob(database.db, (await addUser(database.db)).id);
  const { tutorials } = tutorialList.parse(await (await get('')).json());
  expect(tutorials.map(({ id, status, stepCount }) => ({ id, status, stepCount }))).toEqual([
    { id: making.tutorialId, status: 'making', stepCount: 0 },
    { id: tutorialId, status: 'ready', stepCount: 2 },
  ]);
});

test('a frame’s bytes come as WebP that nobody in between keeps', async () => {
  const { tutorialId, first } = await readyTutorial();
  const answer = await get(`/${tutorialId}/frames/${first.assetId}`);
  expect(answer.headers.get('Content-Type')).toBe('image/webp');
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
  expect(await answer.text()).toBe(first.stepId);
});

test('another account, and no account, reaches neither tutorial nor frame nor deletion', async () => {
  const { tutorialId, first } = await readyTutorial();
  const other = await addUser(database.db);
  const own = await addJob(database.db, other.id, { status: 'done' });
  const paths = [
    `/${tutorialId}`,
    `/${tutorialId}/frames/${first.assetId}`,
    `/${own.tutorialId}/frames/${first.assetId}`,
  ];
  for (const path of paths) expect((await get(path, other)).status).toBe(404);
  expect((await remove(tutorialId, other)).status).toBe(404);
  for (const path of ['', ...paths]) expect((await api.request(`/api/tutorials${path}`)).status).toBe(401);
  expect((await get(`/${tutorialId}`)).status).toBe(200);
  expect(stored.size).toBe(2);
});

test('deleting takes every row and file of it and leaves the neighbour’s and the audit', async () => {
  const { tutorialId, jobId } = await readyTutorial();
  const neighbour = await readyTutorial();
  stored.set(`staging/${tutorialId}/1.webp`, Buffer.from('staged'));
  await database.db
    .insertInto('redaction_audit')
    .values({
      asset_id: randomUUID(),
      tutorial_id: tutorialId,
      regions: 1,
      by_kind: '{}',
      by_stage: '{}',
      by_reason: '{}',
      output_sha256: 'x',
    })
    .execute();
  expect((await remove(tutorialId)).status).toBe(204);
  expect((await get(`/${tutorialId}`)).status).toBe(404);
  expect([...stored.keys()].every((key) => key.startsWith(`assets/${neighbour.tutorialId}/`))).toBe(true);
  expect(stored.size).toBe(2);
  for (const table of ['steps', 'assets'] as const) {
    expect(await database.db.selectFrom(table).select('id').where('tutorial_id', '=', tutorialId).execute()).toEqual(
      [],
    );
  }
  expect(await database.db.selectFrom('jobs').select('id').where('id', '=', jobId).execute()).toEqual([]);
  const audits = database.db.selectFrom('redaction_audit').select('regions').where('tutorial_id', '=', tutorialId);
  expect(await audits.execute()).toEqual([{ regions: 1 }]);
});
