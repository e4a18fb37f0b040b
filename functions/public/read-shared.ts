import { ProductError } from '#shared/contract/errors.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { SharedTutorial } from '#shared/contract/sharing.ts';
import { currentFrames } from '#shared/db/look-overs.ts';
import { readSteps } from '../tutorials/read-steps.ts';
import type { PublicDeps } from './routes.ts';

/** A tutorial that is opened to others, without anything about its owner, its goal or its making. */
export async function readSharedTutorial(
  { db, offlineModel }: Pick<PublicDeps, 'db' | 'offlineModel'>,
  tutorialId: string,
): Promise<SharedTutorial> {
  const row = await db
    .selectFrom('tutorials')
    .select(['title', 'platform_name', 'language', 'summary', 'before_you_start', 'result', 'troubleshooting'])
    .where('id', '=', tutorialId)
    .executeTakeFirst();
  if (!row) throw new ProductError('NOT_FOUND', 'tutorial');
  return {
    title: row.title,
    platformName: row.platform_name,
    language: writtenLanguage(row.language, offlineModel),
    summary: row.summary,
    beforeYouStart: row.before_you_start,
    steps: await readSteps(db, tutorialId),
    result: row.result,
    troubleshooting: row.troubleshooting,
  };
}

/** A picture that the opened tutorial shows now; an earlier one of the same step is not given out. Throws NOT_FOUND. */
export async function readSharedFrame(
  { db, files }: Pick<PublicDeps, 'db' | 'files'>,
  tutorialId: string,
  assetId: string,
): Promise<Buffer> {
  const shown = (await currentFrames(db, tutorialId)).some((frame) => frame.assetId === assetId);
  const asset = shown
    ? await db.selectFrom('assets').select('key').where('id', '=', assetId).executeTakeFirst()
    : undefined;
  const bytes = asset && (await files.get(asset.key));
  if (!bytes) throw new ProductError('NOT_FOUND', 'frame');
  return bytes;
}
