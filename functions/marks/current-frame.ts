import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';

/**
 * The row of the frame that stands where the named one stood: a frame that was marked meanwhile is followed to what took
 * its place, so that nobody's mark is lost. Throws NOT_FOUND.
 */
export async function currentFrame(db: Database, tutorialId: string, assetId: string) {
  for (let id: string | undefined = assetId; id !== undefined; id = await successorOf(db, tutorialId, id)) {
    const asset = await db
      .selectFrom('assets')
      .selectAll()
      .where('id', '=', id)
      .where('tutorial_id', '=', tutorialId)
      .where('kind', '=', 'frame')
      .executeTakeFirst();
    if (asset) return asset;
  }
  throw new ProductError('NOT_FOUND', 'frame');
}

export type FrameRow = Awaited<ReturnType<typeof currentFrame>>;

async function successorOf(db: Database, tutorialId: string, assetId: string): Promise<string | undefined> {
  const mark = await db
    .selectFrom('marks')
    .select('result_asset_id')
    .where('tutorial_id', '=', tutorialId)
    .where('asset_id', '=', assetId)
    .executeTakeFirst();
  return mark?.result_asset_id;
}
