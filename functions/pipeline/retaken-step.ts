import type { Database } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { boldLabels } from './review-gates.ts';

type Retake = Pick<JobRow, 'tutorial_id' | 'retakes'>;

/**
 * A step that is taken anew keeps its words while it is the same action on the same element and the page still has every
 * label that they name. Else it has none yet, and `generate` writes them.
 */
export async function keepWords(db: Database, job: Retake): Promise<void> {
  const { before, now } = await bothOf(db, job);
  if (!before || !now || identity(before.action) !== identity(now.action)) return;
  if (boldLabels(before.text).some((label) => !now.labels.includes(label))) return;
  const { analysis, text, why } = before;
  await db.updateTable('steps').set({ analysis, text, why }).where('id', '=', now.id).execute();
}

/** Whether only the picture is new: then nothing is explained, written or scored anew. */
export async function keptWords(db: Database, job: Retake): Promise<boolean> {
  const { before, now } = await bothOf(db, job);
  return before !== undefined && before.text === now?.text;
}

const identity = ({ kind, role, name, value }: StepAction) => JSON.stringify([kind, role, name, value]);

async function bothOf(db: Database, { tutorial_id, retakes }: Retake) {
  if (!retakes) return {};
  const [before, now] = await Promise.all([
    db.selectFrom('steps').selectAll().where('id', '=', retakes).executeTakeFirst(),
    db.selectFrom('steps').selectAll().where('tutorial_id', '=', tutorial_id).executeTakeFirst(),
  ]);
  return { before, now };
}
