import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resendMailer } from '#shared/mail/mailer.ts';
import { tutorialFailedMail, tutorialReadyMail } from '#shared/mail/texts.ts';

let server: Server;
let received: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
let status = 200;

async function answer(request: IncomingMessage, response: ServerResponse) {
  received.push({ url: request.url, headers: request.headers, body: await text(request) });
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(
    JSON.stringify(
      status === 200
        ? { id: 'mail-1' }
        : { name: 'rate_limit_exceeded', statusCode: status, message: 'nina@people.test is too fast' },
    ),
  );
}

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.RESEND_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  delete process.env.RESEND_BASE_URL;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const link = 'https://stepify.test/tutorials/1';
const send = () =>
  resendMailer(
    async () => 're_key',
    'Stepify <hello@stepify.test>',
  )({
    to: 'nina@people.test',
    idempotencyKey: 'ready-job-1-1',
    ...tutorialReadyMail('en', 'Nina', link),
  });

test('a mail goes to the provider with its key, its idempotency key and both texts', async () => {
  await send();
  expect(received).toHaveLength(1);
  const [{ url, headers, body }] = received as [(typeof received)[0]];
  expect(url).toBe('/emails');
  expect(headers).toMatchObject({ authorization: 'Bearer re_key', 'idempotency-key': 'ready-job-1-1' });
  expect(JSON.parse(body)).toMatchObject({
    from: 'Stepify <hello@stepify.test>',
    to: 'nina@people.test',
    subject: 'Your tutorial is ready',
    text: expect.stringContaining(link),
    html: expect.stringContaining(`href="${link}"`),
  });
});

test('a refused mail throws with the provider’s code and without its words', async () => {
  status = 429;
  const error = await send().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'MailNotSent', code: 'rate_limit_exceeded' });
  expect(String((error as Error).stack)).not.toContain('nina@');
});

test('a name is text in the page of the mail and nothing else', () => {
  const { html } = tutorialReadyMail('en', '<img src=x onerror=alert(1)>', link);
  expect(html).not.toContain('<img');
});

test.each([
  'You won: http://evil.example',
  'Claim at evil.example',
  'x.co/free',
  'nina@evil.example',
  'call 081 234 5678 now',
  'Congratulations, your account was chosen and now waits for you to answer',
  'Nina\nDear customer',
])('“%s” is no name that a mail greets anybody by', (name) => {
  for (const language of ['en', 'th'] as const) {
    const { text, html } = tutorialFailedMail(language, name, link, 'INTERNAL');
    expect(text).not.toContain(name);
    expect(html).not.toContain(name);
    expect(text).toMatch(/^(Hello,|สวัสดี)\n/);
  }
});

test.each(['Nina Falk', 'Dr. J. R. R. O’Neil-Świerk', 'สมหญิง ใจดี', 'ณัฐวุฒิ', '山田 太郎', 'Person 17'])(
  '%s is greeted by name',
  (name) => {
    expect(tutorialReadyMail('en', name, link).text).toContain(`Hello ${name},`);
  },
);

test('every reason is told in both languages', () => {
  for (const code of ['GOAL_NOT_REACHED', 'FRAME_NOT_SAFE', 'INTERNAL', 'NOT_FOUND'] as const) {
    expect(tutorialFailedMail('en', 'Nina', link, code).text).toMatch(/\w+\.\n/);
    expect(tutorialFailedMail('th', 'นีน่า', link, code).text).not.toMatch(/undefined|INTERNAL/);
    expect(tutorialFailedMail('th', 'นีน่า', link, code).text).toContain('ลองอีกครั้ง');
  }
});
