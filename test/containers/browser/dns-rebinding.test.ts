import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startCanary, type Canary } from '../../support/network-tricks.ts';
import { startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { streamPage, type Streaming } from '../../support/streaming.ts';

/** Public, and nobody's: a connection to it fails at once. */
const publicAddress = '2a0f:ffff::1';

let canary: Canary;
let app: PagesApp;
let now: Streaming;

beforeAll(async () => {
  canary = await startCanary();
  const tries = `async (make) => { for (let n = 0; n < 6; n++) await Promise.race([make(n), new Promise((r) => setTimeout(r, 1500))]).catch(() => 0); report('tried') }`;
  const host = `rebind.test:${canary.port}`;
  app = await startPagesApp({
    '/fetches': `<script>(${tries})((n) => fetch('http://${host}/' + n, { mode: 'no-cors', cache: 'no-store' }))</script>`,
    '/sockets': `<script>(${tries})((n) => new Promise((done) => { const s = new WebSocket('ws://${host}/' + n); s.onopen = s.onerror = done }))</script>`,
    '/redirects': `<script>(${tries})((n) => fetch('/to?' + n, { mode: 'no-cors', cache: 'no-store' }))</script>`,
    '/to': (_asked, answer) => answer.writeHead(302, { Location: `http://${host}/` }).end(),
  });
});
afterAll(() => Promise.all([canary.stop(), app.stop()]));
beforeEach(() => {
  app.reported.length = 0;
  canary.reached.length = 0;
});
afterEach(() => now.task.remove());

/** A name that is public when it is asked for first, and this machine from then on. */
const names = { 'rebind.test': [publicAddress, '127.0.0.1'] };

test.each(['/fetches', '/sockets', '/redirects'])(
  'C9: a name that turns to this machine after its first answer reaches nothing (%s)',
  async (path) => {
    now = await streamPage(app, path, { names });
    await now.reported('tried');
    expect(canary.reached).toEqual([]);
  },
);

test('the same name reaches this machine where that is allowed, so it is the guard that refuses it', async () => {
  now = await streamPage(app, '/fetches', { names, allow: [`rebind.test:${canary.port}`] });
  await now.reported('tried');
  expect(canary.reached.length).toBeGreaterThan(0);
});
