import { logError } from '#shared/log/log.ts';
import type { Database } from './database.ts';

/** Erases one file in every version of it. */
export type EraseFile = (key: string) => Promise<void>;

/**
 * Erases files that were written down as to be erased, all or those under a prefix, and returns how many. One that
 * cannot be erased now stays written down: the retention function tries again, and throws for it.
 */
export async function eraseFiles(
  { db, erase }: { db: Database; erase: EraseFile },
  prefix = '',
): Promise<{ erased: number; failed: number }> {
  const rows = await db
    .selectFrom('erasures')
    .select('key')
    .where((eb) => eb.fn<boolean>('starts_with', ['key', eb.val(prefix)]))
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
