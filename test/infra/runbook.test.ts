import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteFile, listFiles, putFile, putFrame } from '#shared/aws/files.ts';
import { pairKeyFile, pairKeyRemoval } from '#shared/aws/pair-key-files.ts';
import { runRetention } from '../../functions/retention/run-retention.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addConnection, addUser, publicUrl } from '../support/rows.ts';
import { startTestS3, type TestS3 } from '../support/s3.ts';
import { storedTutorial, writtenFrame } from '../support/stored-frames.ts';

let database: TestDatabase;
let s3: TestS3;
beforeAll(async () => {
  [database, s3] = await Promise.all([startTestDatabase(), startTestS3()]);
});
afterAll(() => Promise.all([database.stop(), s3.stop()]));

/** The runbook's own statements, as psql runs them. */
function deletePerson(id: string): string {
  const runbook = readFileSync(`${projectRoot}/infra/runbook.md`, 'utf8');
  const section = runbook.slice(runbook.indexOf('## Delete a person'));
  const statements = /```sql\n(.*?)```/s.exec(section)![1]!;
  expect(statements).toContain(":'person'");
  return statements.replaceAll(":'person'", `'${id}'`);
}

/** Somebody with a tutorial, a draft of it, a picture that waits for the gate, and a connection. */
async function person() {
  const { db } = database;
  const user = await addUser(db);
  const made = await storedTutorial(db, s3.bucket, user.id, 2);
  const draft = await storedTutorial(db, s3.bucket, user.id, 1);
  await db.updateTable('tutorials').set({ rerun_of: made.tutorialId }).where('id', '=', draft.tutorialId).execute();
  const key = `staging/${draft.tutorialId}/1.webp`;
  await putFrame(s3.bucket, key, await writtenFrame());
  const staged = JSON.stringify({ key, width: 1, height: 1, sha256: 'x', highlight: null, regions: [], legible: [] });
  await db.updateTable('steps').set({ staged }).where('id', '=', draft.first.stepId).execute();
  const { platformId } = await addConnection(db, user.id);
  await putFile(
    s3.versioned,
    pairKeyFile({ userId: user.id, platformId }),
    Buffer.from('wrapped'),
    'application/octet-stream',
  );
  return { ...user, tutorials: [made.tutorialId, draft.tutorialId] };
}

async function filesOf({ id, tutorials }: { id: string; tutorials: string[] }): Promise<string[]> {
  const folders = tutorials.flatMap((tutorial) => [`assets/${tutorial}/`, `staging/${tutorial}/`]);
  const files = await Promise.all(folders.map((folder) => listFiles(s3.bucket, folder)));
  return [...files.flat(), ...(await listFiles(s3.versioned, `keys/${id}/`))];
}

/** Rows of any table that name the user, or a tutorial of theirs, by table. */
async function rowsOf({ id, tutorials }: { id: string; tutorials: string[] }): Promise<string[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'public' and column_name in ('user_id', 'tutorial_id')
  `.execute(database.db);
  const found = [];
  for (const { table, column } of rows) {
    const ids = column === 'user_id' ? [id] : tutorials;
    const { rows: own } = await sql`select 1 from ${sql.table(table)} where ${sql.ref(column)} = any(${ids})`.execute(
      database.db,
    );
    if (own.length > 0) found.push(table);
  }
  return [...new Set(found)].toSorted();
}

test('a person who is deleted as the runbook says leaves no row, picture or key, and nobody else loses any', async () => {
  const [gone, stays] = [await person(), await person()];
  const before = [await filesOf(stays), await rowsOf(stays)];
  expect([(await filesOf(gone)).length, (await rowsOf(gone)).includes('connections')]).toEqual([5, true]);
  await sql.raw(deletePerson(gone.id)).execute(database.db);
  await runRetention({
    db: database.db,
    now: () => new Date(),
    queue: { send: async () => undefined },
    erase: (key) => deleteFile(s3.bucket, key),
    keys: pairKeyRemoval(s3.versioned),
    sendMail: async () => undefined,
    publicUrl,
  });
  expect(await filesOf(gone)).toEqual([]);
  // Counts alone, for twelve months (R5).
  expect(await rowsOf(gone)).toEqual(['redaction_audit']);
  expect([await filesOf(stays), await rowsOf(stays)]).toEqual(before);
});
