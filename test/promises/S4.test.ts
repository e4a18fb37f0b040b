import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { listFiles } from '#shared/aws/files.ts';
import { en } from '../../web/messages/en.ts';
import { api, db, environmentOf, finishedJob, journey, product } from '../support/journey.ts';
import { framesOf, lookOver, readablePlace } from '../support/sharable-tutorial.ts';

/** Counts and ids alone, kept for twelve months after a tutorial is gone (R5). */
const kept = ['redaction_audit', 'operator_access'];

/** Tables of the database as it is, those that say which tutorial, job or step a row belongs to. */
async function tables(onlyOfTutorials: boolean): Promise<string[]> {
  const ofTutorials = onlyOfTutorials ? sql`and column_name in ('tutorial_id', 'job_id', 'step_id')` : sql``;
  const { rows } = await sql<{ name: string }>`
    select distinct table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%' ${ofTutorials}`.execute(
    db,
  );
  return rows.map(({ name }) => name).filter((name) => !kept.includes(name));
}

/** Which tables hold a row that names any of the ids, in whatever column. */
async function tablesNaming(ids: string[], names: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const { rows } = await sql`
      select 1 from ${sql.table(name)} as whole where whole::text ~ ${ids.join('|')} limit 1`.execute(db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test('S4: deleting a tutorial on its page removes every row and file of it', async () => {
  const { page, userId, connectionId } = await journey();
  const request = {
    connectionId,
    goal: 'Create a deal called "Soon gone"',
    approvePlan: false,
    requestKey: randomUUID(),
  };
  const { body } = await api(page, 'POST', '/api/jobs', request);
  const { tutorial_id: tutorialId } = await finishedJob(body.id);
  const bucket = environmentOf('tutorials')['FILES_BUCKET']!;
  expect((await listFiles(bucket, `assets/${tutorialId}/`)).length).toBeGreaterThan(2);

  const [first, second] = await framesOf(tutorialId);
  const marked = { requestKey: randomUUID(), boxes: [await readablePlace(first!)] };
  expect((await api(page, 'POST', `/api/marks/${tutorialId}/frames/${first!.id}`, marked)).status).toBe(200);
  await lookOver({ page, userId, tutorialId });
  expect((await api(page, 'POST', `/api/sharing/${tutorialId}/links`, { days: 7 })).status).toBe(201);
  const reported = { tutorialId, assetId: second!.id, subject: 'person' };
  expect((await api(page, 'POST', '/api/reports/own', reported)).status).toBe(201);
  const steps = await db.selectFrom('steps').select('id').where('tutorial_id', '=', tutorialId).execute();
  const ids = [tutorialId, body.id, first!.id, second!.id, ...steps.map(({ id }) => id)];
  // A table that is added later and holds nothing here yet is to be filled above.
  const ofTutorials = await tables(true);
  expect(ofTutorials.length).toBeGreaterThan(8);
  expect((await tablesNaming(ids, ofTutorials)).toSorted()).toEqual(ofTutorials.toSorted());

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByRole('button', { name: en.tutorial.more }).click();
  await page.getByRole('menuitem', { name: en.tutorial.delete }).click();
  await page.getByRole('button', { name: en.tutorial.delete }).click();
  await page.getByText(en.tutorial.deleted).first().waitFor();

  for (const prefix of ['assets', 'staging']) expect(await listFiles(bucket, `${prefix}/${tutorialId}/`)).toEqual([]);
  expect(await tablesNaming(ids, await tables(false))).toEqual([]);
});
