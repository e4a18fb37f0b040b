import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import { lookOverOf } from '#shared/db/look-overs.ts';
import type { SharingDeps } from './routes.ts';

/**
 * Records that the owner has looked over every picture: when, and the pictures' hashes (R7). What an earlier look covers
 * need not be looked at again. Throws LOOK_OVER_INCOMPLETE when a picture was left out or has changed meanwhile.
 */
export async function confirmLookOver(
  { db, now }: Pick<SharingDeps, 'db' | 'now'>,
  tutorialId: string,
  seen: readonly string[],
): Promise<void> {
  await holdingTutorial(db, tutorialId, async (trx) => {
    const { frames, spared } = await lookOverOf(trx, tutorialId);
    const known = new Set([...seen, ...spared.map(({ assetId }) => assetId)]);
    if (frames.some(({ assetId }) => !known.has(assetId))) throw new ProductError('LOOK_OVER_INCOMPLETE');
    const looked = { frames: JSON.stringify(frames), at: now(), voided_at: null };
    await trx
      .insertInto('look_overs')
      .values({ tutorial_id: tutorialId, ...looked })
      .onConflict((conflict) => conflict.column('tutorial_id').doUpdateSet(looked))
      .execute();
  });
}

/** Begins something that lets others read, if the pictures were looked over as they are. Throws LOOK_OVER_REQUIRED (R7). */
export async function onceLookedOver<T>(
  db: Database,
  tutorialId: string,
  work: (trx: Database) => Promise<T>,
): Promise<T> {
  return holdingTutorial(db, tutorialId, async (trx) => {
    if (!(await lookOverOf(trx, tutorialId)).valid) throw new ProductError('LOOK_OVER_REQUIRED');
    return work(trx);
  });
}

/** Marks hold the same row, so that no picture changes in between. */
async function holdingTutorial<T>(db: Database, tutorialId: string, work: (trx: Database) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const held = await trx
      .selectFrom('tutorials')
      .select('id')
      .where('id', '=', tutorialId)
      .where('status', '=', 'ready')
      .forUpdate()
      .executeTakeFirst();
    if (!held) throw new ProductError('NOT_FOUND', 'tutorial');
    return work(trx);
  });
}
