import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listen } from '../../../infra/local/listen.ts';
import { places, startPagesApp, type PagesApp } from '../../support/pages-app.ts';
import { until } from '../../support/stream-page.ts';
import { locationOf, streamPage, tabsOf, type Streaming } from '../../support/streaming.ts';

let app: PagesApp;
let now: Streaming;

const button = (code: string) => `<button class="a" onclick="${code}">Go</button>`;
const told = (promise: string) => `${promise}.then((it) => report('got ' + it), (error) => report(error.name))`;

beforeAll(async () => {
  app = await startPagesApp({
    '/pop-ups': `${button('for (let n = 0; n < 9; n++) window.open(`/small?`+n)')}<script>setTimeout(() => { for (let n = 0; n < 9; n++) window.open('/small?' + n) }, 500)</script><button class="c" onclick="report('takes presses')">c</button>`,
    '/small': 'small',
    '/dialogs': `<script>setTimeout(() => { for (let n = 1; ; n++) { alert(n); if (n === 6) report('went on') } }, 300)</script>`,
    '/redirects': (_asked, answer) => answer.writeHead(302, { Location: `/redirects?${Math.random()}` }).end(),
    '/to-redirects': button(`location.href = '/redirects'`),
    '/reloads': `<script>setTimeout(() => location.replace('/reloads?' + Math.random()), 30)</script>`,
    '/huge': `<div style="width:200000px;height:2000000px;background:linear-gradient(red,blue)"></div><script>document.body.insertAdjacentHTML('beforeend', '<p>text</p>'.repeat(60000)); report('made')</script>`,
    '/screen': button(
      `document.documentElement.requestFullscreen().then(() => { report('full ' + innerWidth + 'x' + innerHeight); ${told('document.body.requestPointerLock()')}; print(); resizeTo(100, 100); moveTo(0, 0) })`,
    ),
    '/close': button('window.close(); report(`asked to close`)'),
    '/hang': button('report(`hung`).then(() => { while (true); })'),
    '/memory': button('const all = []; for (;;) all.push(new Array(4e6).fill(1.5))'),
    '/crash': button(`location.href = 'chrome://crash'; setTimeout(() => report('still here'), 500)`),
    '/clipboard': `${button(`${told('navigator.clipboard.readText()')}; report('pasted ' + document.execCommand('paste'))`)}<input class="b" value="mine">`,
    '/devices': button(
      [
        told('navigator.mediaDevices.getUserMedia({ audio: true, video: true })'),
        told('navigator.mediaDevices.getDisplayMedia()'),
        told('Notification.requestPermission()'),
        `navigator.geolocation.getCurrentPosition(() => report('found'), (error) => report('place ' + error.code))`,
        told('navigator.usb.requestDevice({ filters: [] })'),
        told('showOpenFilePicker()'),
      ].join(';'),
    ),
    '/passkey': `${button(told('navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16) } })'))}
      <button class="b" onclick="${told(`navigator.credentials.create({ publicKey: { challenge: new Uint8Array(16), rp: { name: 'x' }, user: { id: new Uint8Array(1), name: 'a', displayName: 'a' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }] } })`)}">Create</button>`,
    '/file': '<input class="a" type="file" onchange="report(`chosen`)" oncancel="report(`no file`)">',
    '/download': '<a class="a" href="/secret.exe" download>Get</a>',
    '/secret.exe': (_asked, answer) =>
      answer
        .writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' })
        .end('x'),
    '/address-bar': `<title>https://bank.example</title><div style="position:fixed;top:0;width:100%;background:#fff">🔒 https://bank.example</div>
      ${button(`history.pushState(0, '', '/address-bar/https://bank.example/'); document.title = '🔒 bank.example'; report('done')`)}`,
    '/flood': button(
      'try { for (let n = 0; n < 5000; n++) history.pushState(n, ``, `/flood?` + n) } catch {} report(`flooded`)',
    ),
    '/to-away': button('location.href = `/away?${location.search.slice(1)}`'),
    '/away': (asked, answer) => {
      answer.writeHead(302, { Location: decodeURIComponent(new URL(asked.url!, 'http://app').search.slice(1)) }).end();
    },
    '/schemes': button(
      `for (const to of ['file:///etc/passwd', 'chrome://settings', 'view-source:' + location, 'data:text/html,x', 'mailto:a@b.example']) { location.href = to; window.open(to) } setTimeout(() => report('still ' + location.pathname), 500)`,
    ),
  });
});
afterAll(() => app.stop());
beforeEach(() => void app.reported.splice(0));
afterEach(() => now.task.remove());

