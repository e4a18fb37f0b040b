import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchTestBrowser } from '../../support/chromium.ts';
import { startStreamedPages, type StreamedPages } from '../../support/streamed-pages.ts';
import { plainRelayPort } from './plain-relay.ts';
import { installProbe, showPlainRelay } from './probe.ts';
import { startRemotePages, type RemotePages } from './remote-pages.ts';
import { startSlowLink } from './slow-link.ts';

/** 4 Mbit/s and 80 ms there and back. */
const slow = { rate: 500, delay: 40 };
const address = `127.78.${1 + (process.pid % 250)}.1`;

/** A viewer's page, with the bytes it was sent over its WebSocket. */
export interface Viewer {
  page: Page;
  received: { bytes: number };
  close(): Promise<void>;
}

/** One Chromium that streams, one in which pages look, and what lies between. */
export class BenchStage {
  readonly remote: RemotePages;
  readonly viewers: Browser;
  private readonly host: ChildProcess;
  private readonly direct: StreamedPages;
  private readonly throttled: StreamedPages;
  private readonly stopLink: () => void;

  private constructor(
    parts: Pick<BenchStage, 'remote' | 'viewers'> & {
      host: ChildProcess;
      direct: StreamedPages;
      throttled: StreamedPages;
      stopLink: () => void;
    },
  ) {
    this.remote = parts.remote;
    this.viewers = parts.viewers;
    this.host = parts.host;
    this.direct = parts.direct;
    this.throttled = parts.throttled;
    this.stopLink = parts.stopLink;
  }

  static async set(): Promise<BenchStage> {
    const remote = await startRemotePages();
    const host = fork(fileURLToPath(new URL('host-process.ts', import.meta.url)), [address, remote.host]);
    await once(host, 'message');
    const tasks = {
      start: async () => 'arn:aws:ecs:ap-southeast-1:000000000000:task/bench',
      find: async () => ({ state: 'running', address }) as const,
      stop: async () => undefined,
    };
    let stopLink: () => void = () => undefined;
    const direct = await startStreamedPages(tasks);
    const throttled = await startStreamedPages(tasks, async (url) => {
      const link = await startSlowLink({ host: '127.0.0.1', port: Number(new URL(url).port) }, slow);
      stopLink = link.stop;
      return `http://127.0.0.1:${link.port}`;
    });
    return new BenchStage({ remote, viewers: await launchTestBrowser(), host, direct, throttled, stopLink });
  }

  /** Our page, streaming this page of the bench. */
  async open(path: string, line: 'direct' | 'slow' = 'direct'): Promise<Viewer> {
    const pages = line === 'direct' ? this.direct : this.throttled;
    const received = { bytes: 0 };
    const opened = await pages.open(this.viewers, this.remote.origin + path, {
      script: installProbe,
      onPage: (page) => countBytes(page, received),
    });
    await settle(opened.page);
    return { page: opened.page, received, close: () => opened.close() };
  }

  /** The plain relay's page with the same page of the bench, at the same size as `like`. */
  async openPlain(path: string, like: Viewer): Promise<Viewer> {
    const size = await like.page
      .locator('canvas')
      .evaluate(({ width, height }: HTMLCanvasElement) => ({ width, height }));
    const context = await this.viewers.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const received = { bytes: 0 };
    countBytes(page, received);
    await page.evaluate(installProbe);
    const target = encodeURIComponent(this.remote.origin + path);
    await page.evaluate(showPlainRelay, { address: `ws://${address}:${plainRelayPort}/?url=${target}`, size });
    await settle(page);
    return { page, received, close: () => context.close() };
  }

  async clear(): Promise<void> {
    await this.viewers.close();
    await Promise.all([this.direct.stop(), this.throttled.stop()]);
    this.stopLink();
    this.remote.stop();
    this.host.disconnect();
  }
}

function countBytes(page: Page, received: { bytes: number }): void {
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (received.bytes += Buffer.byteLength(payload))),
  );
}

/** The first frames, the sharp still and the quiet after it. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => window.probe.frames > 0);
  await page.waitForTimeout(2_500);
}
