import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pages of a test, by path. Each can say something with `report(text)`, and has fixed places in an 800×600 view. */
export interface PagesApp {
  origin: string;
  host: string;
  reported: string[];
  /** How often a page of it has been drawn and takes presses. */
  drawn: number;
  /** Paths that were asked for. */
  requests: string[];
  stop(): Promise<void>;
}

/** Middles of what has the class `a`, `b` or `c`. */
export const places = { a: [200, 120], b: [200, 170], c: [200, 220] } as const;

const head = `<!doctype html><meta charset="utf-8"><style>body { margin: 0; font: 16px sans-serif }
  .a, .b, .c { position: absolute; box-sizing: border-box; left: 100px; width: 200px; height: 40px; margin: 0 }
  .a { top: 100px } .b { top: 150px } .c { top: 200px }</style>
<script>const report = (text) => fetch('/report', { method: 'POST', body: String(text) });
  // Until a page has been drawn Chromium throws presses away.
  if (window === top) requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => fetch('/drawn', { method: 'POST' }), 50)));</script>`;

type Answer = (asked: IncomingMessage, answer: ServerResponse) => void;

export async function startPagesApp(pages: Record<string, string | Answer>, port = 0): Promise<PagesApp> {
  const reported: string[] = [];
  const requests: string[] = [];
  let drawn = 0;
  const server = createServer((asked, answer) => {
    void (async () => {
      const { pathname } = new URL(asked.url ?? '/', 'http://app');
      requests.push(pathname);
      const page = pages[pathname];
      if (pathname === '/report') {
        let body = '';
        for await (const chunk of asked) body += String(chunk);
        reported.push(body);
        answer.writeHead(204).end();
      } else if (pathname === '/drawn') {
        drawn += 1;
        answer.writeHead(204).end();
      } else if (typeof page === 'function') page(asked, answer);
      else if (page === undefined) answer.writeHead(404).end();
      else answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(head + page);
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    reported,
    requests,
    get drawn() {
      return drawn;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
