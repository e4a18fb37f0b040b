import { expect } from 'vitest';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import { startTestBrowserTask, type TestBrowserTask } from './browser-task.ts';
import type { PagesApp } from './pages-app.ts';
import { StreamPage, until } from './stream-page.ts';

export interface Streaming {
  task: TestBrowserTask;
  page: StreamPage;
  /** Waits for what the page asks, of this kind, beyond what was asked before. */
  asked<K extends 'dialog' | 'credentials' | 'list' | 'value'>(kind: K): Promise<PageAskOf<K> & { ask: number }>;
  reported(text: string): Promise<void>;
}

interface StreamingOptions {
  wait?: boolean;
  allow?: string[];
  names?: Record<string, string[]>;
  /** The viewer's screen takes fingers. */
  touch?: boolean;
}

/** Streams a page of the app at 800×600 from a browser task of its own. */
export async function streamPage(
  app: PagesApp,
  path: string,
  { wait = true, allow = [], names, touch = false }: StreamingOptions = {},
): Promise<Streaming> {
  const task = await startTestBrowserTask({ allow: [app.host, ...allow], ...(names ? { names } : {}) });
  const page = await StreamPage.dial(`wss://${task.address}:9000/stream`);
  const drawnBefore = app.drawn;
  page.open(path.startsWith('/') ? `${app.origin}${path}` : path, 800, 600, 1, touch);
  if (wait) {
    const loaded = () => page.heard.some((said) => said.type === 'location' && !said.loading);
    await until(loaded, 20_000, () => `not loaded: ${JSON.stringify(page.heard)}`);
    await page.waitForFrame();
    await until(
      () => app.drawn > drawnBefore,
      10_000,
      () => 'not drawn',
    );
  }
  let seen = 0;
  return {
    task,
    page,
    async asked(kind) {
      const message = await page.hear('ask', 10_000, seen);
      seen = page.heard.indexOf(message) + 1;
      expect(message.asks.kind).toBe(kind);
      return { ...message.asks, ask: message.ask } as never;
    },
    async reported(text) {
      await until(
        () => app.reported.includes(text),
        10_000,
        () => `reported: ${app.reported.join(' | ')}`,
      );
    },
  };
}

/** The tab strip as it was told last. */
export const tabsOf = (page: StreamPage) => page.heard.findLast((said) => said.type === 'tabs');
export const locationOf = (page: StreamPage) => page.heard.findLast((said) => said.type === 'location');
