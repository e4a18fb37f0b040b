import { ProductError } from '#shared/contract/errors.ts';
import type { TutorialsDeps } from './routes.ts';

/** The picture of one's own tutorial as WebP. Its place in storage comes from the row, never from the address. Throws NOT_FOUND. */
export async function readFrame(
  { db, files }: Pick<TutorialsDeps, 'db' | 'files'>,
  userId: string,
  tutorialId: string,
  assetId: string,
): Promise<Buffer> {
  const asset = await db
    .selectFrom('assets')
    .innerJoin('tutorials', 'tutorials.id', 'assets.tutorial_id')
    .select('assets.key')
    .where('assets.id', '=', assetId)
    .where('assets.kind', '=', 'frame')
    .where('tutorials.id', '=', tutorialId)
    .where('tutorials.user_id', '=', userId)
    .executeTakeFirst();
  const bytes = asset && (await files.get(asset.key));
  if (!bytes) throw new ProductError('NOT_FOUND', 'frame');
  return bytes;
}
