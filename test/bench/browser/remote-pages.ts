import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RemotePages {
  origin: string;
  /** host:port, for the list of development hosts. */
  host: string;
  stop(): void;
}

export const field = { x: 400, y: 300 } as const;
export const button = { x: 660, y: 90 } as const;

const text = 'The quick brown fox jumps over the lazy dog while the clerk keeps the books of the harbour. ';
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => `<tr><td>${at + 1}</td><td>Order ${at * 37}</td><td>${text}</td></tr>`).join(
    '',
  );
const base = `<style>
  body { margin: 0; font: 14px/1.5 sans-serif; color: #223 }
  #marker { position: fixed; left: 20px; top: 20px; width: 40px; height: 40px; background: #fff; z-index: 9 }
  #marker.on { background: #000 }
  #press { position: absolute; left: 600px; top: 70px; width: 120px; height: 40px }
  textarea { position: absolute; left: 200px; top: 200px; width: 500px; height: 200px; font: 16px sans-serif }
  table { position: absolute; top: 430px; left: 20px; width: 1100px } td { border-bottom: 1px solid #ccd; padding: 4px }
  .wide { top: 20px; left: 80px }
</style><div id="marker"></div><script>
  const toggle = () => document.getElementById('marker').classList.toggle('on');
</script>`;

// The square whose colour changes with every press and every letter is what the measurements look for.
const pages: Record<string, string> = {
  '/form': `${base}<button id="press" onmousedown="toggle()">Save the order</button>
    <textarea autofocus oninput="toggle()"></textarea><table>${rows(8)}</table>`,
  // Everything moves, as on a dashboard with live charts and a large hero animation.
  '/animation': `${base}<canvas id="c" width="1280" height="800" style="position:absolute;left:0;top:0"></canvas><script>
    document.addEventListener('mousedown', toggle);
    const c = document.getElementById('c').getContext('2d');
    const draw = (time) => {
      c.fillStyle = '#eef'; c.fillRect(0, 0, 1280, 800);
      for (let n = 0; n < 60; n++) {
        c.fillStyle = 'hsl(' + (n * 6 + time / 20) % 360 + ' 70% 60%)';
        c.beginPath();
        c.arc(640 + Math.sin(time / 700 + n) * 500, 420 + Math.cos(time / 500 + n * 1.7) * 300, 40, 0, 7);
        c.fill();
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  </script>`,
  '/long': `${base}<table class="wide">${rows(600)}</table>`,
};

export async function startRemotePages(): Promise<RemotePages> {
  const server = createServer((asked, answer) => {
    const page = pages[asked.url ?? ''];
    if (page)
      answer
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>Bench</title>${page}`);
    else answer.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
