import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resend } from 'resend';
import { Stripe } from 'stripe';
import { afterEach, expect, test } from 'vitest';
import { close, listen } from '../../../infra/local/listen.ts';
import { createResendStandIn, Outbox, outboxFolder } from '../../../infra/local/resend.ts';
import { createStripeStandIn } from '../../../infra/local/stripe.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'stepify-partners-'));
let server: Server;
afterEach(async () => {
  await close(server);
  rmSync(dataFolder, { recursive: true, force: true });
});

async function resend() {
  server = createResendStandIn(new Outbox(dataFolder));
  return new Resend('re_test', { baseUrl: `http://127.0.0.1:${await listen(server)}` });
}
const mail = {
  from: 'Stepify <a@stepify.example>',
  to: 'ann@example.com',
  subject: 'Ready',
  text: 'It is done',
  html: '<b>done</b>',
};

test('a mail that the Resend SDK sends lies in the outbox, once for each idempotency key', async () => {
  const sdk = await resend();
  const first = await sdk.emails.send(mail, { idempotencyKey: 'job-1' });
  const again = await sdk.emails.send(mail, { idempotencyKey: 'job-1' });
  expect(again.data?.id).toBe(first.data?.id);
  expect(new Outbox(dataFolder).list()).toEqual([
    { ...mail, to: ['ann@example.com'], id: first.data!.id, at: expect.any(String) },
  ]);
  expect(readdirSync(outboxFolder(dataFolder))).toEqual([`${first.data!.id}.json`]);
});

test('a mail without a receiver is refused as Resend refuses it', async () => {
  const { error } = await (await resend()).emails.send({ ...mail, to: [] });
  expect(error).toMatchObject({ name: 'missing_required_field', statusCode: 422 });
});

test('Stripe’s SDK gets an error that names what is not implemented', async () => {
  server = createStripeStandIn();
  const stripe = new Stripe('sk_test_x', { host: '127.0.0.1', port: await listen(server), protocol: 'http' });
  await expect(stripe.customers.create({ email: 'x@example.com' })).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
    code: 'not_implemented',
    message: expect.stringContaining('POST /v1/customers'),
  });
});
