import { ProductError } from '#shared/contract/errors.ts';
import type { ReportOutcome } from '#shared/contract/reports.ts';
import type { Database } from '#shared/db/database.ts';
import type { OperatorsDeps } from './routes.ts';

/** Open reports, the most urgent first. */
export async function openReports({ db }: Pick<OperatorsDeps, 'db'>) {
  const rows = await db
    .selectFrom('reports')
    .select(['id', 'reporter', 'subject', 'created_at', 'due_at'])
    .where('closed_at', 'is', null)
    .orderBy('due_at')
    .limit(500)
    .execute();
  return rows.map(({ id, reporter, subject, created_at, due_at }) => ({
    id,
    reporter,
    subject,
    createdAt: created_at.toISOString(),
    dueAt: due_at.toISOString(),
  }));
}

/** An open report, or NOT_FOUND. */
export async function openReport(db: Database, id: string) {
  const report = await db
    .selectFrom('reports')
    .selectAll()
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!report) throw new ProductError('NOT_FOUND', 'report');
  return report;
}

type Access = { operator: string; action: 'opened' | 'looked' | 'redacted' | 'closed'; assetId: string };

/** Writes down what an operator does with somebody's frame. */
export async function recordAccess(
  { db, now }: Pick<OperatorsDeps, 'db' | 'now'>,
  report: { id: string; tutorial_id: string },
  { operator, action, assetId }: Access,
): Promise<void> {
  await db
    .insertInto('operator_access')
    .values({ operator, action, report_id: report.id, tutorial_id: report.tutorial_id, asset_id: assetId, at: now() })
    .execute();
}

/** Ends a report and its clock. */
export async function closeReport(
  { db, now }: Pick<OperatorsDeps, 'db' | 'now'>,
  id: string,
  outcome: ReportOutcome,
): Promise<void> {
  await db
    .updateTable('reports')
    .set({ closed_at: now(), outcome })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .execute();
}
