import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface InputApp {
  url: string;
  /** host:port, for the list of development hosts. */
  host: string;
  /** What the page has noticed, in order. */
  noticed: string[];
  stop(): Promise<void>;
}

/** Centres of the page's parts, in CSS pixels. */
export const parts = {
  area: { x: 220, y: 70 },
  line: { x: 220, y: 160 },
  secret: { x: 220, y: 220 },
  item: { x: 70, y: 285 },
  zone: { x: 400, y: 300 },
  pad: { x: 700, y: 200 },
} as const;

const html = `<!doctype html><title>Input</title><style>
  body { margin: 0; font: 16px sans-serif } body > * { position: absolute; box-sizing: border-box; margin: 0 }
  .area { left: 20px; top: 20px; width: 400px; height: 100px } .line { left: 20px; top: 140px; width: 400px; height: 40px }
  .secret { left: 20px; top: 200px; width: 400px; height: 40px } .line input, .secret { width: 400px; height: 40px }
  .item { left: 20px; top: 260px; width: 100px; height: 50px; background: #cde }
  .zone { left: 300px; top: 250px; width: 200px; height: 100px; background: #eee }
  .pad { left: 550px; top: 50px; width: 300px; height: 300px; background: #efe } .tall { top: 2000px }
</style>
<textarea class="area"></textarea><form class="line"><input></form><input class="secret" type="password">
<div class="item" draggable="true">Drag me</div><div class="zone"></div><div class="pad"></div><div class="tall">End</div>
<script>
  let last = Promise.resolve();
  const notice = (text) => { last = last.then(() => fetch('/notice', { method: 'POST', body: text })); };
  const [area, line, secret, item, zone, pad] = ['.area', '.line input', '.secret', '.item', '.zone', '.pad'].map((at) => document.querySelector(at));
  area.onfocus = () => notice('focus area');
  area.oninput = () => notice('area ' + area.value);
  area.onkeydown = (event) => { if (event.repeat) notice('repeat ' + event.key) };
  for (const type of ['compositionstart', 'compositionupdate', 'compositionend']) area.addEventListener(type, (event) => notice(type + ' ' + event.data));
  line.oninput = () => notice('line ' + line.value);
  document.querySelector('form').onsubmit = (event) => { event.preventDefault(); notice('submitted ' + line.value) };
  item.ondragstart = (event) => event.dataTransfer.setData('text/plain', 'the item');
  zone.ondragover = (event) => event.preventDefault();
  zone.ondrop = (event) => { event.preventDefault(); notice('dropped ' + event.dataTransfer.getData('text/plain')) };
  for (const type of ['mousedown', 'mouseup', 'click', 'dblclick', 'contextmenu', 'auxclick'])
    pad.addEventListener(type, (event) => { event.preventDefault(); notice([type, event.button, event.detail, event.clientX, event.clientY, event.shiftKey].join(' ')) });
  let moves = 0;
  pad.onmousemove = (event) => { moves += 1; if (event.buttons) notice('held ' + event.buttons) };
  pad.onclick = () => notice('moves ' + moves);
  pad.onwheel = (event) => { event.preventDefault(); notice('wheel ' + event.deltaX + ' ' + event.deltaY) };
  addEventListener('scroll', () => notice('scrolled ' + scrollY));
  for (const type of ['touchstart', 'touchmove', 'touchend']) pad.addEventListener(type, (event) => {
    event.preventDefault();
    notice([type, event.touches.length, ...Array.from(event.changedTouches, (finger) => Math.round(finger.clientX) + ',' + Math.round(finger.clientY))].join(' '));
  }, { passive: false });
  notice('ready ' + devicePixelRatio + ('ontouchstart' in window ? ' touch' : ' mouse'));
</script>`;

/** A page that notices whatever its user does. */
export async function startInputApp(): Promise<InputApp> {
  const noticed: string[] = [];
  const server = createServer((asked, answer) => {
    void (async () => {
      const body: Buffer[] = [];
      for await (const chunk of asked) body.push(chunk as Buffer);
      if (asked.url === '/notice') noticed.push(Buffer.concat(body).toString());
      if (asked.url === '/') answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
      else answer.writeHead(204).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/`,
    noticed,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
