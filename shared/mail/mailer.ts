import { Resend } from 'resend';
import type { MailText } from './texts.ts';

export interface Mail extends MailText {
  to: string;
  /** One per state that is told: the provider sends a repeated key once, for a day. */
  idempotencyKey: string;
}

/** Sends a mail or throws `MailNotSent`, whose `code` is the provider's and whose text holds no address. */
export type SendMail = (mail: Mail) => Promise<void>;

/** Mails through Resend, which is reached at `RESEND_BASE_URL` where that is set. */
export function resendMailer(readKey: () => Promise<string>, from: string): SendMail {
  return async ({ to, subject, text, html, idempotencyKey }) => {
    const resend = new Resend(await readKey());
    const { error } = await resend.emails.send({ from, to, subject, text, html }, { idempotencyKey });
    if (error) throw new MailNotSent(error.name);
  };
}

class MailNotSent extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The mail was not sent: ${code}`);
    this.name = 'MailNotSent';
    this.code = code;
  }
}
