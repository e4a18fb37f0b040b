import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import * as firstTables from './migrations/0001-first-tables.ts';
import * as signInAttempts from './migrations/0002-sign-in-attempts.ts';
import * as changedAttempt from './migrations/0003-changed-attempt.ts';
import * as siteStorage from './migrations/0004-site-storage.ts';
import * as waitingRoom from './migrations/0005-waiting-room.ts';
import * as planApproval from './migrations/0006-plan-approval.ts';
import * as handRedaction from './migrations/0008-hand-redaction.ts';
import * as sharing from './migrations/0009-sharing.ts';
import * as reports from './migrations/0010-reports.ts';
import * as rerun from './migrations/0007-rerun.ts';
import * as retake from './migrations/0012-retake.ts';
import * as owed from './migrations/0013-owed.ts';
import type { Schema } from './schema.ts';

/** In order of their names; a migration that has run anywhere is never changed. */
const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-sign-in-attempts': signInAttempts,
  '0003-changed-attempt': changedAttempt,
  '0004-site-storage': siteStorage,
  '0005-waiting-room': waitingRoom,
  '0006-plan-approval': planApproval,
  '0007-rerun': rerun,
  '0008-hand-redaction': handRedaction,
  '0009-sharing': sharing,
  '0010-reports': reports,
  '0012-retake': retake,
  '0013-owed': owed,
};

/** The tables were made by a version whose migrations this one does not know; nothing was changed. */
export class UnknownSchema extends Error {
  override readonly name = 'UNKNOWN_SCHEMA';
}

/**
 * Brings the database to the newest schema; returns how many migrations ran. Safe to repeat and to run side by side. Tables
 * that a newer version has already brought further are left as they are, because migrations only add: so a version can
 * be rolled back. Throws `UnknownSchema` for tables that went another way.
 */
export async function migrateToLatest(db: Kysely<Schema>): Promise<number> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return results?.length ?? 0;
  if (!(error as Error).message.startsWith('corrupted migrations')) throw error;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const ours = Object.keys(migrations);
  const at = rows.findIndex(({ name }, index) => name !== ours[index]);
  if (at < 0) throw error;
  if (at >= ours.length) return 0;
  throw new UnknownSchema(`The tables have ${rows[at]?.name} where this version has ${ours[at]}`);
}
