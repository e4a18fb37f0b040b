import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';

/** A site whose pages change after they have loaded, and then rest. */
export interface LateApp {
  origin: string;
  /** host:port, for the list of development hosts. */
  host: string;
  stop(): Promise<void>;
}

export const slowMs = 900;

/** What every page is filled or written with in the end; before that nothing on it has this colour. */
export const restColour = { r: 0, g: 160, b: 60 } as const;

const rest = 'rgb(0 160 60)';
const whole = 'position: fixed; inset: 0';

const pages: Record<string, string> = {
  // A web font that is slow: until it is there, its text takes room and shows nothing.
  '/font': `<style>@font-face { font-family: Late; src: url(/slow/font); font-display: block }
    body { font: 800 70px/1 Late; color: ${rest} }</style>${'<div>MMMMMMMM</div>'.repeat(6)}`,
  '/image': `<img src="/slow/image" style="${whole}; width: 100%; height: 100%">`,
  '/text': `<p style="${whole}; margin: 0">Wait</p><script>setTimeout(() => {
    const p = document.querySelector('p'); p.textContent = 'Done'; p.style.background = '${rest}'; p.style.color = '${rest}' }, ${slowMs})</script>`,
  '/animation': `<style>@keyframes sweep { from { background: #f00 } to { background: #00f } }
    div { ${whole}; background: ${rest}; animation: sweep 1.2s }</style><div></div>`,
  '/slow/page': `<div style="${whole}; background: ${rest}"></div>`,
  // The animation begins on a press, so that a test knows when it runs.
  '/pressed': `<style>@keyframes sweep { from { background: #f00 } to { background: #00f } }
    div { ${whole}; background: #fff } .go { background: ${rest}; animation: sweep .6s }</style>
    <div onmousedown="this.className = 'go'"></div>`,
};

export async function startLateApp(port = 0): Promise<LateApp> {
  const font = await readFile(
    createRequire(import.meta.url).resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
  );
  const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: restColour } })
    .png()
    .toBuffer();
  const server = createServer((asked, answer) => {
    void (async () => {
      const path = new URL(asked.url ?? '/', 'http://late').pathname;
      const page = pages[path];
      if (path.startsWith('/slow/')) await sleep(slowMs);
      if (path === '/slow/font') answer.writeHead(200, { 'Content-Type': 'font/woff2' }).end(font);
      else if (path === '/slow/image') answer.writeHead(200, { 'Content-Type': 'image/png' }).end(image);
      else if (page)
        answer.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Late</title>${page}`);
      else answer.writeHead(404).end();
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
