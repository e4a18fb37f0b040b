import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import type { TutorialsDeps } from './routes.ts';

/**
 * Deletes one's own tutorial with its job and every file (S4). Files go first, so that a storage that does not answer
 * leaves the rows to try again with; then once more, for what a state still at work has written in between. From then
 * on its states find no job and stop. The audit of its redactions stays: it holds counts alone (R5). Throws NOT_FOUND.
 */
export async function deleteTutorial(
  { db, files }: Pick<TutorialsDeps, 'db' | 'files'>,
  userId: string,
  tutorialId: string,
): Promise<void> {
  const own = await db
    .selectFrom('tutorials')
    .select('id')
    .where('id', '=', tutorialId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!own) throw new ProductError('NOT_FOUND', 'tutorial');
  const folders = await foldersOf(db, tutorialId);
  const deleteAllFiles = () => Promise.all(folders.map((folder) => files.deleteUnder(folder)));
  await deleteAllFiles();
  await db.deleteFrom('tutorials').where('id', '=', tutorialId).execute();
  await deleteAllFiles();
}

/** Where the files of a tutorial and of its draft lie, and those it took over from an earlier draft. */
async function foldersOf(db: Database, tutorialId: string): Promise<string[]> {
  const drafts = await db.selectFrom('tutorials').select('id').where('rerun_of', '=', tutorialId).execute();
  const assets = await db.selectFrom('assets').select('key').where('tutorial_id', '=', tutorialId).execute();
  const own = [tutorialId, ...drafts.map(({ id }) => id)].flatMap((id) => [`assets/${id}/`, `staging/${id}/`]);
  const taken = assets.map(({ key }) => key.slice(0, key.lastIndexOf('/') + 1));
  return [...new Set([...own, ...taken])];
}
