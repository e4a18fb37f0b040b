import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { redactionStages, regionKinds } from '#shared/contract/redaction.ts';
import { db, environmentOf, harbor, journey } from '../support/journey.ts';

test('R5: every stored picture has its audit row of counts, and the row holds no text of the page', async () => {
  const { tutorialId } = await journey();
  const frames = await db
    .selectFrom('assets')
    .select(['id', 'key'])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .execute();
  const rows = await db.selectFrom('redaction_audit').selectAll().where('tutorial_id', '=', tutorialId).execute();
  expect(rows.map((row) => row.asset_id).toSorted()).toEqual(frames.map(({ id }) => id).toSorted());
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
  const written = JSON.stringify(rows);
  for (const { lastName, email } of harbor().contacts) {
    expect(written).not.toContain(lastName);
    expect(written).not.toContain(email);
  }
});
