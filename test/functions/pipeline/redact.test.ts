import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getFile, listFiles, putFile, putFrame } from '#shared/aws/files.ts';
import type { StagedFrame } from '#shared/db/schema.ts';
import { RawFrame, type RedactedFrame } from '#shared/redaction/frames.ts';
import { redact } from '../../../functions/pipeline/redact.ts';
import { stateHandler } from '../../../functions/pipeline/run-state.ts';
import { masked } from '../../support/masked-frame.ts';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { addJob, addUser } from '../../support/rows.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';
import { waitingForLocks } from '../../support/waiting-for-locks.ts';

let database: TestDatabase;
let s3: TestS3;
beforeAll(async () => {
  [database, s3] = await Promise.all([startTestDatabase(), startTestS3()]);
});
afterAll(async () => {
  await Promise.all([database.stop(), s3.stop()]);
});

const deps = () => ({ db: database.db, now: () => new Date(), filesBucket: s3.bucket });
const run = stateHandler('redact', deps, redact);

async function redactedFrame(): Promise<RedactedFrame> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160"><rect width="320" height="160" fill="#fff"/>
<path d="${Array.from({ length: 50 }, (_, index) => `M${20 + index * 4} 30v18M${20 + index * 4} 90v18`).join('')}" stroke="#111"/></svg>`;
  const raw = new RawFrame(await sharp(Buffer.from(svg)).png().toBuffer(), 320, 160);
  return masked(raw, [
    { box: { x: 20, y: 30, width: 90, height: 18 }, kind: 'name', stage: 'structure', reason: 'label' },
    { box: { x: 130, y: 30, width: 70, height: 18 }, kind: 'email', stage: 'structure', reason: 'email' },
  ]);
}

/** A job with one staged step, as `capture` leaves it. */
async function stagedJob(change: (staged: StagedFrame) => StagedFrame = (staged) => staged) {
  const user = await addUser(database.db);
  const { jobId, tutorialId } = await addJob(database.db, user.id, { status: 'capture', percent: 65 });
  const frame = await redactedFrame();
  const key = `staging/${tutorialId}/0.webp`;
  await putFrame(s3.bucket, key, frame);
  const { width, height, sha256, regions } = frame;
  const staged = change({
    key,
    width,
    height,
    sha256,
    highlight: { x: 1, y: 2, width: 3, height: 4 },
    regions: [...regions],
    legible: [],
  });
  const action = { kind: 'select', role: 'button', name: 'Save', value: '' };
  const { id: stepId } = await database.db
    .insertInto('steps')
    .values({
      tutorial_id: tutorialId,
      position: 0,
      action: JSON.stringify(action),
      labels: '[]',
      staged: JSON.stringify(staged),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { jobId, tutorialId, stepId, frame, key };
}

const rows = async (tutorialId: string) => ({
  assets: await database.db.selectFrom('assets').selectAll().where('tutorial_id', '=', tutorialId).execute(),
  audit: await database.db.selectFrom('redaction_audit').selectAll().where('tutorial_id', '=', tutorialId).execute(),
  files: [
    ...(await listFiles(s3.bucket, `assets/${tutorialId}/`)),
    ...(await listFiles(s3.bucket, `staging/${tutorialId}/`)),
  ],
});

describe('The gate', () => {
  test('promotes a staged frame with its counts and leaves nothing in staging', async () => {
    const { jobId, tutorialId, stepId, frame } = await stagedJob();
    expect(await run({ jobId, attempt: 1 })).toEqual({ frames: 1, regions: 2, addedByGate: 0 });
    const { assets, audit, files } = await rows(tutorialId);
    expect(assets).toMatchObject([
      {
        step_id: stepId,
        kind: 'frame',
        sha256: frame.sha256,
        highlight: { x: 1, y: 2, width: 3, height: 4 },
        redactions: { name: 1, email: 1 },
      },
    ]);
    expect(files).toEqual([`assets/${tutorialId}/${assets[0]!.id}.webp`]);
    expect((await getFile(s3.bucket, files[0]!))?.equals(frame.webp)).toBe(true);
    expect(audit).toMatchObject([
      {
        asset_id: assets[0]!.id,
        regions: 2,
        by_kind: { name: 1, email: 1 },
        by_stage: { structure: 2 },
        by_reason: { label: 1, email: 1 },
        output_sha256: frame.sha256,
      },
    ]);
  });

  test('makes one asset, however often it runs and wherever it was cut off', async () => {
    const { jobId, tutorialId, stepId, frame, key } = await stagedJob();
    const { staged } = await database.db
      .selectFrom('steps')
      .select('staged')
      .where('id', '=', stepId)
      .executeTakeFirstOrThrow();
    await run({ jobId, attempt: 1 });
    expect(await run({ jobId, attempt: 1 })).toEqual({ frames: 0, regions: 0, addedByGate: 0 });

    // As after a crash between the rows and the end: the same step staged again, its file still there.
    await putFrame(s3.bucket, key, frame);
    await database.db
      .updateTable('steps')
      .set({ staged: JSON.stringify(staged) })
      .where('id', '=', stepId)
      .execute();
    await run({ jobId, attempt: 1 });
    // As after a crash before the rows: only the file was written.
    await putFrame(s3.bucket, key, frame);
    await database.db.deleteFrom('assets').where('tutorial_id', '=', tutorialId).execute();
    await database.db.deleteFrom('redaction_audit').where('tutorial_id', '=', tutorialId).execute();
    await database.db
      .updateTable('steps')
      .set({ staged: JSON.stringify(staged) })
      .where('id', '=', stepId)
      .execute();
    await run({ jobId, attempt: 1 });

    const { assets, audit, files } = await rows(tutorialId);
    expect([assets.length, audit.length, files.length]).toEqual([1, 1, 1]);
  });

  test('writes no file for a tutorial that is deleted meanwhile', async () => {
    const { jobId, tutorialId } = await stagedJob();
    const job = await database.db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
    let promoted: Promise<unknown> | undefined;
    await database.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('tutorials').where('id', '=', tutorialId).execute();
      promoted = redact(deps(), job).catch((error: unknown) => error);
      await waitingForLocks(database.db, 1);
    });
    expect(await promoted).toMatchObject({ code: 'NOT_FOUND' });
    expect((await rows(tutorialId)).files.filter((key) => key.startsWith('assets/'))).toEqual([]);
  });

  test('masks what it can still read and counts it as its own', async () => {
    const forgotten = {
      box: { x: 16, y: 88, width: 192, height: 22 },
      kind: 'name',
      stage: 'structure',
      reason: 'label',
    } as const;
    const { jobId, tutorialId, frame } = await stagedJob((staged) => ({
      ...staged,
      regions: [...staged.regions, forgotten],
    }));
    expect(await run({ jobId, attempt: 1 })).toEqual({ frames: 1, regions: 4, addedByGate: 1 });
    const { assets, audit } = await rows(tutorialId);
    expect(assets[0]!.sha256).not.toBe(frame.sha256);
    expect(audit[0]).toMatchObject({ by_stage: { structure: 3, gate: 1 }, output_sha256: assets[0]!.sha256 });
  });

  test.each([
    ['other bytes than were recorded', (staged: StagedFrame) => ({ ...staged, sha256: '0'.repeat(64) })],
    ['no file', (staged: StagedFrame) => ({ ...staged, key: `${staged.key}.gone` })],
    ['a file of another tutorial', (staged: StagedFrame) => ({ ...staged, key: 'staging/other/0.webp' })],
    [
      'a region of no size',
      (staged: StagedFrame) => ({
        ...staged,
        regions: [{ ...staged.regions[0]!, box: { x: 0, y: 0, width: 0, height: 9 } }],
      }),
    ],
  ])('promotes nothing when a step has %s', async (_, change) => {
    await putFile(s3.bucket, 'staging/other/0.webp', Buffer.from('x'), 'application/octet-stream');
    const { jobId, tutorialId } = await stagedJob(change);
    await expect(run({ jobId, attempt: 1 })).rejects.toMatchObject({ name: 'FRAME_NOT_SAFE' });
    const { assets, audit, files } = await rows(tutorialId);
    expect([assets.length, audit.length, files.filter((file) => file.startsWith('assets/')).length]).toEqual([0, 0, 0]);
  });
});
