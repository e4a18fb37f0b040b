import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Refusal } from '#shared/contract/page-asks.ts';
import { places, startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { until } from '../../support/stream-page.ts';
import { streamPage, type Streaming } from '../../support/streaming.ts';

let app: PagesApp;
let now: Streaming;

const asksForPasskey = `onclick="navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16) } }).catch((error) => { report(error.name); window.refused?.() })"`;

beforeAll(async () => {
  app = await startPagesApp({
    '/only': `<input class="b" name="email"><button class="a" ${asksForPasskey}>Continue</button>`,
    '/beside': `<input class="b" type="password"><button class="a" ${asksForPasskey}>Use a passkey</button>`,
    '/after': `<button class="a" ${asksForPasskey}>Use a passkey</button>
      <script>window.refused = () => setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<input type=password>'), 500)</script>`,
  });
});
afterAll(() => app.stop());
afterEach(() => now.task.remove());

const told = () => now.page.heard.flatMap((said) => (said.type === 'refused' ? [said.what] : []));
const isTold = (...wanted: Refusal[]) =>
  until(
    () => wanted.join() === told().join(),
    10_000,
    () => `told: ${told().join()}`,
  );
test.each<[string, string, Refusal]>([
  ['without a field for a password is told to be of passkeys alone', '/only', 'passkey_only'],
  ['with a field for a password has another way', '/beside', 'passkey'],
  ['that shows such a field when it is refused has one too', '/after', 'passkey'],
])('a page that asks for a passkey %s', async (_, path, what) => {
  now = await streamPage(app, path);
  now.page.click(...places.a);
  await now.reported('NotAllowedError');
  await isTold(what);
  expect(told()).toEqual([what]);
  app.reported.length = 0;
});
