import { randomUUID } from 'node:crypto';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getFile, listFiles, putFile } from '#shared/aws/files.ts';
import { markAnswer } from '#shared/contract/marks.ts';
import { tutorial as tutorialShape } from '#shared/contract/tutorials.ts';
import { eraseFiles } from '#shared/db/erasures.ts';
import type { AssetKind } from '#shared/db/schema.ts';
import { decode } from '#shared/redaction/mask-frame.ts';
import { isUnreadable } from '#shared/redaction/unreadable.ts';
import { derivatives } from '../../../functions/marks/derivatives.ts';
import { markFrame } from '../../../functions/marks/mark-frame.ts';
import { marksApi } from '../../../functions/marks/routes.ts';
import { tutorialsApi } from '../../../functions/tutorials/routes.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addUser, publicUrl, type SignedInUser } from '../../support/rows.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';
import { frameSize, markDeps, missed, storedTutorial } from '../../support/stored-frames.ts';

let database: TestDatabase;
let s3: TestS3;
let user: SignedInUser;
let made: Awaited<ReturnType<typeof storedTutorial>>;

beforeAll(async () => {
  const [tables, files] = await Promise.all([startTestDatabase(), startTestS3()]);
  [database, s3] = [tables, { ...files, bucket: files.versioned }];
});
afterAll(async () => {
  await Promise.all([database.stop(), s3.stop()]);
});
beforeEach(async () => {
  user = await addUser(database.db);
  made = await storedTutorial(database.db, s3.bucket, user.id, 2);
});

const deps = () => markDeps(database.db, s3.bucket);
const mark = (boxes = [missed], requestKey = randomUUID(), assetId = made.first.assetId) =>
  markFrame(deps(), { tutorialId: made.tutorialId, assetId }, { requestKey, boxes }, 'owner');
const assetOf = (id: string) =>
  database.db.selectFrom('assets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const filesOf = () => listFiles(s3.bucket, `assets/${made.tutorialId}/`);
const picture = async (key: string) => decode((await getFile(s3.bucket, key))!);

describe('A mark', () => {
  test('makes the place unreadable under a new name and leaves no byte of the old picture', async () => {
    expect(isUnreadable(await picture(made.first.key), missed)).toBe(false);
    const asset = await assetOf(await mark());
    expect(asset.key).not.toBe(made.first.key);
    expect(asset.step_id).toBe(made.first.stepId);
    expect(asset.highlight).toEqual({ x: 1, y: 2, width: 3, height: 4 });
    expect(isUnreadable(await picture(asset.key), missed)).toBe(true);
    expect(await filesOf()).toEqual([asset.key, made.frames[1]!.key].toSorted());
    expect(await database.db.selectFrom('erasures').selectAll().execute()).toEqual([]);
  });

  test('erases a picture at once that lies in the folder of a draft it was taken over from', async () => {
    const key = `assets/${randomUUID()}/${made.first.assetId}.webp`;
    await putFile(s3.bucket, key, (await getFile(s3.bucket, made.first.key))!, 'application/octet-stream');
    await database.db.updateTable('assets').set({ key }).where('id', '=', made.first.assetId).execute();
    await mark();
    expect(await getFile(s3.bucket, key)).toBeUndefined();
    expect(await database.db.selectFrom('erasures').selectAll().execute()).toEqual([]);
  });

  test('is taken of what a run left that stopped, and not of what is being made', async () => {
    const set = (status: 'failed' | 'making') =>
      database.db.updateTable('tutorials').set({ status }).where('id', '=', made.tutorialId).execute();
    await set('making');
    await expect(mark()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await set('failed');
    expect(isUnreadable(await picture((await assetOf(await mark())).key), missed)).toBe(true);
  });

  test('is counted in the frame and in its audit, beside what was found before', async () => {
    const id = await mark([missed, { x: 250, y: 20, width: 30, height: 20 }]);
    expect((await assetOf(id)).redactions).toEqual({ name: 1, marked: 2 });
    const audit = database.db.selectFrom('redaction_audit').selectAll().where('asset_id', '=', id);
    expect(await audit.execute()).toMatchObject([
      {
        regions: 3,
        by_kind: { name: 1, marked: 2 },
        by_stage: { structure: 1, hand: 2 },
        by_reason: { label: 1, 'marked by owner': 2 },
        output_sha256: (await assetOf(id)).sha256,
      },
    ]);
  });

  test('sent twice marks once', async () => {
    const key = randomUUID();
    const [first, again] = [await mark([missed], key), await mark([missed], key)];
    expect(again).toBe(first);
    expect(await filesOf()).toHaveLength(2);
  });

  test('at the same time as another loses neither', async () => {
    const other = { x: 250, y: 88, width: 40, height: 24 };
    const ids = await Promise.all([mark(), mark([other])]);
    const rows = await database.db.selectFrom('assets').selectAll().where('id', 'in', ids).execute();
    expect(rows).toHaveLength(1);
    const pixels = await picture(rows[0]!.key);
    expect([missed, other].map((box) => isUnreadable(pixels, box))).toEqual([true, true]);
    expect(await filesOf()).toHaveLength(2);
  });

  test('takes boxes that overlap, lie in texture already, or reach to the edge', async () => {
    const id = await mark([
      missed,
      { x: 100, y: 80, width: 60, height: 60 },
      { x: 40, y: 32, width: 60, height: 12 },
      { x: 280, y: 140, width: 40, height: 20 },
    ]);
    const pixels = await picture((await assetOf(id)).key);
    expect(isUnreadable(pixels, { x: 100, y: 80, width: 60, height: 60 })).toBe(true);
  });

  test('reaches every kind of file that a tutorial can have, and every version of what it takes away', async () => {
    const versions = async () => {
      const { Versions = [], DeleteMarkers = [] } = await new S3Client({ forcePathStyle: true }).send(
        new ListObjectVersionsCommand({ Bucket: s3.bucket, Prefix: `assets/${made.tutorialId}/` }),
      );
      return [...new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key!))].toSorted();
    };
    const kept = [made.frames[1]!.key];
    for (const [kind, becomes] of Object.entries(derivatives) as [AssetKind, string][]) {
      // The frame's own file, or one of the kind, each in two versions.
      const key = kind === 'frame' ? made.first.key : `assets/${made.tutorialId}/copy.${kind}`;
      if (becomes === 'kept') kept.push(key);
      const bytes = kind === 'frame' ? (await getFile(s3.bucket, key))! : Buffer.from(kind);
      for (let version = 0; version < 2; version += 1) await putFile(s3.bucket, key, bytes, 'application/octet-stream');
      if (kind === 'frame') continue;
      const row = {
        tutorial_id: made.tutorialId,
        step_id: null,
        kind,
        key,
        content_type: 'x/x',
        bytes: 1,
        sha256: 'x',
      };
      await database.db
        .insertInto('assets')
        .values({ ...row, ...frameSize, highlight: null, redactions: '{}' })
        .execute();
    }
    const asset = await assetOf(await mark());
    expect(await versions()).toEqual([...kept, asset.key].toSorted());
    const rows = database.db.selectFrom('assets').select('key').where('tutorial_id', '=', made.tutorialId);
    expect((await rows.execute()).map(({ key }) => key).toSorted()).toEqual([...kept, asset.key].toSorted());
  });
});

