import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { goalLimit } from '#shared/contract/jobs.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import { streamProtocol } from '#shared/contract/stream.ts';
import { en } from '../../web/messages/en.ts';
import { api, db, demoPlatform, journey, newSignedUpPerson, product } from '../support/journey.ts';

test('a wrong password is answered on the page, and the right one still works', async () => {
  const { page, person } = await newSignedUpPerson();
  await page.context().clearCookies();
  await page.goto(`${product.url}/sign-in`);
  await page.getByLabel(en.auth.email, { exact: true }).fill(person.email);
  await page.getByLabel(en.auth.password, { exact: true }).fill('not the password');
  await page.getByRole('button', { name: en.auth.signIn, exact: true }).click();
  await page.getByText(en.errors.WRONG_CREDENTIALS).waitFor();

  await page.getByLabel(en.auth.password, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: en.auth.signIn, exact: true }).click();
  await page.getByRole('heading', { name: en.home.title }).waitFor();
  expect((await api(page, 'GET', '/api/accounts/me')).body.email).toBe(person.email);
});

/** How the gateway answers a stream opened with a ticket: its first message, or the code it closes with. */
async function openStream(ticket: string): Promise<string | number> {
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/stream`, [streamProtocol, ticket], {
    origin: product.url,
  });
  const first = await Promise.race([
    once(socket, 'message').then(([data]) => String(data)),
    once(socket, 'close').then(([code]) => code as number),
  ]);
  socket.terminate();
  return first;
}

test('a ticket opens one stream, once, and not after its time', async () => {
  const { page, userId } = await newSignedUpPerson();
  const start = async () => {
    const request = { platformUrl: demoPlatform.url, consentVersion: connectConsent.version };
    const { status, body } = await api(page, 'POST', '/api/connections', request);
    expect(status).toBe(201);
    return body as { sessionId: string; ticket: string };
  };

  const used = await start();
  expect(await openStream(used.ticket)).toContain('starting');
  expect(await openStream(used.ticket)).toBe(4403);

  const late = await start();
  await db
    .updateTable('browser_sessions')
    .set({ ticket_expires_at: new Date(Date.now() - 1000) })
    .where('id', '=', late.sessionId)
    .execute();
  expect(await openStream(late.ticket)).toBe(4403);
  expect(await openStream('made-up')).toBe(4403);
  expect(await db.selectFrom('connections').select('id').where('user_id', '=', userId).execute()).toEqual([]);
});

test('an address that does not answer, or is not on the public web, is said so before a browser starts', async () => {
  const { page, userId } = await newSignedUpPerson();
  const tryAddress = async (address: string) => {
    await page.goto(`${product.url}/platforms/connect`);
    await page.getByLabel(en.connect.address, { exact: true }).fill(address);
    await page.getByLabel(en.connect.agree).check();
    await page.getByRole('button', { name: en.connect.start }).click();
  };
  await tryAddress('https://nobody-here.invalid/login');
  await page.getByText(en.errors.PLATFORM_UNREACHABLE).waitFor();
  for (const refused of [
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:5432',
    'https://[::1]/',
    'https://10.0.0.1/',
  ]) {
    await tryAddress(refused);
    await page.getByText(en.errors.ADDRESS_REFUSED).waitFor();
  }
  await tryAddress('not an address');
  await page.getByText(en.connect.addressWrong).waitFor();
  expect(await db.selectFrom('browser_sessions').select('id').where('user_id', '=', userId).execute()).toEqual([]);
});

test('an empty goal, one of 10,000 characters and a connection of somebody else make no job', async () => {
  const { page, userId } = await newSignedUpPerson();
  const { connectionId } = await journey();
  const ask = (goal: string) => api(page, 'POST', '/api/jobs', { connectionId, goal, requestKey: randomUUID() });

  for (const goal of ['', '   ', 'x'.repeat(10_000), 'x'.repeat(goalLimit + 1)]) {
    const { status, body } = await ask(goal);
    expect([status, body.error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.error.detail).toMatch(/^goal: /);
    expect(body.error.id).toMatch(/^[0-9a-f-]{36}$/);
  }
  const foreign = await ask('Create a deal called "Not mine"');
  expect([foreign.status, foreign.body.error.code]).toEqual([404, 'NOT_FOUND']);
  expect(await db.selectFrom('jobs').select('id').where('user_id', '=', userId).execute()).toEqual([]);
});

test('a request from another site changes nothing', async () => {
  const { connectionId, page } = await journey();
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const origin of ['https://evil.example', 'null', product.url.replace('127.0.0.1', 'localhost')]) {
    const answer = await fetch(`${product.url}/api/connections/${connectionId}`, {
      method: 'DELETE',
      headers: { origin, cookie: cookies },
    });
    expect([origin, answer.status]).toEqual([origin, 403]);
  }
  expect((await api(page, 'GET', '/api/connections')).body.connections).toHaveLength(1);
});
