import type { Database } from '#shared/db/database.ts';

/** All that is written for a tutorial: about the whole, and for each step. */
export interface WrittenTexts {
  title: string;
  summary: string;
  beforeYouStart: string[];
  result: string;
  troubleshooting: string[];
  steps: { id: string; text: string; why: string }[];
}

export async function readTexts(db: Database, tutorialId: string): Promise<WrittenTexts> {
  const { before_you_start: beforeYouStart, ...whole } = await db
    .selectFrom('tutorials')
    .select(['title', 'summary', 'before_you_start', 'result', 'troubleshooting'])
    .where('id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  const steps = await db
    .selectFrom('steps')
    .select(['id', 'text', 'why'])
    .where('tutorial_id', '=', tutorialId)
    .execute();
  return { ...whole, beforeYouStart, steps };
}

export async function keepTexts(db: Database, tutorialId: string, texts: WrittenTexts): Promise<void> {
  const { title, summary, beforeYouStart, result, troubleshooting, steps } = texts;
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('tutorials')
      .set({
        title,
        summary,
        before_you_start: JSON.stringify(beforeYouStart),
        result,
        troubleshooting: JSON.stringify(troubleshooting),
      })
      .where('id', '=', tutorialId)
      .execute();
    for (const { id, text, why } of steps) {
      await trx.updateTable('steps').set({ text, why }).where('id', '=', id).execute();
    }
  });
}
