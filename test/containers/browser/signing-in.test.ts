import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { storageConsent } from '#shared/contract/consent.ts';
import type { StorageAnswer } from '#shared/contract/stream.ts';
import { fields } from '../../support/sign-in-app.ts';
import { nothing, SignInStream } from '../../support/sign-in-stream.ts';
import { type StreamPage, until } from '../../support/stream-page.ts';

const now = new SignInStream();

test('is detected while the terms, opened from the sign-in page, are still open in a tab', async () => {
  const page = await now.open('/login');
  await now.drawn(page);
  page.click(...fields.terms);
  const tabs = () => page.heard.findLast((said) => said.type === 'tabs');
  await until(
    () => tabs()?.tabs.some(({ url }) => url.endsWith('/about')),
    10_000,
    () => 'not opened',
  );
  page.send({ type: 'tab', action: 'show', tab: tabs()!.tabs[0]!.id });
  await until(
    () => tabs()!.front === tabs()!.tabs[0]!.id,
    10_000,
    () => 'not in front',
  );
  await now.drawn(page);
  await now.signIn(page);
  expect((await page.hear('signed_in', 30_000)).url).toBe(`${now.app.origin}/`);
  expect(tabs()!.tabs).toHaveLength(2);
});

test('C3: is detected, checked with the cookies alone and handed over, and the browser ends by itself', async () => {
  const page = await now.open('/login');
  await now.drawn(page);
  await now.signIn(page);
  const beside = await now.freshBrowser(page);
  expect(beside.filter((pid) => now.processes.includes(pid))).toEqual([]);
  const session = await page.hear('signed_in', 20_000);
  expect(session.url).toBe(`${now.app.origin}/`);
  expect(session.cookies.find(({ name }) => name === 'session')).toMatchObject({
    domain: '127.0.0.1',
    path: '/',
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
    expires: -1,
  });
  expect(await now.leftovers()).toEqual(nothing);
  expect(now.task!.log()).not.toContain(now.app.password);
  expect(now.task!.log()).not.toContain(now.app.origin);
});

test('a wrong password changes nothing, and "I am signed in" is answered with no', async () => {
  const page = await now.open('/login');
  await now.drawn(page);
  await now.signIn(page, 'wrong');
  await sleep(2_500);
  expect(page.heard.some(({ type }) => type === 'verifying')).toBe(false);
  page.send({ type: 'confirm' });
  await page.hear('not_signed_in');
  await now.drawn(page);
  await now.signIn(page);
  await page.hear('signed_in', 20_000);
});

test('a public page is not taken for a session', async () => {
  const page = await now.open('/login');
  await now.drawn(page);
  await sleep(500);
  page.send({ type: 'history', action: 'reload' });
  await sleep(2_000);
  expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
});

test('a platform begins where it is signed in at once, not at the record that was open last', async () => {
  const page = await now.open('/desk/login');
  await now.drawn(page);
  await now.signIn(page);
  // Above it "/desk/" greets on the sign-in page, which can be left there too, and "/desk/tools" is not there.
  expect((await page.hear('signed_in', 40_000)).url).toBe(`${now.app.origin}/desk/tools/notes`);
});

describe('C6: a session kept in site storage', () => {
  /** Signs in and answers the question that comes. */
  async function answered(path: string, answer: StorageAnswer['answer']): Promise<StreamPage> {
    const page = await now.open(path);
    await now.drawn(page);
    page.click(...fields.submit);
    expect(await page.hear('storage_consent', 40_000)).toEqual({ type: 'storage_consent', origin: now.app.origin });
    expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
    page.send({ type: 'storage_answer', answer, version: storageConsent.version });
    return page;
  }

  test('is handed over after the user has agreed, and only the storage that is needed', async () => {
    const page = await answered('/storage', 'keep');
    const { storage } = await page.hear('signed_in', 40_000);
    expect(storage).toEqual({
      origin: now.app.origin,
      local: [['auth-tokens', expect.stringMatching(/^board-/)]],
      session: [],
      databases: [],
    });
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('is carried by databases where nothing else does, with values that JSON does not know', async () => {
    const page = await answered('/vault', 'keep');
    const { storage } = await page.hear('signed_in', 60_000);
    expect(storage?.session).toEqual([['session-token', expect.any(String)]]);
    expect(storage?.databases).toMatchObject([
      { name: 'vault', version: 3, stores: [{ name: 'keys', keyPath: 'id' }] },
    ]);
  });

  test('is not handed over when the user declines', async () => {
    const page = await answered('/storage', 'decline');
    expect(await page.hear('ended')).toMatchObject({ reason: 'storage_declined', connectionId: null });
    expect(page.heard.some(({ type }) => type === 'signed_in')).toBe(false);
    expect(await now.leftovers()).toEqual(nothing);
  });

  test('is asked for again when the user went back to the browser and says that it is signed in', async () => {
    const page = await answered('/storage', 'later');
    const from = page.heard.length;
    page.send({ type: 'confirm' });
    expect((await page.hear('storage_consent', 40_000, from)).origin).toBe(now.app.origin);
  });
});
