import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { resendMailer } from '#shared/mail/mailer.ts';
import { reportsApi } from './routes.ts';

const env = readEnv(programEnv.reports);

export const handler = toLambda(
  reportsApi({
    ...apiDeps(env),
    secret: () => readSecret(env.SHARING_SECRET_ARN),
    sendMail: resendMailer(() => readSecret(env.RESEND_SECRET_ARN), env.MAIL_FROM),
    operatorMail: env.OPERATOR_MAIL,
  }),
);
