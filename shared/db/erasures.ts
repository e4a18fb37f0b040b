import { logError } from '#shared/log/log.ts';
import type { Database } from './database.ts';

/** Erases one file in every version of it. */
export type EraseFile = (key: string) => Promise<void>;

/**
 * Erases files that were written down as to be erased, all or those whose keys begin so, and returns how many. One that
 * cannot be erased now stays written down: the retention function tries again, and throws for it.
 */
export async function eraseFiles(
  { db, erase }: { db: Database; erase: EraseFile },
  prefixes: readonly string[] = [''],
): Promise<{ erased: number; failed: number }> {
  const rows = await db
    .selectFrom('erasures')
    .select('key')
    .where((eb) => eb.or(prefixes.map((prefix) => eb.fn<boolean>('starts_with', ['key', eb.val(prefix)]))))
    .execute();
  let failed = 0;
  for (const { key } of rows) {
    try {
      await erase(key);
      await db.deleteFrom('erasures').where('key', '=', key).execute();
    } catch (error) {
      failed += 1;
      logError('erasure.failed', error);
    }
  }
  return { erased: rows.length - failed, failed };
}
