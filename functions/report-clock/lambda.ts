import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import { resendMailer } from '#shared/mail/mailer.ts';
import { runReportClock } from './run-clock.ts';

const env = readEnv(programEnv['report-clock']);
const deps = {
  db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
  now: () => new Date(),
  sendMail: resendMailer(() => readSecret(env.RESEND_SECRET_ARN), env.MAIL_FROM),
  operatorMail: env.OPERATOR_MAIL,
  publicUrl: env.PUBLIC_URL,
};

/** Called by the schedule; what it is called with does not matter. */
export const handler = () => runReportClock(deps);
