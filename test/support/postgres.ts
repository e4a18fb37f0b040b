import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '#shared/db/database.ts';
import { migrateToLatest } from '#shared/db/migrate.ts';
import { startPostgres } from '../../infra/local/postgres.ts';

export interface TestDatabase {
  url: string;
  db: Database;
  /** Ends idle and running connections, as a restarted server does, and starts anew on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL server of this test's own with the product's tables, gone without a trace after `stop`. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'stepify-test-'));
  const server = await startPostgres({ dataFolder, durable: false });
  const db = openDatabase(async () => server.url, 5);
  await migrateToLatest(db);
  return {
    url: server.url,
    db,
    restart: () => server.restart(),
    async stop() {
      await db.destroy();
      await server.remove();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
