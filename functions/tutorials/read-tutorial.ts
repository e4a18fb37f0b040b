import { ProductError } from '#shared/contract/errors.ts';
import type { Frame, Tutorial } from '#shared/contract/tutorials.ts';
import type { Database } from '#shared/db/database.ts';
import { toSummary, tutorialsOf } from './list-tutorials.ts';
import type { TutorialsDeps } from './routes.ts';

/** One's own tutorial, whole. Throws NOT_FOUND. */
export async function readTutorial(
  { db, offlineModel }: Pick<TutorialsDeps, 'db' | 'offlineModel'>,
  userId: string,
  tutorialId: string,
): Promise<Tutorial> {
  const row = await tutorialsOf({ db }, userId).where('tutorials.id', '=', tutorialId).executeTakeFirst();
  if (!row) throw new ProductError('NOT_FOUND', 'tutorial');
  const steps = await db
    .selectFrom('steps')
    .select(['id', 'position', 'text', 'why'])
    .where('tutorial_id', '=', tutorialId)
    .orderBy('position')
    .execute();
  const frames = await framesByStep(db, tutorialId);
  return {
    ...toSummary(row),
    language: row.language,
    platformUrl: row.platform_url,
    summary: row.summary,
    beforeYouStart: row.before_you_start,
    steps: steps.map((step) => ({ ...step, frame: frames.get(step.id) ?? null })),
    result: row.result,
    troubleshooting: row.troubleshooting,
    review: row.review,
    offlineModel,
  };
}

/** The newest frame of every step: a step that was walked again keeps its last picture. */
async function framesByStep(db: Database, tutorialId: string): Promise<Map<string, Frame>> {
  const assets = await db
    .selectFrom('assets')
    .select(['id', 'step_id', 'width', 'height', 'highlight', 'redactions'])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .orderBy('created_at')
    .execute();
  const frames = new Map<string, Frame>();
  for (const { id, step_id, width, height, highlight, redactions } of assets) {
    if (step_id) frames.set(step_id, { assetId: id, width, height, highlight, redactions });
  }
  return frames;
}
