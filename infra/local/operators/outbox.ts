import type { OutboxMail } from '../resend.ts';
import { Html, html } from './html.ts';
import { page, table, time } from './layout.ts';

export function outboxPage(mails: OutboxMail[]): string {
  const rows = mails.map(
    (mail) =>
      html`<tr>
        <td><a href="/_local/outbox/${mail.id}">${mail.subject}</a></td>
        <td>${mail.to.join(', ')}</td>
        <td>${time(mail.at)}</td>
      </tr>`,
  );
  return page(
    'Outbox',
    'Outbox',
    table('Mails', ['Subject', 'To', 'When (UTC)'], rows, 'No mail yet. What would be sent to users appears here.'),
  );
}

export function mailPage(mail: OutboxMail): string {
  return page(
    'Outbox',
    mail.subject,
    html`<dl class="facts">
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>When</dt>
        <dd>${time(mail.at)} UTC</dd>
      </dl>
      ${mail.text && html`<div class="mail-text">${withLinks(mail.text)}</div>`}
      ${
        mail.html &&
        html`<h2>As it looks in a mail program</h2>
          <iframe
            class="mail"
            title="The mail as HTML"
            sandbox="allow-top-navigation-by-user-activation"
            src="/_local/outbox/${mail.id}/html"
          ></iframe>`
      }`,
  );
}

/** The mail's own HTML. Its links leave the frame they are shown in. */
export function mailHtml(mail: OutboxMail): string {
  return `<base target="_top">${mail.html}`;
}

function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));
}
