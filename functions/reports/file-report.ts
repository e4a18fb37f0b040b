import { reportHours, type Reporter, type ReportSubject } from '#shared/contract/reports.ts';
import { log, logError } from '#shared/log/log.ts';
import { currentFrame } from '../marks/current-frame.ts';
import { mailNewReports } from './mail-operators.ts';
import type { ReportsDeps } from './routes.ts';

interface Filing {
  tutorialId: string;
  assetId: string;
  reporter: Reporter;
  subject: ReportSubject;
}

/**
 * Puts a frame into the operators' queue and starts its 24 hours (R6); returns when they end. A frame that is in the
 * queue already keeps its clock. A mail that cannot be sent now is sent by the report clock. Throws NOT_FOUND.
 */
export async function fileReport(
  deps: Pick<ReportsDeps, 'db' | 'now' | 'sendMail' | 'operatorMail' | 'publicUrl'>,
  { tutorialId, assetId, reporter, subject }: Filing,
): Promise<Date> {
  const { db, now } = deps;
  const frame = await currentFrame(db, tutorialId, assetId);
  await db
    .insertInto('reports')
    .values({
      tutorial_id: tutorialId,
      asset_id: frame.id,
      reporter,
      subject,
      created_at: now(),
      due_at: new Date(now().getTime() + reportHours * 3_600_000),
      mailed_at: null,
      warned_at: null,
      closed_at: null,
      outcome: null,
    })
    .onConflict((conflict) => conflict.column('asset_id').where('closed_at', 'is', null).doNothing())
    .execute();
  const report = await db
    .selectFrom('reports')
    .select(['id', 'due_at'])
    .where('asset_id', '=', frame.id)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  log('report.filed', { reportId: report.id, reporter, subject });
  await mailNewReports(deps).catch((error: unknown) => logError('report.mail-failed', error, { reportId: report.id }));
  return report.due_at;
}
