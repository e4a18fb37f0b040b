import { pictureRedactedMail } from '#shared/mail/texts.ts';
import type { OperatorMailDeps } from './mail-operators.ts';

/**
 * Tells owners that an operator redacted a picture of theirs, once for each report, in the account's language and without
 * saying which picture. A mail that cannot be sent now is sent by the report clock. Returns how many.
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
    .select(['reports.id', 'tutorials.id as tutorialId', 'users.name', 'users.email', 'users.preferences'])
    .where('reports.outcome', '=', 'redacted')
    .where('reports.owner_mailed_at', 'is', null)
    .execute();
  for (const { id, tutorialId, name, email, preferences } of redacted) {
    const mail = pictureRedactedMail(preferences.language, name, `${publicUrl}/tutorials/${tutorialId}/share`);
    await sendMail({ ...mail, to: email, idempotencyKey: `redacted-${id}` });
    await db.updateTable('reports').set({ owner_mailed_at: now() }).where('id', '=', id).execute();
  }
  return redacted.length;
}
