import { ProductError } from '#shared/contract/errors.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import type { StepChange, TutorialChanges } from '#shared/contract/rerun.ts';
import type { Database } from '#shared/db/database.ts';
import { changeOf, compareSteps, type ComparedStep } from './compare-steps.ts';
import { readSteps } from './read-steps.ts';
import type { TutorialsDeps } from './routes.ts';

/** What the finished draft of one's own tutorial would change. Throws NOT_FOUND where there is none. */
export async function readChanges(
  { db, offlineModel }: Pick<TutorialsDeps, 'db' | 'offlineModel'>,
  userId: string,
  tutorialId: string,
): Promise<TutorialChanges> {
  const draft = await finishedDraft(db, userId, tutorialId);
  const { id: draftId, title, review, retakes } = draft;
  return {
    tutorialId,
    draftId,
    retake: retakes !== null,
    title,
    language: writtenLanguage(draft.language, offlineModel),
    score: review?.total ?? null,
    needsYourLook: review?.needsYourLook ?? false,
    changes: await changesOf(db, tutorialId, draft),
    coveredByHand: await coveredByHand(db, tutorialId),
  };
}

async function coveredByHand(db: Database, tutorialId: string): Promise<string[]> {
  const covered = await db
    .selectFrom('assets')
    .innerJoin('marks', 'marks.result_asset_id', 'assets.id')
    .where('assets.tutorial_id', '=', tutorialId)
    .select('assets.step_id')
    .execute();
  return covered.flatMap(({ step_id: step }) => step ?? []);
}

/** Of a draft that takes one step anew, that step alone stands beside the one it replaces. */
export async function changesOf(
  db: Database,
  tutorialId: string,
  draft: { id: string; retakes: string | null },
): Promise<StepChange[]> {
  const before = await comparedSteps(db, tutorialId);
  const after = await comparedSteps(db, draft.id);
  if (!draft.retakes) return compareSteps(before, after);
  const [old, now] = [before.find(({ step }) => step.id === draft.retakes), after[0]];
  return old && now ? [changeOf(old, now)] : [];
}

/** The draft that one's own tutorial has and that is finished. Throws NOT_FOUND. */
export async function finishedDraft(db: Database, userId: string, tutorialId: string) {
  const draft = await db
    .selectFrom('tutorials')
    .innerJoin('jobs', 'jobs.tutorial_id', 'tutorials.id')
    .selectAll('tutorials')
    .select(['jobs.retakes', 'jobs.plan'])
    .where('rerun_of', '=', tutorialId)
    .where('tutorials.user_id', '=', userId)
    .where('tutorials.status', '=', 'ready')
    .executeTakeFirst();
  if (!draft) throw new ProductError('NOT_FOUND', 'draft');
  return draft;
}

async function comparedSteps(db: Database, tutorialId: string): Promise<ComparedStep[]> {
  const actions = await db.selectFrom('steps').select(['id', 'action']).where('tutorial_id', '=', tutorialId).execute();
  const steps = await readSteps(db, tutorialId);
  return steps.map((step) => ({ step, action: actions.find(({ id }) => id === step.id)!.action }));
}
