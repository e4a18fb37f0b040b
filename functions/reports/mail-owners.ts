import { logError } from '#shared/log/log.ts';
import { isDueForMail, mailTries } from '#shared/mail/mail-tries.ts';
import { pictureRedactedMail } from '#shared/mail/texts.ts';
import type { OperatorMailDeps } from './mail-operators.ts';

/**
 * Tells owners that an operator redacted a picture of theirs, once for each report, in the account's language and without
 * saying which picture. A mail that cannot be sent now is tried again by the report clock, for half a day, and keeps no
 * other back. Returns how many were sent.
 */
export async function mailOwners({
  db,
  now,
  sendMail,
  publicUrl,
}: Pick<OperatorMailDeps, 'db' | 'now' | 'sendMail' | 'publicUrl'>): Promise<number> {
  const redacted = await db
    .selectFrom('reports')
    .innerJoin('tutorials', 'tutorials.id', 'reports.tutorial_id')
    .innerJoin('users', 'users.id', 'tutorials.user_id')
    .select(['reports.id', 'reports.closed_at', 'reports.owner_mail_tries as tries', 'tutorials.id as tutorialId'])
    .select(['users.name', 'users.email', 'users.preferences'])
    .where('reports.outcome', '=', 'redacted')
    .where('reports.owner_mailed_at', 'is', null)
    .where('reports.owner_mail_tries', '<', mailTries)
    .execute();
  let sent = 0;
  for (const { id, closed_at, tries, tutorialId, name, email, preferences } of redacted) {
    if (!isDueForMail(closed_at ?? now(), tries, now())) continue;
    const row = db.updateTable('reports').where('id', '=', id);
    try {
      const mail = pictureRedactedMail(preferences.language, name, `${publicUrl}/tutorials/${tutorialId}/share`);
      await sendMail({ ...mail, to: email, idempotencyKey: `redacted-${id}` });
      await row.set({ owner_mailed_at: now() }).execute();
      sent += 1;
    } catch (error) {
      logError('report.owner-mail-failed', error, { reportId: id, tries: tries + 1 });
      await row.set({ owner_mail_tries: tries + 1 }).execute();
    }
  }
  return sent;
}
