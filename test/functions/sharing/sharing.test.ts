import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { sharedTutorial, sharing, showcase, type Sharing } from '#shared/contract/sharing.ts';
import { markFrame } from '../../../functions/marks/mark-frame.ts';
import { publicApi } from '../../../functions/public/routes.ts';
import { sharingApi } from '../../../functions/sharing/routes.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';
import { markDeps, missed, storedTutorial } from '../../support/stored-frames.ts';

const day = 86_400_000;
let database: TestDatabase;
let s3: TestS3;
let user: SignedInUser;
let made: Awaited<ReturnType<typeof storedTutorial>>;
let clock = new Date();

beforeAll(async () => {
  [database, s3] = await Promise.all([startTestDatabase(), startTestS3()]);
});
afterAll(async () => {
  await Promise.all([database.stop(), s3.stop()]);
});
beforeEach(async () => {
  clock = new Date();
  user = await addUser(database.db);
  made = await storedTutorial(database.db, s3.bucket, user.id, 2);
});

const deps = () => ({
  db: database.db,
  publicUrl,
  now: () => clock,
  secret: async () => 'a secret of at least thirty-two characters',
  files: { get: (key: string) => getFile(s3.bucket, key) },
  offlineModel: true,
});

async function call(method: string, path = '', body?: unknown, who = user) {
  const answer = await sharingApi(deps()).request(`/api/sharing/${made.tutorialId}${path}`, {
    method,
    headers: who.headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Sharing & { error?: { code: string } } };
}
const frameIds = async () => {
  const rows = database.db.selectFrom('assets').select('id').where('tutorial_id', '=', made.tutorialId);
  return (await rows.execute()).map(({ id }) => id);
};
const lookOver = async () => call('POST', '/look-over', { frames: await frameIds() });
const newLink = async (days: number | null = null) => {
  const { status, body } = await call('POST', '/links', { days });
  expect(status).toBe(201);
  return body.links[0]!;
};
/** Status of everything a link's holder can ask for. */
async function opens(url: string): Promise<number[]> {
  const token = new URL(url).pathname.replace('/s/', '');
  const api = publicApi(deps());
  const paths = ['', ...(await frameIds()).map((id) => `/frames/${id}`)];
  return Promise.all(paths.map(async (path) => (await api.request(`/api/public/links/${token}${path}`)).status));
}
const mark = (assetId: string) =>
  markFrame(
    markDeps(database.db, s3.bucket),
    { tutorialId: made.tutorialId, assetId },
    { requestKey: randomUUID(), boxes: [missed] },
    'owner',
  );
const shown = async () =>
  showcase.parse(await (await publicApi(deps()).request('/api/public/showcase')).json()).tutorials;

describe('Without a look over the pictures', () => {
  test.each([
    ['a link', '/links', { days: null }],
    ['publishing', '/publication', undefined],
  ])('%s is refused', async (_, path, body) => {
    expect(await call('POST', path, body)).toMatchObject({
      status: 409,
      body: { error: { code: 'LOOK_OVER_REQUIRED' } },
    });
    expect((await call('GET')).body).toEqual({
      lookOver: null,
      spared: [],
      links: [],
      publishedAt: null,
      paused: false,
    });
  });
});

describe('A look over the pictures', () => {
  test('is recorded with its time and the pictures’ hashes', async () => {
    const { status, body } = await lookOver();
    expect([status, sharing.parse(body).lookOver]).toEqual([200, { at: clock.toISOString(), current: true }]);
    const row = await database.db
      .selectFrom('look_overs')
      .selectAll()
      .where('tutorial_id', '=', made.tutorialId)
      .executeTakeFirstOrThrow();
    const assets = await database.db
      .selectFrom('assets')
      .select(['id', 'sha256'])
      .where('tutorial_id', '=', made.tutorialId)
      .execute();
    const inOrder = (list: { assetId: string; sha256: string }[]) =>
      list.toSorted((a, b) => a.assetId.localeCompare(b.assetId));
    expect(inOrder(row.frames)).toEqual(inOrder(assets.map(({ id, sha256 }) => ({ assetId: id, sha256 }))));
  });

  test('that leaves a picture out is none', async () => {
    const answer = await call('POST', '/look-over', { frames: (await frameIds()).slice(1) });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'LOOK_OVER_INCOMPLETE' } } });
    expect((await call('POST', '/publication')).status).toBe(409);
  });

  test('is void once a picture changes, and has to be made again', async () => {
    await lookOver();
    await mark(made.first.assetId);
    expect((await call('GET')).body.lookOver?.current).toBe(false);
    expect((await call('POST', '/links', { days: 7 })).status).toBe(409);
    expect((await call('POST', '/publication')).status).toBe(409);
    await lookOver();
    expect((await call('POST', '/publication')).status).toBe(200);
  });

  test('of a draft beside a tutorial is none: it is looked over once it was taken over', async () => {
    const { db } = database;
    const draft = await storedTutorial(db, s3.bucket, user.id, 1);
    await db.updateTable('tutorials').set({ rerun_of: made.tutorialId }).where('id', '=', draft.tutorialId).execute();
    made = draft;
    const answers = [await call('POST', '/look-over', { frames: await frameIds() }), await call('GET')];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect((await shown()).map(({ id }) => id)).not.toContain(draft.tutorialId);
  });

  test('of pictures that changed while they were looked over is none', async () => {
    const frames = await frameIds();
    await mark(made.first.assetId);
    expect((await call('POST', '/look-over', { frames })).body.error?.code).toBe('LOOK_OVER_INCOMPLETE');
  });
});

