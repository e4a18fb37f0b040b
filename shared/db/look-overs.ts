import type { Database } from './database.ts';
import type { LookedOverFrame } from './schema.ts';

/** The picture that each step shows: its newest frame. */
export function currentFrames(db: Database, tutorialId: string): Promise<LookedOverFrame[]> {
  return db
    .selectFrom('assets')
    .distinctOn('step_id')
    .select(['id as assetId', 'sha256'])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .where('step_id', 'is not', null)
    .orderBy('step_id')
    .orderBy('created_at', 'desc')
    .execute();
}

/**
 * What the owner's look over the pictures is worth now (R7). `valid`: nothing has changed since, so sharing and
 * publishing may begin. `covers`: every picture is one that was looked over, or came from one by hiding more, so what is
 * shared already may go on. `spared`: where pictures came in since, those that need not be looked at again.
 */
export async function lookOverOf(db: Database, tutorialId: string) {
  const row = await db
    .selectFrom('look_overs')
    .select(['frames', 'at', 'voided_at'])
    .where('tutorial_id', '=', tutorialId)
    .executeTakeFirst();
  const seen = new Set(row?.frames.map(({ sha256 }) => sha256));
  const frames = await currentFrames(db, tutorialId);
  const unseen = frames.filter(({ sha256 }) => !seen.has(sha256));
  const covers = row !== undefined && unseen.length === 0;
  const spared = unseen.length > 0 ? frames.filter(({ sha256 }) => seen.has(sha256)) : [];
  return { at: row?.at ?? null, covers, valid: covers && row?.voided_at === null, frames, spared };
}

/**
 * A mark changes a picture, which voids the look-over. What is shared goes on with the picture that hides more: it takes
 * the marked one's place among the pictures that were looked over.
 */
export async function voidLookOver(
  trx: Database,
  tutorialId: string,
  { marked, by, at }: { marked: LookedOverFrame; by: LookedOverFrame; at: Date },
): Promise<void> {
  const row = await trx
    .selectFrom('look_overs')
    .select('frames')
    .where('tutorial_id', '=', tutorialId)
    .executeTakeFirst();
  if (!row) return;
  const frames = row.frames.map((frame) => (frame.sha256 === marked.sha256 ? by : frame));
  await trx
    .updateTable('look_overs')
    .set({ frames: JSON.stringify(frames), voided_at: at })
    .where('tutorial_id', '=', tutorialId)
    .execute();
}
