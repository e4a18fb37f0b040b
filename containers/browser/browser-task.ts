import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AddressDeps } from '#shared/browser/public-address.ts';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { ownCertificate } from '#shared/http/own-certificate.ts';
import { log } from '#shared/log/log.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import { CdpClient } from './cdp.ts';
import { endChromium, launchChromium, type RunningChromium } from './chromium.ts';
import { DevToolsPipe } from './devtools-pipe.ts';
import { serveDrive } from './drive-session.ts';
import { startEgressProxy, type EgressProxy } from './egress-proxy.ts';
import { FreshBrowsers } from './fresh-browsers.ts';
import { StreamSession, type StreamOptions } from './stream-session.ts';

export interface BrowserTaskOptions extends AddressDeps {
  /** The task's own address, on which alone it listens. */
  address: string;
  port: number;
  limits: Pick<SessionLimits, 'idleSeconds' | 'totalSeconds'>;
  /** How long it waits for its session. */
  waitSeconds: number;
  /** Ends the task early. */
  signal: AbortSignal;
}

interface Visit {
  path: string;
  socket: WebSocket;
}

/** For a session that has not kept its limit. */
const overtimeMs = 60_000;
/** Input is small; a driven browser is sent scripts. */
const messageLimit = 32 * 1024 * 1024;

/** The life of a browser task: Chromium is warm before anybody connects, one session is served, nothing is left. */
export async function runBrowserTask({
  address,
  port,
  limits,
  waitSeconds,
  signal,
  ...addresses
}: BrowserTaskOptions): Promise<void> {
  // Heard from the first moment: a task may be stopped while its Chromium starts.
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  let server: Server | undefined;
  let proxy: EgressProxy | undefined;
  let chromium: RunningChromium | undefined;
  let fresh: FreshBrowsers | undefined;
  try {
    proxy = await startEgressProxy(addresses);
    server = createServer(await ownCertificate(), (_asked, answer) => answer.writeHead(404).end());
    const visits = firstVisit(server);
    server.listen(port, address);
    await once(server, 'listening');
    const launch = { userDataDir: folder, proxyServer: proxy.url };
    fresh = new FreshBrowsers(launch);
    chromium = await launchChromium(launch);
    const pipe = new DevToolsPipe(chromium.toBrowser, chromium.fromBrowser);
    log('browser.ready');
    const visit = await Promise.race([
      visits,
      sleep(waitSeconds * 1_000, undefined, { ref: false }),
      pipe.closed,
      aborted,
    ]);
    if (visit) await serve(visit, pipe, { ...addresses, limits, fresh }, aborted);
    log('browser.done', { visited: !!visit });
  } finally {
    server?.closeAllConnections();
    server?.close();
    proxy?.close();
    await Promise.all([chromium && endChromium(chromium), fresh?.end()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** Accepts one WebSocket in the task's life and refuses every other. */
function firstVisit(server: Server): Promise<Visit> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: messageLimit });
  let taken = false;
  return new Promise((resolve) => {
    server.on('upgrade', (asked, socket, head) => {
      const path = asked.url ?? '';
      if (taken || !Object.values<string>(gatewayPaths).includes(path)) {
        socket.end(`HTTP/1.1 ${taken ? '409 Conflict' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
        return;
      }
      taken = true;
      sockets.handleUpgrade(asked, socket, head, (accepted) => {
        // A broken connection is a closed one.
        accepted.on('error', () => accepted.terminate());
        // Until Chromium is ready and somebody listens.
        accepted.pause();
        resolve({ path, socket: accepted });
      });
    });
  });
}

async function serve(
  { path, socket }: Visit,
  pipe: DevToolsPipe,
  options: StreamOptions,
  aborted: Promise<void>,
): Promise<void> {
  const limit = sleep(options.limits.totalSeconds * 1_000 + overtimeMs, undefined, { ref: false });
  if (path === gatewayPaths.drive) {
    await Promise.race([serveDrive(pipe, socket), aborted, limit]);
  } else {
    const session = new StreamSession(new CdpClient(pipe), socket, options);
    void Promise.race([pipe.closed, aborted]).then(() => session.end('browser_lost'));
    await Promise.race([session.run(), limit]);
  }
  socket.close(1000);
  await Promise.race([closed(socket), sleep(1_000)]);
  socket.terminate();
}

function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
