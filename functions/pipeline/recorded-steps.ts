import type { Selectable } from 'kysely';
import type { Database } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import type { Schema } from '#shared/db/schema.ts';
import { joinText, storedText } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';

export type StepRow = Selectable<Schema['steps']>;

/** The steps of a job's tutorial in order. Where one is taken anew: those of the original, with the new one in its place. */
export async function stepsOf(db: Database, job: Pick<JobRow, 'tutorial_id' | 'retakes'>): Promise<StepRow[]> {
  const own = await stepsIn(db, job.tutorial_id);
  if (!job.retakes) return own;
  const { rerun_of: original } = await db
    .selectFrom('tutorials')
    .select('rerun_of')
    .where('id', '=', job.tutorial_id)
    .executeTakeFirstOrThrow();
  const around = original ? await stepsIn(db, original) : [];
  return around.map((step) => (step.id === job.retakes ? (own[0] ?? step) : step));
}

function stepsIn(db: Database, tutorialId: string): Promise<StepRow[]> {
  return db.selectFrom('steps').selectAll().where('tutorial_id', '=', tutorialId).orderBy('position').execute();
}

/** The steps as the model reads them, one line of JSON each. All of it was redacted when it was captured. */
export function stepLines(steps: readonly StepRow[], { goal, plan }: Pick<JobRow, 'goal' | 'plan'>): RedactedText {
  const planned = new Map((plan?.values ?? []).map(({ value, sample }) => [value, sample]));

  return joinText(
    steps.map(({ position, action, labels, analysis }) => {
      const { kind, role, name, value, place = '', change = '', to } = action;
      // A value that neither the goal nor the user gave is an example, and the text has to say so.
      const given = planned.get(value) === false || goal.toLowerCase().includes(value.toLowerCase());
      const sample = kind === 'type' && !given;
      return storedText(
        JSON.stringify({ position, kind, role, name, value, to, sample, place, change, labels, analysis }),
      );
    }),
  );
}
