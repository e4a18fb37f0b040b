import { readSecret } from '#shared/aws/secrets.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { executionName } from '#shared/contract/pipeline.ts';
import { openDatabase, type Database } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { resendMailer, type SendMail } from './mailer.ts';
import { tutorialFailedMail } from './texts.ts';

/** What the two states that write to people are made with. */
export interface MailDeps {
  db: Database;
  sendMail: SendMail;
  publicUrl: string;
  now: () => Date;
}

type MailEnv = Record<'DATABASE_SECRET_ARN' | 'RESEND_SECRET_ARN' | 'MAIL_FROM' | 'PUBLIC_URL', string>;

export function mailDeps(env: MailEnv): MailDeps {
  return {
    db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
    sendMail: resendMailer(() => readSecret(env.RESEND_SECRET_ARN), env.MAIL_FROM),
    publicUrl: env.PUBLIC_URL,
    now: () => new Date(),
  };
}

/** Whom to write to about a job: the account's own address, in the account's language; and the link to the tutorial. */
export async function addresseeOf({ db, publicUrl }: Pick<MailDeps, 'db' | 'publicUrl'>, job: JobRow) {
  const user = await db
    .selectFrom('users')
    .select(['name', 'email', 'preferences'])
    .where('id', '=', job.user_id)
    .executeTakeFirst();
  if (!user) throw new ProductError('NOT_FOUND', 'account');
  const link = `${publicUrl}/tutorials/${job.tutorial_id}`;
  return { name: user.name, to: user.email, language: user.preferences.language, link };
}

/**
 * Tells the user that a job failed, and writes down that this is not owed any more. The mail goes out first: rather twice
 * than never, and the provider drops a repeated key.
 */
export async function mailFailure(deps: Pick<MailDeps, 'db' | 'sendMail' | 'publicUrl'>, job: JobRow): Promise<void> {
  const { to, name, language, link } = await addresseeOf(deps, job);
  const mail = tutorialFailedMail(language, name, link, job.error_code ?? 'INTERNAL');
  const attempt = { jobId: job.id, attempt: job.attempt };
  await deps.sendMail({ ...mail, to, idempotencyKey: `failed-${executionName(attempt)}` });
  await deps.db
    .updateTable('jobs')
    .set({ mail_owed_since: null })
    .where('id', '=', job.id)
    .where('attempt', '=', job.attempt)
    .execute();
}
