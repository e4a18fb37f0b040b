import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small web application with a sign-in page, whose fields lie at fixed places of an 800×600 page. */
export interface SignInApp {
  origin: string;
  /** host:port, for the list of development hosts. */
  host: string;
  user: string;
  password: string;
  /** What its pages have reported of themselves, newest last. */
  reported: string[];
  /** Requests by path. */
  requests: string[];
  stop(): Promise<void>;
}

export const fields = { user: [200, 120], password: [200, 170], submit: [200, 220], terms: [150, 260] } as const;

const layout = `<style>body { margin: 0; font: 16px sans-serif } body > * , form > * { position: absolute; box-sizing: border-box }
  .user { left: 100px; top: 100px; width: 200px; height: 40px } .password { left: 100px; top: 150px; width: 200px; height: 40px }
  .terms { left: 100px; top: 250px; width: 200px; height: 40px } .submit { left: 100px; top: 200px; width: 200px; height: 40px } .whole { left: 0; top: 0; width: 800px; height: 600px }</style>`;
const report = `<script>const report = (text) => fetch('/report', { method: 'POST', body: text });</script>`;

/** Tells what a visitor has left here before, and leaves something in every place that there is. */
const tracesScript = (sent: string) => `<script>(async () => {
  const found = [${JSON.stringify(sent)}, document.cookie.replaceAll(/(hidden|open)=left;? ?/g, ''), localStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length];
  localStorage.setItem('a', 'left');
  await caches.open('left');
  await new Promise((done) => { indexedDB.open('left').onsuccess = done });
  report('found ' + found.join()).then(() => report('left ' + localStorage.length));
})()</script>`;

