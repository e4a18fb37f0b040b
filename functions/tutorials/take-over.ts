import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import { changesOf, finishedDraft } from './rerun.ts';
import type { TutorialsDeps } from './routes.ts';

/**
 * Puts the draft in the tutorial's place: texts, steps and pictures, and the goal and plan that the steps were made with,
 * which the next run goes by. What others could read is closed, because nobody has looked over the new pictures yet (R7);
 * the old pictures' files are erased. Throws NOT_FOUND, also for a draft of one step.
 */
export async function takeDraftOver(
  { db, now }: Pick<TutorialsDeps, 'db' | 'now'>,
  userId: string,
  tutorialId: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const draft = await heldDraft(trx, userId, tutorialId);
    if (draft.retakes) throw new ProductError('NOT_FOUND', 'draft');
    await eraseFilesOf(trx, tutorialId);
    await trx.deleteFrom('steps').where('tutorial_id', '=', tutorialId).execute();
    await closeToOthers(trx, tutorialId, now());
    await trx
      .updateTable('tutorials')
      .set({
        title: draft.title,
        goal: draft.goal,
        summary: draft.summary,
        before_you_start: JSON.stringify(draft.before_you_start),
        result: draft.result,
        troubleshooting: JSON.stringify(draft.troubleshooting),
        review: draft.review && JSON.stringify(draft.review),
      })
      .where('id', '=', tutorialId)
      .execute();
    await trx
      .updateTable('jobs')
      .set({ goal: draft.goal, plan: draft.plan && JSON.stringify(draft.plan) })
      .where('tutorial_id', '=', tutorialId)
      .execute();
    const moved = { tutorial_id: tutorialId };
    await trx.updateTable('steps').set(moved).where('tutorial_id', '=', draft.id).execute();
    await trx.updateTable('assets').set(moved).where('tutorial_id', '=', draft.id).execute();
    await trx.updateTable('redaction_audit').set(moved).where('tutorial_id', '=', draft.id).execute();
    await trx.deleteFrom('tutorials').where('id', '=', draft.id).execute();
  });
}

/**
 * Takes one step of the draft, with its picture, in the place of the step it stands beside, and erases the rest of the
 * draft. Its picture alone is to be looked over. Throws NOT_FOUND for a step that stands beside none.
 */
export async function takeStepOver(
  { db, now }: Pick<TutorialsDeps, 'db' | 'now'>,
  userId: string,
  tutorialId: string,
  stepId: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const draft = await heldDraft(trx, userId, tutorialId);
    const change = (await changesOf(trx, tutorialId, draft)).find(({ after }) => after?.id === stepId);
    if (!change?.before) throw new ProductError('NOT_FOUND', 'step');
    const { id: before } = change.before;
    const { action, labels, analysis, text, why } = await trx
      .selectFrom('steps')
      .selectAll()
      .where('id', '=', stepId)
      .executeTakeFirstOrThrow();
    await eraseFilesOf(trx, tutorialId, before);
    await trx
      .updateTable('steps')
      .set({ action: JSON.stringify(action), labels: JSON.stringify(labels), analysis, text, why })
      .where('id', '=', before)
      .execute();
    const taken = await trx
      .updateTable('assets')
      .set({ tutorial_id: tutorialId, step_id: before })
      .where('step_id', '=', stepId)
      .returning('id')
      .execute();
    for (const { id } of taken) {
      await trx.updateTable('redaction_audit').set({ tutorial_id: tutorialId }).where('asset_id', '=', id).execute();
    }
    // Nobody has looked over this one picture: what is shared pauses until somebody has (R7).
    await trx.updateTable('look_overs').set({ voided_at: now() }).where('tutorial_id', '=', tutorialId).execute();
    if (draft.retakes) {
      const review = draft.review && JSON.stringify(draft.review);
      await trx.updateTable('tutorials').set({ review }).where('id', '=', tutorialId).execute();
    }
    await eraseFilesOf(trx, draft.id);
    await trx.deleteFrom('tutorials').where('id', '=', draft.id).execute();
  });
}

/**
 * The finished draft, held with its tutorial until the transaction ends, so that take-overs and marks come one after the
 * other: whoever comes second finds no draft, or no such picture. Throws NOT_FOUND.
 */
async function heldDraft(trx: Database, userId: string, tutorialId: string) {
  const hold = (column: 'id' | 'rerun_of') =>
    trx.selectFrom('tutorials').select('id').where(column, '=', tutorialId).forUpdate().execute();
  await hold('id');
  await hold('rerun_of');
  return finishedDraft(trx, userId, tutorialId);
}

/** The rows go now; the files are written down, and the retention function erases them. */
async function eraseFilesOf(trx: Database, tutorialId: string, stepId?: string): Promise<void> {
  const erased = await trx
    .deleteFrom('assets')
    .where('tutorial_id', '=', tutorialId)
    .$if(stepId !== undefined, (query) => query.where('step_id', '=', stepId!))
    .returning('key')
    .execute();
  if (erased.length === 0) return;
  await trx
    .insertInto('erasures')
    .values(erased)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function closeToOthers(trx: Database, tutorialId: string, now: Date): Promise<void> {
  await trx.deleteFrom('look_overs').where('tutorial_id', '=', tutorialId).execute();
  await trx
    .updateTable('share_links')
    .set({ revoked_at: now })
    .where('tutorial_id', '=', tutorialId)
    .where('revoked_at', 'is', null)
    .execute();
  await trx.updateTable('tutorials').set({ published_at: null }).where('id', '=', tutorialId).execute();
}
