import type { Browser, Page } from 'playwright-core';
import type { BrowserTasks } from '#shared/browser/browser-tasks.ts';
import { ticketHash } from '#shared/browser/ask-for-browser.ts';
import { sessionLimits } from '#shared/contract/session-limits.ts';
import { Gateway } from '../../containers/gateway/gateway.ts';
import { startTestDatabase } from './postgres.ts';
import { addUser } from './rows.ts';
import { ann } from './web-data.ts';
import { startStandIn } from './web-fixtures.ts';
import { openPage, type WatchedPage } from './web-page.ts';
import { builtWebsite } from './website.ts';

export interface StreamedPages {
  /** Opens the built connect page on this platform and waits until its browser is live. */
  open(browser: Browser, platformUrl: string, options?: OpenOptions): Promise<WatchedPage>;
  /** Address of the website. */
  url: string;
  /** When the last page asked for its stream, in ms of `performance.now()`. */
  askedAt: number;
  stop(): Promise<void>;
}

interface OpenOptions {
  viewport?: { width: number; height: number };
  deviceScaleFactor?: number;
  hasTouch?: boolean;
  /** Runs in the page before its stream opens. */
  script?: () => void;
  /** Sees the page before its stream opens. */
  onPage?: (page: Page) => void;
}

/**
 * The built website and the real gateway in front of browser tasks: what a page shows came through both. Only the API is
 * a stand-in; `reachedAt` is the origin under which pages see the website when something lies in between.
 */
export async function startStreamedPages(
  tasks: BrowserTasks,
  reachedAt?: (url: string) => Promise<string>,
): Promise<StreamedPages> {
  const [database, website] = await Promise.all([startTestDatabase(), builtWebsite()]);
  const user = await addUser(database.db);
  const standIn = await startStandIn(website, { me: ann });
  const url = (await reachedAt?.(standIn.url)) ?? standIn.url;
  const keys = {} as ConstructorParameters<typeof Gateway>[0]['keys'];
  const limits = sessionLimits.parse({ streams: 100, warm: { size: 0 } });
  const gateway = new Gateway({ db: database.db, tasks, keys, publicUrl: url, limits, now: () => new Date() });
  let platformUrl = '';
  const pages: StreamedPages = {
    url,
    askedAt: 0,
    async open(browser, platform, { script, onPage, ...options } = {}) {
      platformUrl = platform;
      const search = new URLSearchParams({ url: platform, name: 'Test app' });
      const watched = await openPage(browser, { ...standIn, url }, `/platforms/connect?${search}`, {
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const { page } = watched;
      onPage?.(page);
      if (script) await page.evaluate(script);
      await page.getByLabel('I have read this and agree').check();
      await page.getByRole('button', { name: 'Open the browser' }).click();
      await page.locator('[data-streaming=live]').waitFor({ timeout: 30_000 });
      return watched;
    },
    async stop() {
      await gateway.end();
      await standIn.close();
      await database.stop();
    },
  };
  // The stand-in's ticket becomes a real one when the page comes with it.
  standIn.stream.upgrade = (asked, socket, head) => {
    pages.askedAt = performance.now();
    const ticket = (asked.headers['sec-websocket-protocol'] ?? '').split(',')[1]!.trim();
    void (async () => {
      await database.db
        .insertInto('browser_sessions')
        .values({
          user_id: user.id,
          scope: 'stream',
          platform_url: platformUrl,
          display_name: 'Test app',
          ticket_hash: ticketHash(ticket),
          ticket_expires_at: new Date(Date.now() + 60_000),
        })
        .onConflict((conflict) => conflict.column('ticket_hash').doNothing())
        .execute();
      gateway.upgrade(asked, socket, head);
    })();
  };
  return pages;
}
