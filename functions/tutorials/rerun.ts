import { ProductError } from '#shared/contract/errors.ts';
import type { StepChange, TutorialChanges } from '#shared/contract/rerun.ts';
import type { Database } from '#shared/db/database.ts';
import { compareSteps, type ComparedStep } from './compare-steps.ts';
import { readSteps } from './read-steps.ts';
import type { TutorialsDeps } from './routes.ts';

/** What the finished draft of one's own tutorial would change. Throws NOT_FOUND where there is none. */
export async function readChanges(
  { db }: Pick<TutorialsDeps, 'db'>,
  userId: string,
  tutorialId: string,
): Promise<TutorialChanges> {
  const { id: draftId, title, review } = await finishedDraft(db, userId, tutorialId);
  return {
    tutorialId,
    draftId,
    title,
    score: review?.total ?? null,
    needsYourLook: review?.needsYourLook ?? false,
    changes: await changesOf(db, tutorialId, draftId),
  };
}

export async function changesOf(db: Database, tutorialId: string, draftId: string): Promise<StepChange[]> {
  return compareSteps(await comparedSteps(db, tutorialId), await comparedSteps(db, draftId));
}

/** The draft that one's own tutorial has and that is finished. Throws NOT_FOUND. */
export async function finishedDraft(db: Database, userId: string, tutorialId: string) {
  const draft = await db
    .selectFrom('tutorials')
    .selectAll()
    .where('rerun_of', '=', tutorialId)
    .where('user_id', '=', userId)
    .where('status', '=', 'ready')
    .executeTakeFirst();
  if (!draft) throw new ProductError('NOT_FOUND', 'draft');
  return draft;
}

async function comparedSteps(db: Database, tutorialId: string): Promise<ComparedStep[]> {
  const actions = await db.selectFrom('steps').select(['id', 'action']).where('tutorial_id', '=', tutorialId).execute();
  const steps = await readSteps(db, tutorialId);
  return steps.map((step) => ({ step, action: actions.find(({ id }) => id === step.id)!.action }));
}
