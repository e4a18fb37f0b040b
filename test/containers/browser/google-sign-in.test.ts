import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ViewMessage } from '#shared/contract/stream.ts';
import { CdpClient } from '../../../containers/browser/cdp.ts';
import { launchChromium, type RunningChromium } from '../../../containers/browser/chromium.ts';
import { DevToolsPipe } from '../../../containers/browser/devtools-pipe.ts';
import { startEgressProxy, type EgressProxy } from '../../../containers/browser/egress-proxy.ts';
import { GoogleSignIn } from '../../../containers/browser/google-sign-in.ts';
import { PageRequests } from '../../../containers/browser/page-requests.ts';
import { listen } from '../../../infra/local/listen.ts';
import { until } from '../../support/stream-page.ts';

/**
 * Chromium opens Google's host by TLS alone, with Google's own certificate. So this is the product's Chromium behind the
 * product's proxy, with a certificate that only this test takes for good.
 */
let server: Server;
let proxy: EgressProxy;
let chromium: RunningChromium;
let folder: string;
let cdp: CdpClient;
let tab: { targetId: string; sessionId: string };
let port: number;
let found = 0;

const pages: Record<string, string> = {
  '/v3/signin/identifier': `<title>Sign in</title><script>addEventListener('go', () => history.pushState(0, '', '/v3/signin/challenge/pwd'))</script>`,
  '/v3/signin/rejected': '<h1>Couldn’t sign you in</h1><p>This browser or app may not be secure.</p>',
  '/gsi/iframe/select': '<p>Continue as</p>',
};

beforeAll(async () => {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../../support', name));
  server = createServer({ key: file('untrusted-key.pem'), cert: file('untrusted-cert.pem') }, (asked, answer) => {
    const { pathname } = new URL(asked.url ?? '/', 'https://any');
    const framed = `<iframe src="https://accounts.google.com:${port}/gsi/iframe/select"></iframe>`;
    answer.writeHead(200, { 'Content-Type': 'text/html' }).end(pages[pathname] ?? framed);
  });
  port = await listen(server);
  const hosts = [`accounts.google.com:${port}`, `platform.test:${port}`];
  proxy = await startEgressProxy({
    developmentHosts: new Set(hosts),
    lookup: () => Promise.resolve([{ address: '127.0.0.1' }]),
  });
  folder = await mkdtemp(join(tmpdir(), 'google-'));
  chromium = await launchChromium({ userDataDir: folder, proxyServer: proxy.url });
  cdp = new CdpClient(new DevToolsPipe(chromium.toBrowser, chromium.fromBrowser));
  const { targetId } = await cdp.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  tab = { targetId, sessionId };
  await cdp.send('Security.setIgnoreCertificateErrors', { ignore: true }, sessionId);
  await cdp.send('Page.enable', {}, sessionId);
  const google = new GoogleSignIn(() => (found += 1));
  cdp.on((event) => event.sessionId === sessionId && google.hear(sessionId, targetId, event));
}, 60_000);
afterAll(async () => {
  if (chromium.process.pid) process.kill(-chromium.process.pid, 'SIGKILL');
  proxy.close();
  server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});
beforeEach(() => void (found = 0));

const open = async (url: string) => {
  const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url }, tab.sessionId);
  expect(errorText).toBeUndefined();
};
const isFound = (times: number) =>
  until(
    () => found === times,
    10_000,
    () => `found ${found} times`,
  );

test('who comes to Google’s sign-in page is told once, and again when it refuses', async () => {
  await open(`https://platform.test:${port}/`);
  await open(`https://accounts.google.com:${port}/v3/signin/identifier`);
  await isFound(1);
  // The next step of the same says nothing new.
  await cdp.send('Runtime.evaluate', { expression: `dispatchEvent(new Event('go'))` }, tab.sessionId);
  await open(`https://accounts.google.com:${port}/v3/signin/rejected?rrk=47`);
  await isFound(2);
  await open(`https://platform.test:${port}/`);
  await open(`https://accounts.google.com:${port}/v3/signin/identifier`);
  await isFound(3);
  expect(found).toBe(3);
});

test('a page with a frame of Google’s is a page like any other', async () => {
  const framed = new Promise<void>((resolve) => {
    const stop = cdp.on(({ method, params }) => {
      const { url } = (params?.targetInfo ?? params?.frame ?? {}) as { url?: string };
      if (!/^(Page\.frameNavigated|Target\.targetInfoChanged)$/.test(method) || !url?.includes('/gsi/')) return;
      stop();
      resolve();
    });
  });
  await cdp.send('Target.setDiscoverTargets', { discover: true });
  await open(`https://platform.test:${port}/`);
  await framed;
  expect(found).toBe(0);
});

test('it is said to the user', () => {
  const told: ViewMessage[] = [];
  const requests = new PageRequests(cdp, { tell: (message) => told.push(message), bringToFront: () => undefined });
  const frame = { id: 'frame', url: 'https://accounts.google.com/o/oauth2/v2/auth' };
  requests.hear(tab.sessionId, 'frame', { method: 'Page.frameNavigated', params: { frame }, sessionId: tab.sessionId });
  expect(told).toEqual([{ type: 'refused', what: 'google' }]);
});
