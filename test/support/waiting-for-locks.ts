import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import type { Database } from '#shared/db/database.ts';

/** Resolves when so many transactions wait for rows that others hold. */
export async function waitingForLocks(db: Database, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
      `.execute(db);
      expect(rows[0]!.waiting).toBe(count);
    },
    { timeout: 20_000, interval: 50 },
  );
}
