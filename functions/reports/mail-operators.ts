import type { Database } from '#shared/db/database.ts';
import type { SendMail } from '#shared/mail/mailer.ts';
import { reportMail } from '#shared/mail/texts.ts';

export interface OperatorMailDeps {
  db: Database;
  now: () => Date;
  sendMail: SendMail;
  operatorMail: string;
  publicUrl: string;
}

type Wave = { column: 'mailed_at' | 'warned_at'; kind: 'new' | 'near'; dueBefore: Date | undefined };

/** Tells the operators of reports they have not been told of. Returns how many. */
export const mailNewReports = (deps: OperatorMailDeps) =>
  mailOperators(deps, { column: 'mailed_at', kind: 'new', dueBefore: undefined });

/** Tells them once more of reports that fall due before the given time. Returns how many. */
export const mailNearReports = (deps: OperatorMailDeps, dueBefore: Date) =>
  mailOperators(deps, { column: 'warned_at', kind: 'near', dueBefore });

/** The mail goes out before it is written down: rather twice than never, and the provider drops a repeated key. */
async function mailOperators(
  { db, now, sendMail, operatorMail, publicUrl }: OperatorMailDeps,
  { column, kind, dueBefore }: Wave,
): Promise<number> {
  const reports = await db
    .selectFrom('reports')
    .select(['id', 'due_at'])
    .where('closed_at', 'is', null)
    .where(column, 'is', null)
    .$if(dueBefore !== undefined, (query) => query.where('due_at', '<', dueBefore!))
    .execute();
  for (const { id, due_at: dueAt } of reports) {
    const mail = reportMail(kind, dueAt, `${publicUrl}/operators`);
    await sendMail({ ...mail, to: operatorMail, idempotencyKey: `report-${kind}-${id}` });
    await db
      .updateTable('reports')
      .set({ [column]: now() })
      .where('id', '=', id)
      .execute();
  }
  return reports.length;
}