describe('When something fails', () => {
  test('a picture that is not the one on record is left alone', async () => {
    const assets = database.db.updateTable('assets').set({ sha256: '0'.repeat(64) });
    await assets.where('id', '=', made.first.assetId).execute();
    await expect(mark()).rejects.toMatchObject({ code: 'FRAME_NOT_SAFE' });
    expect(await filesOf()).toHaveLength(2);
  });

  test('an old picture that could not be erased is written down and erased later', async () => {
    const erase = () => Promise.reject(new Error('Storage does not answer'));
    const broken = { ...deps(), files: { ...deps().files, erase } };
    const frame = { tutorialId: made.tutorialId, assetId: made.first.assetId };
    await markFrame(broken, frame, { requestKey: randomUUID(), boxes: [missed] }, 'owner');
    expect(await filesOf()).toHaveLength(3);
    expect(await eraseFiles({ db: database.db, erase: deps().files.erase })).toEqual({ erased: 1, failed: 0 });
    expect(await filesOf()).toHaveLength(2);
    expect(await filesOf()).not.toContain(made.first.key);
  });

  test('a picture that could not be stored changes nothing', async () => {
    const putFrame = () => Promise.reject(new Error('Storage does not answer'));
    const broken = { ...deps(), files: { ...deps().files, putFrame } };
    const frame = { tutorialId: made.tutorialId, assetId: made.first.assetId };
    const request = { requestKey: randomUUID(), boxes: [missed] };
    await expect(markFrame(broken, frame, request, 'owner')).rejects.toThrow('Storage');
    expect((await assetOf(made.first.assetId)).redactions).toEqual({ name: 1 });
    expect(await filesOf()).toHaveLength(2);
  });
});

describe('POST /api/marks', () => {
  const api = () => marksApi({ ...deps(), publicUrl });
  const post = (body: unknown, who = user, assetId = made.first.assetId) =>
    api().request(`/api/marks/${made.tutorialId}/frames/${assetId}`, {
      method: 'POST',
      headers: who.headers,
      body: JSON.stringify(body),
    });
  const request = () => ({ requestKey: randomUUID(), boxes: [missed] });

  test('gives the frame a new address, and the old one opens nothing', async () => {
    const answer = await post(request());
    const { assetId } = markAnswer.parse(await answer.json());
    const tutorials = tutorialsApi({
      db: database.db,
      publicUrl,
      now: () => new Date(),
      files: { get: (key) => getFile(s3.bucket, key), deleteUnder: async () => undefined },
      offlineModel: true,
    });
    const get = (path: string) =>
      tutorials.request(`/api/tutorials/${made.tutorialId}${path}`, { headers: user.headers });
    const shown = tutorialShape.parse(await (await get('')).json()).steps[0]?.frame;
    expect(shown).toMatchObject({ assetId, redactions: { marked: 1 }, why: { label: 1, hand: 1 } });
    expect((await get(`/frames/${assetId}`)).status).toBe(200);
    expect((await get(`/frames/${made.first.assetId}`)).status).toBe(404);
  });

  test.each([
    ['nothing', { boxes: [] }],
    ['a box of no size', { boxes: [{ ...missed, width: 0 }] }],
    ['a box outside the picture', { boxes: [{ ...missed, x: 300 }] }],
    ['what is no number', { boxes: [{ ...missed, x: null }] }],
  ])('refuses %s', async (_, part) => {
    const answer = await post({ ...request(), ...part });
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'INVALID_INPUT']);
    expect((await assetOf(made.first.assetId)).redactions).toEqual({ name: 1 });
  });

  test('is for the owner alone', async () => {
    expect((await post(request(), await addUser(database.db))).status).toBe(404);
    expect((await post(request(), { ...user, headers: { ...user.headers, Cookie: '' } })).status).toBe(401);
    expect((await post(request(), user, randomUUID())).status).toBe(404);
  });
});
