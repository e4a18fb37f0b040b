import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Applications whose sign-in takes more than one form, with fields at the places that `fields` of sign-in-app.ts names. */
export interface SignInFlows {
  origin: string;
  /** Of the identity provider, another site than the application's. */
  providerOrigin: string;
  /** host:port pairs, for the list of development hosts. */
  hosts: string[];
  user: string;
  password: string;
  code: string;
  stop(): Promise<void>;
}

const layout = `<style>body { margin: 0; font: 16px sans-serif } form > * { position: absolute; box-sizing: border-box }
  .user { left: 100px; top: 100px; width: 200px; height: 40px } .password { left: 100px; top: 150px; width: 200px; height: 40px }
  .submit { left: 100px; top: 200px; width: 200px; height: 40px }</style>`;
const form = (title: string, action: string, input: string) =>
  `<!doctype html>${layout}<title>${title}</title><form method="post" action="${action}">${input}<button class="submit">Next</button></form>`;
const board = `<!doctype html><title>Board</title><nav><a href="#">Cards</a> <a href="#">Lists</a> <a href="/signout">Sign out</a></nav><button>New card</button>`;

interface Asked {
  url: URL;
  body: URLSearchParams;
  cookies: Map<string, string>;
}

async function read(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const cookies = (request.headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('=') as [string, string]);
  return {
    url: new URL(request.url ?? '/', `http://${request.headers.host}`),
    body: new URLSearchParams(body),
    cookies: new Map(cookies),
  };
}

async function serve(host: string, answer: (asked: Asked, response: ServerResponse) => void) {
  const server = createServer((request, response) => void read(request).then((asked) => answer(asked, response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://${host}:${(server.address() as AddressInfo).port}`, stop };
}

export async function startSignInFlows(): Promise<SignInFlows> {
  const user = 'robin';
  const password = `pw-${randomUUID()}`;
  const code = '204060';
  const sessions = new Set<string>();
  const pending = new Map<string, 'password' | 'code'>();
  const tickets = new Set<string>();
  const html = (response: ServerResponse, text: string) =>
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(text);
  const go = (response: ServerResponse, to: string, cookies: string[] = []) =>
    response.writeHead(302, { Location: to, 'Set-Cookie': cookies }).end();
  const begin = () => {
    const id = randomUUID();
    sessions.add(id);
    return id;
  };

  const provider = await serve('localhost', ({ url, body }, response) => {
    const back = url.searchParams.get('back') ?? '';
    if (body.get('password') === password) {
      const ticket = randomUUID();
      tickets.add(ticket);
      go(response, `${back}?ticket=${ticket}`, [`provider=${randomUUID()}; HttpOnly; Path=/`]);
    } else {
      const fields = `<input class="user" name="user"><input class="password" name="password" type="password">`;
      html(response, form('Provider', url.href, fields));
    }
  });

  /** User, password and a code, each on a page of its own; signing in is complete after the last alone. */
  function steps({ url, body, cookies }: Asked, response: ServerResponse): void {
    const flow = cookies.get('flow') ?? '';
    const step = url.pathname.slice('/steps/'.length);
    if (sessions.has(cookies.get('sid') ?? '')) return void html(response, board);
    if (step === 'user' && body.get('user') === user) {
      const id = randomUUID();
      pending.set(id, 'password');
      return void go(response, '/steps/secret', [`flow=${id}; HttpOnly; Path=/steps`]);
    }
    if (step === 'secret' && pending.has(flow)) {
      if (body.get('password') !== password) {
        return void html(response, form('Secret', '', '<input class="password" name="password" type="password">'));
      }
      pending.set(flow, 'code');
      // Renewed, as good applications do it.
      const renewed = randomUUID();
      pending.set(renewed, 'code');
      return void go(response, '/steps/number', [`flow=${renewed}; HttpOnly; Path=/steps`]);
    }
    if (step === 'number' && pending.get(flow) === 'code') {
      if (body.get('number') === code) {
        pending.delete(flow);
        return void go(response, '/steps/board', [`sid=${begin()}; HttpOnly; Path=/; Max-Age=7200; SameSite=Strict`]);
      }
      return void html(response, form('One more step', '', '<input class="user" name="number" inputmode="numeric">'));
    }
    if (step === 'user') return void html(response, form('Who are you?', '', '<input class="user" name="user">'));
    go(response, '/steps/user');
  }

  /** Signs in at the provider; its session is of two cookies, one of them partitioned. */
  function sso({ url, cookies }: Asked, response: ServerResponse): void {
    const signedIn = sessions.has(cookies.get('sid') ?? '') && cookies.get('__Host-part') === 'yes';
    if (signedIn) return void html(response, board);
    const ticket = url.searchParams.get('ticket');
    if (ticket && tickets.delete(ticket)) {
      return void go(response, '/sso/board', [
        `sid=${begin()}; HttpOnly; Path=/sso; Max-Age=3600; SameSite=Lax`,
        '__Host-part=yes; Secure; Path=/; SameSite=None; Partitioned',
      ]);
    }
    go(response, `${provider.origin}/authorize?back=${encodeURIComponent(`${url.origin}/sso/back`)}`);
  }

  const app = await serve('127.0.0.1', (asked, response) => {
    if (asked.url.pathname.startsWith('/steps/')) steps(asked, response);
    else if (asked.url.pathname.startsWith('/sso/')) sso(asked, response);
    else response.writeHead(404).end();
  });
  return {
    origin: app.origin,
    providerOrigin: provider.origin,
    hosts: [app.origin, provider.origin].map((origin) => new URL(origin).host),
    user,
    password,
    code,
    stop: async () => void (await Promise.all([app.stop(), provider.stop()])),
  };
}
