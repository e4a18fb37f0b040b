import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { redactionStages, regionKinds } from '#shared/contract/redaction.ts';
import { db, environmentOf, harbor, journey, recordedModelRequests } from '../support/journey.ts';

test('R5: every stored picture has its audit row of counts, and the row holds no text of the page', async () => {
  const { tutorialId } = await journey();
  const frames = await db
    .selectFrom('assets')
    .select(['id', 'key'])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .execute();
  const audits = await db.selectFrom('redaction_audit').selectAll().where('tutorial_id', '=', tutorialId).execute();
  const rows = audits.filter(({ asset_id }) => asset_id !== null);
  expect(rows.map((row) => row.asset_id ?? '').toSorted()).toEqual(frames.map(({ id }) => id).toSorted());
  for (const { key, id } of frames) {
    const row = rows.find(({ asset_id }) => asset_id === id)!;
    const bytes = (await getFile(environmentOf('redact')['FILES_BUCKET']!, key))!;
    expect(row.output_sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const sum = (counts: object) => Object.values(counts).reduce((a: number, b: number) => a + b, 0);
    for (const counts of [row.by_kind, row.by_stage, row.by_reason]) expect(sum(counts)).toBe(row.regions);
    expect(Object.keys(row.by_kind).every((kind) => (regionKinds as readonly string[]).includes(kind))).toBe(true);
    expect(Object.keys(row.by_stage).every((stage) => (redactionStages as readonly string[]).includes(stage))).toBe(
      true,
    );
  }
  const written = JSON.stringify(audits);
  for (const { lastName, email } of harbor().contacts) {
    expect(written).not.toContain(lastName);
    expect(written).not.toContain(email);
  }
});

test('R5: every picture that a model was sent has its audit row of the same hash', async () => {
  const { goal, tutorialId } = await journey();
  // Other tutorials' outlines list the deal, too; their requests have goals of their own.
  const sent = (await recordedModelRequests())
    .filter((request) => request.includes(JSON.stringify(goal).slice(1, -1)))
    .flatMap((request) => [...request.matchAll(/"media_type":"image\/webp","data":"([^"]+)"/g)])
    .map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  expect(sent.length).toBeGreaterThan(3);
  const audits = await db.selectFrom('redaction_audit').selectAll().where('tutorial_id', '=', tutorialId).execute();
  const hashes = new Set(audits.map(({ output_sha256 }) => output_sha256));
  for (const webp of sent) {
    expect(hashes.has(createHash('sha256').update(webp).digest('hex'))).toBe(true);
    const { width, height } = await sharp(webp).metadata();
    expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
  }
  // The list of contacts was among them: its rows are hidden in what left the process.
  const ofModel = audits.filter(({ asset_id }) => asset_id === null);
  expect(ofModel.length).toBe(new Set(sent.map((webp) => createHash('sha256').update(webp).digest('hex'))).size);
  expect(Math.max(...ofModel.map(({ regions }) => regions))).toBeGreaterThan(20);
});
