import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import { migrateToLatest } from '#shared/db/migrate.ts';
import { log } from '#shared/log/log.ts';

const env = readEnv(programEnv.migrate);
const db = openDatabase(() => readSecret(env.DATABASE_SECRET_ARN));

/** Called once by every deployment, before the new functions are. */
export async function handler(): Promise<{ migrations: number }> {
  const migrations = await migrateToLatest(db);
  log('migrate.done', { migrations });
  return { migrations };
}
