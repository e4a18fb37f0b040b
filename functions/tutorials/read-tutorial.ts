import { ProductError } from '#shared/contract/errors.ts';
import { approvalState } from '#shared/contract/pipeline.ts';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import type { Database } from '#shared/db/database.ts';
import { toSummary, tutorialsOf } from './list-tutorials.ts';
import { readSteps } from './read-steps.ts';
import type { TutorialsDeps } from './routes.ts';

/** One's own tutorial, whole. Throws NOT_FOUND. */
export async function readTutorial(
  { db, offlineModel }: Pick<TutorialsDeps, 'db' | 'offlineModel'>,
  userId: string,
  tutorialId: string,
): Promise<Tutorial> {
  const row = await tutorialsOf({ db }, userId).where('tutorials.id', '=', tutorialId).executeTakeFirst();
  if (!row) throw new ProductError('NOT_FOUND', 'tutorial');
  return {
    ...toSummary({ offlineModel }, row),
    platformUrl: row.platform_url,
    summary: row.summary,
    beforeYouStart: row.before_you_start,
    steps: await readSteps(db, tutorialId),
    result: row.result,
    troubleshooting: row.troubleshooting,
    review: row.review,
    rerunOf: row.rerun_of,
    draft: await draftOf(db, tutorialId),
  };
}

async function draftOf(db: Database, tutorialId: string): Promise<Tutorial['draft']> {
  const draft = await db
    .selectFrom('tutorials')
    .innerJoin('jobs', 'jobs.tutorial_id', 'tutorials.id')
    .select([
      'jobs.id as jobId',
      'jobs.script',
      'jobs.error_code as why',
      'jobs.status as at',
      'tutorials.id as tutorialId',
      'tutorials.status',
    ])
    .where('tutorials.rerun_of', '=', tutorialId)
    .executeTakeFirst();
  if (!draft) return null;
  const { script, why, at, ...kept } = draft;
  const shown = at === approvalState ? { ...kept, waits: true } : kept;
  const stopped = (script ?? []).findIndex((action) => action.stopped);
  return why === 'GOAL_NOT_REACHED' && stopped >= 0 ? { ...shown, stoppedAt: stopped + 1 } : shown;
}
