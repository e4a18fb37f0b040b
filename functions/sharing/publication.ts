import { onceLookedOver } from './look-over.ts';
import type { SharingDeps } from './routes.ts';

/** Puts the tutorial into the public showcase (S3). Throws LOOK_OVER_REQUIRED (R7). */
export async function publishTutorial({ db, now }: Pick<SharingDeps, 'db' | 'now'>, tutorialId: string): Promise<void> {
  await onceLookedOver(db, tutorialId, async (trx) => {
    await trx
      .updateTable('tutorials')
      .set((eb) => ({ published_at: eb.fn.coalesce('published_at', eb.val(now())) }))
      .where('id', '=', tutorialId)
      .execute();
  });
}

/** Takes it out at once (S3); one that is not in it is fine. */
export async function unpublishTutorial({ db }: Pick<SharingDeps, 'db'>, tutorialId: string): Promise<void> {
  await db.updateTable('tutorials').set({ published_at: null }).where('id', '=', tutorialId).execute();
}
