import { frameStore } from '#shared/aws/files.ts';
import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { apiDeps, toLambda } from '#shared/http/lambda.ts';
import { resendMailer } from '#shared/mail/mailer.ts';
import { operatorsApi } from './routes.ts';

const env = readEnv(programEnv.operators);

export const handler = toLambda(
  operatorsApi({
    ...apiDeps(env),
    files: frameStore(env.FILES_BUCKET),
    secret: () => readSecret(env.OPERATORS_SECRET_ARN),
    sendMail: resendMailer(() => readSecret(env.RESEND_SECRET_ARN), env.MAIL_FROM),
    operatorMail: env.OPERATOR_MAIL,
  }),
);