describe('A share link', () => {
  test('opens the tutorial and its pictures, and nothing about its owner or goal', async () => {
    await lookOver();
    const { url } = await newLink();
    expect(new Set(await opens(url))).toEqual(new Set([200]));
    const token = url.split('/').at(-1);
    const answer = await publicApi(deps()).request(`/api/public/links/${token}`);
    const text = await answer.text();
    expect(sharedTutorial.strict().parse(JSON.parse(text)).steps).toHaveLength(2);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    // The stand-in for the model writes English whatever was asked for, and a reader's machine has to know.
    await database.db.updateTable('tutorials').set({ language: 'de' }).where('id', '=', made.tutorialId).execute();
    const german = await publicApi(deps()).request(`/api/public/links/${token}`);
    expect(await german.json()).toMatchObject({ language: 'en' });
    for (const secret of [user.id, user.name, user.email, made.jobId, made.tutorialId])
      expect(text).not.toContain(secret);
  });

  test('opens nothing the moment it is revoked, while another goes on', async () => {
    await lookOver();
    const first = await newLink();
    clock = new Date(clock.getTime() + 1000);
    const second = await newLink(30);
    expect((await call('DELETE', `/links/${first.id}`)).body.links.map(({ id }) => id)).toEqual([second.id]);
    expect(new Set(await opens(first.url))).toEqual(new Set([404]));
    expect(new Set(await opens(second.url))).toEqual(new Set([200]));
  });

  test('counts while it works: with fifty a new one is refused, until one is revoked or past its end', async () => {
    await lookOver();
    for (let made = 0; made < 50; made += 1) await newLink(made === 0 ? null : 1);
    const refused = await call('POST', '/links', { days: null });
    expect([refused.status, refused.body.error?.code]).toEqual([409, 'LINK_LIMIT']);
    const [newest] = (await call('GET')).body.links;
    await call('DELETE', `/links/${newest!.id}`);
    await newLink();
    expect((await call('POST', '/links', { days: null })).status).toBe(409);
    const ending = (await call('GET')).body.links.find(({ expiresAt }) => expiresAt !== null);
    clock = new Date(ending!.expiresAt!);
    await newLink();
  });

  test('ends at its time, to the second', async () => {
    await lookOver();
    const { url, expiresAt } = await newLink(1);
    clock = new Date(new Date(expiresAt!).getTime() - 1000);
    expect((await opens(url))[0]).toBe(200);
    clock = new Date(expiresAt!);
    expect(new Set(await opens(url))).toEqual(new Set([404]));
    expect((await call('GET')).body.links).toEqual([]);
    expect(new Date(expiresAt!).getTime()).toBeLessThanOrEqual(Date.now() + day);
  });

  test('goes on when a mark hides more, with the new picture alone', async () => {
    await lookOver();
    const { url } = await newLink();
    const before = made.first.assetId;
    await mark(before);
    expect(new Set(await opens(url))).toEqual(new Set([200]));
    const token = url.split('/').at(-1);
    expect((await publicApi(deps()).request(`/api/public/links/${token}/frames/${before}`)).status).toBe(404);
  });

  test('pauses when a picture comes in that nobody looked over', async () => {
    await lookOver();
    const { url } = await newLink();
    await database.db.updateTable('assets').set({ sha256: 'another' }).where('id', '=', made.first.assetId).execute();
    expect(new Set(await opens(url))).toEqual(new Set([404]));
    expect((await call('GET')).body).toMatchObject({ paused: true, lookOver: { current: false } });
    await lookOver();
    expect((await opens(url))[0]).toBe(200);
  });

  test('does not open a picture of another tutorial', async () => {
    await lookOver();
    const { url } = await newLink();
    const foreign = await storedTutorial(database.db, s3.bucket, user.id, 1);
    const token = url.split('/').at(-1);
    const path = `/api/public/links/${token}/frames/${foreign.first.assetId}`;
    expect((await publicApi(deps()).request(path)).status).toBe(404);
  });
});

describe('The showcase', () => {
  const opensShowcase = async (path = '') =>
    (await publicApi(deps()).request(`/api/public/showcase/${made.tutorialId}${path}`)).status;

  test('shows what is published and nothing once it is taken out', async () => {
    expect(await opensShowcase()).toBe(404);
    await lookOver();
    await call('POST', '/publication');
    expect(await shown()).toContainEqual({
      id: made.tutorialId,
      title: 'Add a contact',
      platformName: 'CRM',
      language: 'en',
      stepCount: 2,
      firstFrameId: made.first.assetId,
      publishedAt: clock.toISOString(),
    });
    expect([await opensShowcase(), await opensShowcase(`/frames/${made.first.assetId}`)]).toEqual([200, 200]);
    expect((await call('DELETE', '/publication')).body.publishedAt).toBeNull();
    expect((await shown()).map(({ id }) => id)).not.toContain(made.tutorialId);
    expect([await opensShowcase(), await opensShowcase(`/frames/${made.first.assetId}`)]).toEqual([404, 404]);
  });
});

describe('Sharing', () => {
  test('is the owner’s alone', async () => {
    await lookOver();
    const { id } = await newLink();
    const other = await addUser(database.db);
    const frames = await frameIds();
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['POST', '/look-over', { frames }],
      ['POST', '/links', { days: null }],
      ['DELETE', `/links/${id}`],
      ['POST', '/publication'],
      ['DELETE', '/publication'],
    ];
    for (const [method, path, body] of calls) {
      expect((await call(method, path, body, other)).status).toBe(404);
      expect((await call(method, path, body, { ...user, headers: { ...user.headers, Cookie: '' } })).status).toBe(401);
    }
    expect((await call('GET')).body.links).toHaveLength(1);
  });

  test.each([0, 2, -1, 1.5, '7'])('takes no lifetime of %s days', async (days) => {
    await lookOver();
    expect((await call('POST', '/links', { days })).status).toBe(400);
  });
});