const press = () => now.page.click(...places.a);
const refusal = async (what: string) => {
  await until(
    () => now.page.heard.some((said) => said.type === 'refused' && said.what === what),
    15_000,
    () => `${what} not told: ${app.reported.join()}`,
  );
};
const reload = async (path: string) => {
  const loads = app.requests.filter((asked) => asked === path).length;
  now.page.send({ type: 'history', action: 'reload' });
  await until(
    () => app.requests.filter((asked) => asked === path).length > loads,
    20_000,
    () => 'not loaded again',
  );
};
const trouble = (wanted: string | undefined) =>
  until(
    () => locationOf(now.page)?.trouble === wanted && !locationOf(now.page)?.loading,
    30_000,
    () => JSON.stringify(locationOf(now.page)),
  );

/** What a page does → what becomes of it. After each the session is alive and ends when it is told to. */
const hostile: Record<string, [path: string, outcome: () => Promise<unknown>]> = {
  'nine pop-ups without a press are closed, and of nine with one press one stays': [
    '/pop-ups',
    async () => {
      await refusal('pop_up');
      expect(tabsOf(now.page)!.tabs).toHaveLength(1);
      await until(
        () => {
          now.page.click(...places.c);
          return app.reported.includes('takes presses');
        },
        15_000,
        () => 'no presses taken after the storm',
      );
      press();
      await until(
        () => tabsOf(now.page)!.tabs.length === 2,
        15_000,
        () => `the one that was asked for: ${app.requests.join()}`,
      );
      expect(
        now.page.heard
          .filter(({ type }) => type === 'tabs')
          .every((said) => said.type === 'tabs' && said.tabs.length <= 2),
      ).toBe(true);
    },
  ],
  'endless dialogs can be silenced, and the page can still be left': [
    '/dialogs',
    async () => {
      const first = await now.asked('dialog');
      expect(first.again).toBe(false);
      now.page.send({ type: 'answer', ask: first.ask, answer: null });
      const second = await now.asked('dialog');
      expect(second.again).toBe(true);
      now.page.send({
        type: 'answer',
        ask: second.ask,
        answer: { kind: 'dialog', accept: true, text: '', silence: true },
      });
      const asks = () => now.page.heard.filter(({ type }) => type === 'ask').length;
      const before = asks();
      await until(
        () => app.reported.includes('went on') || undefined,
        3_000,
        () => '',
      ).catch(() => undefined);
      expect(asks()).toBe(before);
      await reload('/dialogs');
    },
  ],
  'endless redirects end, and that is said': [
    '/to-redirects',
    async () => {
      press();
      await trouble('unanswered');
      expect(app.requests.filter((path) => path === '/redirects').length).toBeLessThan(60);
    },
  ],
  'a page that reloads itself for ever is shown and can be left': [
    '/reloads',
    async () => {
      const frames = now.page.frames;
      now.page.send({
        type: 'mouse',
        action: 'move',
        x: 10,
        y: 10,
        button: 'none',
        buttons: 0,
        clickCount: 0,
        modifiers: 0,
      });
      await until(
        () => app.requests.filter((path) => path === '/reloads').length > 10,
        20_000,
        () => 'no loop',
      );
      expect(now.page.frames).toBeGreaterThanOrEqual(frames);
    },
  ],
  'a huge page is streamed at the size of the window': [
    '/huge',
    async () => {
      await now.reported('made');
      now.page.send({ type: 'wheel', x: 100, y: 100, deltaX: 0, deltaY: 900, modifiers: 0 });
      await now.page.waitForFrame(now.page.frames, 20_000);
    },
  ],
  'full screen is the window’s size; a locked pointer, print and resizing are nothing': [
    '/screen',
    async () => {
      press();
      await now.reported('full 800x600');
      await now.reported('NotSupportedError');
    },
  ],
  'a page that closes itself and cannot, stays': [
    '/close',
    async () => {
      press();
      await now.reported('asked to close');
    },
  ],
  'an endless loop is stopped by reloading': [
    '/hang',
    async () => {
      press();
      await now.reported('hung');
      await reload('/hang');
      await trouble(undefined);
    },
  ],
  'chrome://crash does nothing': [
    '/crash',
    async () => {
      press();
      await now.reported('still here');
    },
  ],
  'the clipboard cannot be read': [
    '/clipboard',
    async () => {
      press();
      await now.reported('NotAllowedError');
      await now.reported('pasted false');
    },
  ],
  'camera, screen, place, notifications, devices and files are denied, and each is said': [
    '/devices',
    async () => {
      press();
      for (const what of ['camera', 'place', 'notifications', 'device', 'file']) await refusal(what);
      await now.reported('place 1');
      await now.reported('got denied');
      await until(
        () => app.reported.filter((said) => /^(Not|Security|Abort|Type)\w*Error$/.test(said)).length === 4,
        10_000,
        () => app.reported.join(),
      );
      expect(app.reported).toHaveLength(6);
    },
  ],
  'a passkey is refused at once, with what to do instead': [
    '/passkey',
    async () => {
      press();
      await now.reported('NotAllowedError');
      await refusal('passkey_only');
      now.page.click(...places.b);
      await refusal('passkey');
      await until(
        () => app.reported.filter((said) => said === 'NotAllowedError').length === 2,
        5_000,
        () => app.reported.join(),
      );
    },
  ],
  'a file is not chosen, and that is said': [
    '/file',
    async () => {
      press();
      await refusal('file');
      expect(app.reported).not.toContain('chosen');
    },
  ],
  'a download is not saved, and that is said': [
    '/download',
    async () => {
      press();
      await refusal('download');
      expect(tabsOf(now.page)!.tabs).toHaveLength(1);
    },
  ],
  'a painted address bar changes nothing about the true one': [
    '/address-bar',
    async () => {
      press();
      await now.reported('done');
      await until(
        () => locationOf(now.page)?.url.endsWith('bank.example/'),
        10_000,
        () => 'address',
      );
      expect(locationOf(now.page)!.url).toBe(`${app.origin}/address-bar/https://bank.example/`);
      expect(locationOf(now.page)!.secure).toBe(false);
    },
  ],
  'five thousand addresses a second leave the true one': [
    '/flood',
    async () => {
      press();
      await now.reported('flooded');
      await until(
        () => /\/flood\?\d+$/.test(locationOf(now.page)?.url ?? ''),
        10_000,
        () => 'address',
      );
      expect(now.page.heard.filter(({ type }) => type === 'location').length).toBeLessThan(400);
      // Back leads to where the user has pressed, past what the page has added by itself.
      now.page.send({ type: 'history', action: 'back' });
      await until(
        () => locationOf(now.page)?.url === `${app.origin}/flood`,
        10_000,
        () => `at ${JSON.stringify(locationOf(now.page))}`,
      );
      expect(locationOf(now.page)!.canGoBack).toBe(false);
    },
  ],
  'addresses of files, of the browser, of sources and of data open nothing': [
    '/schemes',
    async () => {
      press();
      await now.reported('still /schemes');
      expect(tabsOf(now.page)!.tabs.every(({ url }) => /^(http:|about:blank)/.test(url))).toBe(true);
    },
  ],
};

