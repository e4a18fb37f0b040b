import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { tabLimit } from '#shared/contract/page-asks.ts';
import { places, startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { until } from '../../support/stream-page.ts';
import { locationOf, streamPage, tabsOf, type Streaming } from '../../support/streaming.ts';

let app: PagesApp;
let now: Streaming;

const pressed = `addEventListener('click', (event) => report(location.pathname + ' pressed'))`;

beforeAll(async () => {
  app = await startPagesApp({
    '/oauth': `<title>Shop</title><button class="a" onclick="popUp = open('/provider', 'provider', 'width=400,height=500')">Sign in</button>
      <script>addEventListener('message', (event) => report('token ' + event.data + ' closed ' + popUp.closed))</script>`,
    '/provider': `<title>Provider</title><button class="b" onclick="opener.postMessage('t1', '*'); window.close()">Allow</button>`,
    '/more': `<title>More</title><button class="a" onclick="window.open('/more')">Again</button>
      <a class="b" href="/terms" target="_blank">Terms</a><script>${pressed}</script>`,
    '/terms': `<title>Terms</title><script>report('opener ' + !!window.opener); ${pressed}</script>`,
    '/written': `<button class="a" onclick="const w = window.open(''); w.document.write('<title>accounts.example</title><h1>Sign in</h1>')">Open</button>`,
    '/worker': `<script>new Worker('/worker.js').onmessage = ({ data }) => report(data);
      new SharedWorker('/shared.js').port.onmessage = ({ data }) => report(data)</script>`,
    '/shared.js': (_asked, answer) =>
      answer
        .writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(`onconnect = ({ ports }) => ports[0].postMessage('shared works')`),
    '/worker.js': (_asked, answer) =>
      answer
        .writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(`fetch('/history').then(() => postMessage('worker works'), () => postMessage('no'))`),
    '/history': `<a class="a" href="/history?2">On</a>`,
  });
});
afterAll(() => app.stop());
beforeEach(() => void app.reported.splice(0));
afterEach(() => now.task.remove());

/** Waits until the strip shows these pages, with the front one marked. */
async function strip(...names: string[]): Promise<void> {
  const shown = () =>
    tabsOf(now.page)?.tabs.map(
      ({ id, url }) => `${url.replace(app.origin, '')}${id === tabsOf(now.page)?.front ? '*' : ''}`,
    );
  await until(
    () => shown()?.join() === names.join(),
    15_000,
    () => `${shown()?.join()} instead of ${names.join()}`,
  );
}

/** The new tab has been drawn and takes presses. */
async function afterDrawn(act: () => void): Promise<void> {
  const before = app.drawn;
  act();
  await until(
    () => app.drawn > before,
    15_000,
    () => 'not drawn',
  );
}

test('a provider’s pop-up talks to the page that opened it, closes itself, and that page returns', async () => {
  now = await streamPage(app, '/oauth');
  await afterDrawn(() => now.page.click(...places.a));
  await strip('/oauth', '/provider*');
  expect(locationOf(now.page)?.url).toBe(`${app.origin}/provider`);
  now.page.click(...places.b);
  await now.reported('token t1 closed true').catch(() => now.reported('token t1 closed false'));
  await strip('/oauth*');
  await until(
    () => locationOf(now.page)?.url === `${app.origin}/oauth`,
    10_000,
    () => 'address of the page in front',
  );
});

test('tabs are switched and closed, input goes to the one in front, and the last one stays', async () => {
  now = await streamPage(app, '/more');
  await afterDrawn(() => now.page.click(...places.b));
  await strip('/more', '/terms*');
  // A plain link to a new window gives away nothing of the page that has it.
  await now.reported('opener false');
  const [first, second] = tabsOf(now.page)!.tabs.map(({ id }) => id);
  expect(tabsOf(now.page)!.tabs.map(({ title }) => title)).toEqual(['More', 'Terms']);
  now.page.click(...places.c);
  await now.reported('/terms pressed');
  now.page.send({ type: 'tab', action: 'show', tab: first! });
  await strip('/more*', '/terms');
  await until(
    () => locationOf(now.page)?.url === `${app.origin}/more`,
    10_000,
    () => 'address',
  );
  now.page.click(...places.c);
  await until(
    () => app.reported.filter((said) => said === '/more pressed').length === 2,
    10_000,
    () => app.reported.join(),
  );
  now.page.send({ type: 'tab', action: 'close', tab: second! });
  await strip('/more*');
  now.page.send({ type: 'tab', action: 'close', tab: first! });
  now.page.send({ type: 'tab', action: 'show', tab: 'no such tab' });
  now.page.click(...places.c);
  await until(
    () => app.reported.filter((said) => said === '/more pressed').length === 3,
    10_000,
    () => app.reported.join(),
  );
});

test('more tabs than the limit are not opened, and that is said', async () => {
  now = await streamPage(app, '/more');
  for (let count = 1; count < tabLimit; count++) {
    await afterDrawn(() => now.page.click(...places.a));
    await until(
      () => tabsOf(now.page)?.tabs.length === count + 1,
      15_000,
      () => `${count} tabs`,
    );
  }
  now.page.click(...places.a);
  expect(await now.page.hear('refused')).toEqual({ type: 'refused', what: 'pop_up' });
  expect(tabsOf(now.page)!.tabs).toHaveLength(tabLimit);
});

test('a window that its opener has written itself has no address of its own', async () => {
  now = await streamPage(app, '/written');
  now.page.click(...places.a);
  await strip('/written', 'about:blank*');
  await until(
    () => locationOf(now.page)?.url === 'about:blank',
    10_000,
    () => JSON.stringify(locationOf(now.page)),
  );
  expect(locationOf(now.page)).toMatchObject({ secure: false, canGoBack: false });
});

test('back, forward and reload walk the history of the tab in front', async () => {
  now = await streamPage(app, '/history');
  const at = (search: string, canGoBack: boolean, canGoForward: boolean) =>
    until(
      () => {
        const place = locationOf(now.page);
        return (
          place?.url === `${app.origin}/history${search}` &&
          place.canGoBack === canGoBack &&
          place.canGoForward === canGoForward &&
          !place.loading
        );
      },
      10_000,
      () => JSON.stringify(locationOf(now.page)),
    );
  await at('', false, false);
  await afterDrawn(() => now.page.click(...places.a));
  await at('?2', true, false);
  now.page.send({ type: 'history', action: 'back' });
  await at('', false, true);
  now.page.send({ type: 'history', action: 'forward' });
  await at('?2', true, false);
  const loads = app.requests.filter((path) => path === '/history').length;
  now.page.send({ type: 'history', action: 'reload' });
  await until(
    () => app.requests.filter((path) => path === '/history').length > loads,
    10_000,
    () => 'not reloaded',
  );
  expect(now.page.heard.some(({ type }) => type === 'ended')).toBe(false);
});

test('workers of a page work', async () => {
  now = await streamPage(app, '/worker');
  await now.reported('worker works');
  await now.reported('shared works');
  expect(app.requests).toContain('/worker.js');
});
