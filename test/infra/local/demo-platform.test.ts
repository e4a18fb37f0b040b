import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDemoPlatform, type DemoPlatform } from '../../../infra/local/demo-platform/server.ts';

let dataFolder: string;
let harbor: DemoPlatform;
let cookie: string;

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'harbor-'));
  harbor = await startDemoPlatform({ dataFolder, port: 0 });
  cookie = await signIn();
});
afterEach(async () => {
  await harbor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function signIn(password = harbor.password): Promise<string> {
  const answer = await send('/sign-in', { email: harbor.user, password }, '');
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
const open = (path: string, as = cookie) =>
  fetch(`${harbor.url}${path}`, { headers: { Cookie: as }, redirect: 'manual' });
function send(path: string, fields: Record<string, string> = {}, as = cookie, headers = {}) {
  const body = new URLSearchParams(fields);
  return fetch(`${harbor.url}${path}`, {
    method: 'POST',
    body,
    headers: { Cookie: as, ...headers },
    redirect: 'manual',
  });
}
const pageOf = async (path: string) => (await open(path)).text();

test('every page asks for a sign-in, and only the right password gives one', async () => {
  for (const path of ['/', '/contacts', '/deals', '/companies', '/settings', '/contacts/c01', '/photos/c01.svg']) {
    const answer = await open(path, '');
    expect([path, answer.status >= 300 && answer.headers.get('Location')]).toEqual([path, '/sign-in']);
  }
  expect((await open('/sign-in', '')).status).toBe(200);
  expect(await signIn('wrong')).toBe('');
  const answer = await send('/sign-in', { email: harbor.user, password: harbor.password }, '');
  expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly/);
  expect(await pageOf('/contacts')).toContain('Marisol Whitcombe');
});

test('signing out ends the session, and a restart does not', async () => {
  await harbor.stop();
  harbor = await startDemoPlatform({ dataFolder, port: 0 });
  expect((await open('/contacts')).status).toBe(200);
  await send('/sign-out');
  expect((await open('/contacts')).headers.get('Location')).toBe('/sign-in');
});

test('a created deal is on the board and on disk, and can be edited and deleted', async () => {
  const created = await send('/deals', {
    name: 'Pier lighting',
    amount: '12,500',
    stage: 'Qualified',
    contactId: 'c03',
  });
  const path = new URL(created.headers.get('Location') ?? '', harbor.url).pathname;
  const id = path.split('/').at(-1);
  expect(harbor.read().deals[0]).toMatchObject({ id, name: 'Pier lighting', amount: 12_500, stage: 'Qualified' });
  expect(await pageOf('/deals')).toContain('Pier lighting');
  expect(await pageOf('/deals?view=list')).toContain('$12,500');

  await send(path, { name: 'Pier lights', amount: '9000', stage: 'Won', contactId: '' });
  expect(harbor.read().deals[0]).toMatchObject({ name: 'Pier lights', amount: 9000, stage: 'Won', contactId: '' });
  await send(`${path}/delete`);
  expect(harbor.read().deals.some((deal) => deal.id === id)).toBe(false);
  expect((await open(path)).status).toBe(404);
});

test('a deal without a name or with words for an amount is refused beside the field, and what was typed stays', async () => {
  const before = harbor.read().deals.length;
  const answer = await send('/deals', { name: '', amount: 'plenty', stage: 'Lead', contactId: '' });
  const page = await answer.text();
  expect(answer.status).toBe(400);
  expect(page).toContain('Give the deal a name.');
  expect(page).toContain('Write the amount as a number.');
  expect(harbor.read().deals).toHaveLength(before);
});

test('contacts are added, found, starred, given notes, and deleted with their notes', async () => {
  const added = await send('/contacts', { firstName: 'Ada', lastName: '<b>Ferrante</b>', email: 'ada@example.com' });
  const path = new URL(added.headers.get('Location') ?? '', harbor.url).pathname;
  const found = await pageOf('/contacts?q=ferrante');
  expect(found).toContain('Ada &lt;b&gt;Ferrante');
  expect(found).not.toContain('Marisol');
  expect(await (await send(`${path}/star`)).json()).toEqual({ starred: true });
  await send(`${path}/notes`, { text: 'Call on Monday' });
  expect(await pageOf(path)).toContain('Call on Monday');
  await send(`${path}/delete`);
  const data = harbor.read();
  expect(data.contacts.some(({ firstName }) => firstName === 'Ada')).toBe(false);
  expect(data.notes.some(({ text }) => text === 'Call on Monday')).toBe(false);
});

test('settings and the dismissed tip are kept', async () => {
  expect(await pageOf('/contacts')).toContain('Welcome aboard');
  await send('/tip/dismiss');
  await send('/settings', { name: 'Dana E.', jobTitle: 'Lead', currency: 'EUR', compactTables: 'on' });
  const page = await pageOf('/contacts');
  expect(page).not.toContain('Welcome aboard');
  expect(page).toContain('Dana E.');
  expect(harbor.read().settings).toMatchObject({ currency: 'EUR', weeklySummary: false, compactTables: true });
});

test('pages load nothing from anywhere else, and another site cannot act', async () => {
  for (const path of ['/contacts', '/contacts/c01', '/deals', '/companies', '/settings', '/assets/harbor.css']) {
    const answer = await open(path);
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
    expect((await answer.text()).match(/(?:src|href|action)="(?:https?:)?\/\/[^"]+"|url\(['"]?http[^)]+/g)).toBe(null);
  }
  const before = harbor.read().contacts.length;
  expect((await send('/contacts/c01/delete', {}, cookie, { Origin: 'https://evil.test' })).status).toBe(403);
  expect(harbor.read().contacts).toHaveLength(before);
});