test.each(Object.entries(hostile))('%s', async (_name, [path, outcome]) => {
  now = await streamPage(app, path, { wait: !['/reloads', '/dialogs'].includes(path) });
  await outcome();
  await expect
    .poll(
      async () => {
        const { width, height } = await now.page.waitForFrame();
        return [width, height];
      },
      { timeout: 10_000 },
    )
    .toEqual([800, 600]);
  now.page.send({ type: 'cancel' });
  expect(await now.page.hear('ended')).toMatchObject({ reason: 'cancelled' });
  expect(await now.task.exited).toBe(0);
});

test.each(['file:///etc/passwd', 'chrome://settings', 'data:text/html,x'])(
  'a redirect to %s opens nothing, and that is said',
  async (to) => {
    now = await streamPage(app, `/to-away?${encodeURIComponent(to)}`);
    press();
    await trouble('unanswered');
    const opened = now.page.heard.filter((said) => said.type === 'location').map(({ url }) => url);
    expect(opened.filter((url) => !url.startsWith(`${app.origin}/`))).toEqual([]);
  },
);

test('a page that takes all memory it may have crashes alone, is told, and can be loaded again', async () => {
  now = await streamPage(app, '/memory');
  press();
  await trouble('crashed');
  const frames = now.page.frames;
  await reload('/memory');
  await trouble(undefined);
  await now.page.waitForFrame(frames);
  expect(now.page.heard.some(({ type }) => type === 'ended')).toBe(false);
});

test('a certificate that is not valid is not accepted, first or later', async () => {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../../support', name));
  const server = createServer({ key: file('untrusted-key.pem'), cert: file('untrusted-cert.pem') }, (_asked, answer) =>
    answer.end('<h1>Trust me</h1>'),
  );
  const host = `127.0.0.1:${await listen(server)}`;
  const pages = await startPagesApp({ '/': button(`location.href = 'https://${host}/'`) });
  now = await streamPage(pages, '/', { allow: [host] });
  press();
  await refusal('certificate');
  expect(locationOf(now.page)!.url).toBe(`${pages.origin}/`);
  await now.task.remove();
  now = await streamPage(pages, `https://${host}/`, { wait: false, allow: [host] });
  expect(await now.page.hear('ended')).toMatchObject({ reason: 'certificate_refused' });
  server.close();
  await pages.stop();
});

test('an address that is not public is refused in the middle too, and that is said', async () => {
  const smallBefore = app.requests.filter((path) => path === '/small');
  const pages = await startPagesApp({
    '/': button(`location.href = 'http://127.0.0.1:${new URL(app.origin).port}/small'`),
  });
  now = await streamPage(pages, '/');
  press();
  await trouble('refused');
  expect(app.requests.filter((path) => path === '/small')).toEqual(smallBefore);
  await pages.stop();
});