export async function startSignInApp(): Promise<SignInApp> {
  const sessions = new Set<string>();
  /** Tokens that open one page each, which brings the next one. */
  const tokens = new Set<string>();
  const newToken = (before: string) => {
    sessions.delete(before);
    tokens.delete(before);
    const token = randomUUID();
    tokens.add(token);
    return token;
  };
  const app = { user: 'robin', password: `pw-${randomUUID()}`, reported: [] as string[], requests: [] as string[] };
  const cookieOf = (asked: IncomingMessage) => /session=([\w-]+)/.exec(asked.headers.cookie ?? '')?.[1] ?? '';
  const loginForm = `${layout}<title>Sign in</title><form method="post" action="/login">
    <input class="user" name="user" autofocus><input class="password" name="password" type="password"><button class="submit">Sign in</button></form><a class="terms" href="/about" target="_blank">Terms</a>`;
  // Its beginning leads through its sign-in page whoever comes, and signing in leads to the record seen last.
  const deskLogin = loginForm.replace(
    '<input',
    `<input type="hidden" name="to" value="/desk/tools/notes/${randomUUID()}"><input`,
  );
  const onceLogin = loginForm.replace('<input', '<input type="hidden" name="to" value="/once/"><input');
  const deskContinue =
    '<title>Sign in</title><p>Welcome back</p><button>Continue</button> <a href="/desk/leave">Sign out</a>';
  const deskTools = '<button>Notes</button> <button>People</button> <button>Files</button>';
  const home = `<title>Home</title><h1>Welcome</h1><a href="/home">Contacts</a> <a href="/home">Deals</a> <button>New contact</button>`;

  const pages: Record<string, string> = {
    '/about': '<title>About</title><h1>Everybody may read this</h1><a href="/login">Sign in</a>',
    '/field': `${layout}${report}<textarea class="whole" autofocus oninput="report(this.value)" onkeydown="if (event.key === 'Enter') report('enter')"></textarea>`,
    '/dialog': `${layout}${report}<button class="user" onclick="alert('hello'); report('after alert ' + confirm('sure?'))">Ask</button>`,
    '/opener': `${layout}${report}<button class="user" onclick="window.open('/pop-up')">Open</button>`,
    '/pop-up': `${layout}${report}<title>Pop-up</title><button class="password" onclick="report('in pop-up').then(() => window.close())">Close</button>`,
    '/drag': `${layout}${report}<div class="whole" onmousemove="if (event.buttons === 1) report('drag')" onwheel="report('wheel ' + event.deltaY)"></div>`,
    // Its token is taken once, and the answer brings the next one.
    '/turning': `${layout}<title>Turning</title><div id="root"></div><script>
      const root = document.getElementById('root');
      const turn = (token) => fetch('/turn', { method: 'POST', body: token }).then((answer) => answer.ok && answer.text());
      const workspace = (token) => { localStorage.setItem('auth-token', token); root.innerHTML = Array.from({ length: 20 }, (_, at) => '<button>Tool ' + at + '</button>').join('') };
      const form = () => { root.innerHTML = '<form><input class="user"><input class="password" type="password"><button class="submit">Sign in</button></form>';
        root.querySelector('form').onsubmit = (event) => { event.preventDefault(); turn('${app.password}').then(workspace) } };
      const known = localStorage.getItem('auth-token');
      known ? turn(known).then((token) => token ? workspace(token) : form()) : form();
    </script>`,
    '/storage': `${layout}<title>Board</title><div id="root"></div><script>
      const root = document.getElementById('root');
      const workspace = () => { root.innerHTML = Array.from({ length: 20 }, (_, at) => '<button>Tool ' + at + '</button>').join('') };
      const form = () => { root.innerHTML = '<form><input class="user"><input class="password" type="password"><button class="submit">Sign in</button></form>';
        root.querySelector('form').onsubmit = (event) => { event.preventDefault();
          localStorage.setItem('auth-tokens', 'board-' + crypto.randomUUID() + crypto.randomUUID()); workspace(); } };
      localStorage.getItem('auth-tokens') ? workspace() : form();
    </script>`,
    // The token in session storage opens nothing without the key in a database.
    '/vault': `${layout}<title>Vault</title><div id="root"></div><script>
      const root = document.getElementById('root');
      const workspace = () => { root.innerHTML = Array.from({ length: 20 }, (_, at) => '<button>Tool ' + at + '</button>').join('') };
      const store = (mode, work) => new Promise((resolve, reject) => {
        const opening = indexedDB.open('vault', 3);
        opening.onupgradeneeded = () => opening.result.createObjectStore('keys', { keyPath: 'id' }).createIndex('day', 'made');
        opening.onsuccess = () => {
          const asked = work(opening.result.transaction('keys', mode).objectStore('keys'));
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => reject(asked.error);
        };
      });
      const form = () => { root.innerHTML = '<form><input class="user"><input class="password" type="password"><button class="submit">Sign in</button></form>';
        root.querySelector('form').onsubmit = async (event) => { event.preventDefault();
          const id = crypto.randomUUID() + crypto.randomUUID();
          await store('readwrite', (keys) => keys.put({ id, made: new Date(1e12), bytes: new Uint8Array([1, 2, 3]), tags: new Map([['a', new Set([1n])]]) }));
          sessionStorage.setItem('session-token', id); workspace(); } };
      const known = (found) => found && found.made.getTime() === 1e12 && found.bytes[2] === 3 && found.tags.get('a').has(1n);
      store('readonly', (keys) => keys.get(sessionStorage.getItem('session-token') ?? '')).then((found) => known(found) ? workspace() : form());
    </script>`,
  };

  const server = createServer((asked, answer) => {
    void (async () => {
      const url = new URL(asked.url ?? '/', 'http://app');
      app.requests.push(url.pathname);
      let body = '';
      for await (const chunk of asked) body += String(chunk);
      const html = (text: string) =>
        answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(`<!doctype html>${text}`);
      if (url.pathname === '/report') {
        app.reported.push(body);
        answer.writeHead(204).end();
      } else if (url.pathname === '/login' && asked.method === 'POST') {
        const given = new URLSearchParams(body);
        if (given.get('user') !== app.user || given.get('password') !== app.password) {
          html(loginForm);
          return;
        }
        const id = randomUUID();
        sessions.add(id);
        answer
          .writeHead(302, {
            Location: given.get('to') ?? '/home',
            'Set-Cookie': [`session=${id}; HttpOnly; Path=/; SameSite=Lax`, 'theme=dark; Path=/'],
          })
          .end();
      } else if (url.pathname === '/login') html(loginForm);
      else if (url.pathname === '/turn') {
        if (body !== app.password && !tokens.has(body)) answer.writeHead(401).end();
        else answer.writeHead(200, { 'Content-Type': 'text/plain' }).end(newToken(body));
      } else if (url.pathname === '/once/login') html(onceLogin);
      else if (url.pathname === '/once/') {
        const token = /once=([\w-]+)/.exec(asked.headers.cookie ?? '')?.[1] ?? cookieOf(asked);
        if (!tokens.has(token) && !sessions.has(token)) answer.writeHead(302, { Location: '/once/login' }).end();
        else {
          answer.setHeader('Set-Cookie', `once=${newToken(token)}; HttpOnly; Path=/once/; Max-Age=604800`);
          html(home.replaceAll('/home', '/once/'));
        }
      } else if (url.pathname === '/' || url.pathname === '/home') {
        if (sessions.has(cookieOf(asked))) html(home);
        else answer.writeHead(302, { Location: '/login' }).end();
      } else if (/^\/desk(?:\/|$)/.test(url.pathname)) {
        const signedIn = sessions.has(cookieOf(asked));
        if (url.pathname === '/desk/login') html(signedIn ? deskContinue : deskLogin);
        else if (url.pathname === '/desk/' || !signedIn) answer.writeHead(302, { Location: '/desk/login' }).end();
        else if (url.pathname === '/desk/tools') html(`<title>Not found</title>${deskTools}`);
        else html(`<title>Desk</title>${deskTools}<a href="/desk/login">${url.pathname}</a>`);
      } else if (url.pathname === '/traces') {
        answer.setHeader('Set-Cookie', ['hidden=left; HttpOnly; Max-Age=9999', 'open=left; Max-Age=9999']);
        html(`${layout}${report}${tracesScript(asked.headers.cookie ?? '')}`);
      } else if (url.pathname === '/redirect') answer.writeHead(302, { Location: url.searchParams.get('to')! }).end();
      else if (url.pathname === '/reach') {
        const target = JSON.stringify(url.searchParams.get('to'));
        html(
          `${report}<p>Trying</p><script>fetch(${target}, { mode: 'no-cors' }).then(() => report('reached'), () => report('refused'))</script>`,
        );
      } else if (pages[url.pathname]) html(pages[url.pathname]!);
      else answer.writeHead(404).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...app,
    host,
    origin: `http://${host}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
