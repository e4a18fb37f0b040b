import type { JobQueue } from '#shared/aws/queue.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import type { Database } from '#shared/db/database.ts';
import { eraseFiles, type EraseFile } from '#shared/db/erasures.ts';
import { erasePairKeys } from '#shared/db/pair-key-erasures.ts';
import { logError } from '#shared/log/log.ts';
import type { MailDeps } from '#shared/mail/job-mail.ts';
import { deleteExpiredConnections } from './delete-expired-connections.ts';
import { deleteOutdatedRows } from './delete-outdated-rows.ts';
import { expirePlans } from './expire-plans.ts';
import { mailFailures } from './mail-failures.ts';
import { failAbandonedJobs, resendQueuedJobs } from './stale-jobs.ts';

export interface RetentionDeps extends Pick<MailDeps, 'sendMail' | 'publicUrl'> {
  db: Database;
  queue: JobQueue;
  /** Erases one file of a tutorial. */
  erase: EraseFile;
  keys: Pick<PairKeys, 'remove'>;
  now: () => Date;
}

/** Every rule runs, whatever becomes of the others; throws at the end when one has failed, so that the alarm rings. */
export async function runRetention(deps: RetentionDeps): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const rules = {
    deleteExpiredConnections,
    deleteOutdatedRows,
    eraseLeftFiles,
    eraseLeftKeys,
    failAbandonedJobs,
    resendQueuedJobs,
    expirePlans,
    mailFailures,
  };
  const failed: string[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    try {
      Object.assign(counts, await rule(deps));
    } catch (error) {
      logError('retention.failed', error, { rule: name });
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`Retention rules failed: ${failed.join(', ')}`);
  return counts;
}

/** Files whose erasure was cut off or failed. */
async function eraseLeftFiles(deps: Pick<RetentionDeps, 'db' | 'erase'>) {
  const { erased, failed } = await eraseFiles(deps);
  if (failed > 0) throw new Error(`${failed} files could not be erased`);
  return { erasedFiles: erased };
}

/** Pair keys of connections that are gone already. */
async function eraseLeftKeys(deps: Pick<RetentionDeps, 'db' | 'keys'>) {
  const { erased, failed } = await erasePairKeys(deps);
  if (failed > 0) throw new Error(`${failed} pair keys could not be erased`);
  return { erasedKeys: erased };
}
