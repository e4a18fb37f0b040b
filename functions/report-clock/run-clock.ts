import { nearDueHours } from '#shared/contract/reports.ts';
import { log } from '#shared/log/log.ts';
import { mailOwners } from '../reports/mail-owners.ts';
import { mailNearReports, mailNewReports, type OperatorMailDeps } from '../reports/mail-operators.ts';

/**
 * Watches the 24 hours of every open report: sends mails that could not be sent, tells the operators again when little
 * time is left, and writes the counts that the alarm reads. The counts come first: the alarm must not hang on a mail.
 */
export async function runReportClock(
  deps: OperatorMailDeps,
): Promise<{ open: number; nearDue: number; overdue: number }> {
  const { db, now } = deps;
  const soon = new Date(now().getTime() + nearDueHours * 3_600_000);
  const open = await db.selectFrom('reports').select('due_at').where('closed_at', 'is', null).execute();
  const counts = {
    open: open.length,
    nearDue: open.filter(({ due_at }) => due_at < soon).length,
    overdue: open.filter(({ due_at }) => due_at <= now()).length,
  };
  log('gauge.reports', counts);
  // One mail that is not taken keeps no other back.
  const failures: unknown[] = [];
  for (const mails of [mailNewReports, () => mailNearReports(deps, soon), mailOwners]) {
    await mails(deps).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Mails were not sent', { cause: failures[0] });
  return counts;
}
