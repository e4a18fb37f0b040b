import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { startPagesApp, type PagesApp } from './pages-app.ts';

/** A server that no page of a remote browser may reach: it listens on every address of this machine. */
export interface Canary {
  port: number;
  /** An address of this machine in its own network, if it has one. */
  privateAddress: string | undefined;
  /** Connections and datagrams that arrived. */
  reached: string[];
  stop(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  const reached: string[] = [];
  const server = createServer((_asked, answer) =>
    answer.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('in'),
  );
  server.on('connection', (socket) => reached.push(`tcp from ${socket.remoteAddress}`));
  server.listen(0, '::');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket('udp4');
  datagrams.on('message', (_message, from) => reached.push(`udp from ${from.address}`));
  datagrams.bind(port, '0.0.0.0');
  await once(datagrams, 'listening');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return {
    port,
    privateAddress: own.find(({ internal, family }) => !internal && family === 'IPv4')?.address,
    reached,
    async stop() {
      datagrams.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Ways to write, or to mean, an address that is not public. */
export function forbiddenAddresses({ port, privateAddress }: Canary, allowedPort: number): string[] {
  return [
    `http://127.0.0.1:${port}/`,
    `http://127.0.0.2:${port}/`,
    `http://localhost:${port}/`,
    `http://localhost.:${port}/`,
    `http://any.localhost:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f000001:${port}/`,
    `http://0x7f.1:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://127.1:${port}/`,
    `http://0:${port}/`,
    `http://①②⑦.⓪.⓪.①:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://[::ffff:7f00:1]:${port}/`,
    `http://[::127.0.0.1]:${port}/`,
    `http://[64:ff9b::7f00:1]:${port}/`,
    `http://[2002:7f00:1::]:${port}/`,
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.170.2/v2/credentials/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[fe80::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://224.0.0.1/',
    // The allowed host is allowed with its own port, in its own spelling.
    `http://localhost:${allowedPort}/`,
    `https://127.0.0.1:${port}/`,
    ...(privateAddress ? [`http://${privateAddress}:${port}/`] : []),
  ];
}

/** Ways from a page to a server, other than `fetch`. `target` is host:port. Each does what it can and settles soon. */
const ways: Record<string, string> = {
  'a redirect': `fetch('/redirect?to=' + encodeURIComponent('http://' + target + '/'))`,
  'two redirects': `fetch('/redirect?to=' + encodeURIComponent('/redirect?to=' + encodeURIComponent('http://' + target + '/')))`,
  'a WebSocket': `new Promise((yes, no) => { const s = new WebSocket('ws://' + target); s.onopen = yes; s.onerror = no })`,
  'an EventSource': `new Promise((yes, no) => { const s = new EventSource('http://' + target); s.onopen = yes; s.onerror = () => { s.close(); no() } })`,
  'an XMLHttpRequest': `new Promise((yes, no) => { const x = new XMLHttpRequest(); x.open('POST', 'http://' + target); x.onload = yes; x.onerror = no; x.send('x') })`,
  'a picture': `new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = 'http://' + target + '/' })`,
  'a script': `import('http://' + target + '/x.js')`,
  'a worker': `new Promise((yes, no) => { const w = new Worker('/worker.js?to=' + target); w.onmessage = ({ data }) => data ? yes() : no(); w.onerror = no })`,
  'a service worker': `navigator.serviceWorker.register('/service-worker.js?to=' + target).then(() => navigator.serviceWorker.ready).then((r) => new Promise((yes, no) => { navigator.serviceWorker.onmessage = ({ data }) => data ? yes() : no(); r.active.postMessage('go') }))`,
  'a frame': `new Promise((_, no) => { const f = document.createElement('iframe'); f.onload = no; f.src = 'http://' + target; document.body.append(f) })`,
  'a form': `new Promise((_, no) => { const f = document.createElement('iframe'); f.name = 'f'; document.body.append(f); const form = document.createElement('form'); Object.assign(form, { action: 'http://' + target, method: 'post', target: 'f' }); document.body.append(form); form.submit(); setTimeout(no, 500) })`,
  'a beacon': `new Promise((_, no) => { navigator.sendBeacon('http://' + target, 'x'); setTimeout(no, 500) })`,
  'links that are fetched ahead': `new Promise((_, no) => { for (const rel of ['preload', 'prefetch', 'preconnect', 'dns-prefetch', 'stylesheet', 'modulepreload', 'icon', 'manifest']) { const l = document.createElement('link'); Object.assign(l, { rel, href: 'http://' + target }); if (rel === 'preload') l.as = 'script'; document.head.append(l) } setTimeout(no, 500) })`,
  'media and objects': `new Promise((_, no) => { for (const tag of ['video', 'audio', 'embed', 'object']) { const e = document.createElement(tag); if (tag === 'object') e.data = 'http://' + target; else e.src = 'http://' + target; document.body.append(e) } setTimeout(no, 500) })`,
  'a name in WebRTC': `new Promise((_, no) => { const p = new RTCPeerConnection({ iceServers: [{ urls: ['stun:' + target, 'turn:' + target + '?transport=udp', 'turn:' + target + '?transport=tcp'], username: 'u', credential: 'c' }] }); p.createDataChannel('x'); p.createOffer().then((o) => p.setLocalDescription(o)); setTimeout(no, 1500) })`,
  // Where one of these succeeds, the page is gone and reports nothing.
  ...Object.fromEntries(
    [
      'file:///etc/passwd',
      'chrome://version',
      'view-source:http://example.com',
      'data:text/html,x',
      'devtools://x',
    ].map((address) => [
      `${address} as the page`,
      `new Promise((_, no) => { location.href = '${address}'; setTimeout(no, 200) })`,
    ]),
  ),
  WebTransport: `new WebTransport('https://' + target).ready`,
};

const addressScript = `async (urls) => { const out = {}; await Promise.all(urls.map((url) =>
  fetch(url, { mode: 'no-cors', signal: AbortSignal.timeout(8000) }).then(() => out[url] = 'reached', () => out[url] = 'refused'))); return out }`;

/** A script that fetches what its address names, and tells. */
const workerScript =
  (tell: string): Parameters<typeof startPagesApp>[0][string] =>
  (asked, answer) => {
    const to = JSON.stringify(`http://${new URL(asked.url!, 'http://app').searchParams.get('to')}`);
    const go = `(event) => fetch(${to}, { mode: 'no-cors' }).then(() => ${tell}(1), () => ${tell}(0))`;
    answer.writeHead(200, { 'Content-Type': 'text/javascript' });
    answer.end(tell.startsWith('self') ? `(${go})()` : `self.onmessage = ${go}`);
  };

/** The page that tries all of it and reports a JSON object: what was tried → 'refused' or 'reached'. */
export async function startTricksApp(canary: Canary, port: number): Promise<PagesApp> {
  const addresses = forbiddenAddresses(canary, port);
  const tricks = Object.entries(ways).map(
    ([name, code]) => `[${JSON.stringify(name)}, () => { const target = '127.0.0.1:${canary.port}'; return ${code} }]`,
  );
  return await startPagesApp(
    {
      '/tricks': `<title>Tricks</title><p>Trying</p><script>
        const tried = (work) => Promise.race([
          Promise.resolve().then(work).then((r) => r?.type === 'error' ? 'refused' : 'reached', () => 'refused'),
          new Promise((done) => setTimeout(done, 8000, 'refused, by silence'))]);
        (async () => {
          const out = await (${addressScript})(${JSON.stringify(addresses)});
          for (const [name, work] of [${tricks.join(',')}]) out[name] = await tried(work);
          out['its own server'] = await tried(() => fetch('/plain'));
          report(JSON.stringify(out));
        })()</script>`,
      '/plain': 'Hello',
      '/worker.js': workerScript('self.postMessage'),
      '/service-worker.js': workerScript('event.source.postMessage'),
      '/redirect': (asked, answer) => {
        const to = new URL(asked.url!, 'http://app').searchParams.get('to')!;
        answer.writeHead(302, { Location: to }).end();
      },
    },
    port,
  );
}

/** Everything that the page tries. */
export const triedNames = (canary: Canary, port: number): string[] => [
  ...forbiddenAddresses(canary, port),
  ...Object.keys(ways),
];
