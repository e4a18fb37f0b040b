import type { RetentionDeps } from './run-retention.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** How long rows are kept. The redaction audit's twelve months are counted as 366 days. */
const kept = {
  // Longer than a ticket lives, and than a gateway is silent about its sessions.
  browserSessionsMs: 2 * minuteMs,
  signInAttemptsMs: 60 * minuteMs,
  reportAttemptsMs: dayMs,
  progressEventsMs: 90 * dayMs,
  redactionAuditMs: 366 * dayMs,
} as const;

/** Sign-in sessions past their end, browser sessions nobody ended, and what is kept for a time only (D6, D8, D10). */
export async function deleteOutdatedRows({ db, now }: Pick<RetentionDeps, 'db' | 'now'>) {
  const ago = (ms: number) => new Date(now().getTime() - ms);
  const runs = {
    endedSessions: db.deleteFrom('sessions').where('expires_at', '<=', now()),
    staleBrowserSessions: db
      .deleteFrom('browser_sessions')
      .where((row) => row.fn.coalesce('seen_at', 'created_at'), '<', ago(kept.browserSessionsMs)),
    signInAttempts: db.deleteFrom('sign_in_attempts').where('at', '<', ago(kept.signInAttemptsMs)),
    reportAttempts: db.deleteFrom('report_attempts').where('at', '<', ago(kept.reportAttemptsMs)),
    oldProgressEvents: db.deleteFrom('progress_events').where('created_at', '<', ago(kept.progressEventsMs)),
    oldOperatorAccess: db.deleteFrom('operator_access').where('at', '<', ago(kept.redactionAuditMs)),
    oldRedactionAudits: db.deleteFrom('redaction_audit').where('created_at', '<', ago(kept.redactionAuditMs)),
  };
  const counts: Record<string, number> = {};
  for (const [name, query] of Object.entries(runs)) {
    counts[name] = Number((await query.executeTakeFirst()).numDeletedRows);
  }
  return counts;
}
