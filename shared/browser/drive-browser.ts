import { chromium, type Browser } from 'playwright-core';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import { logError } from '#shared/log/log.ts';
import { askForBrowser, type BrowserSessionRequest } from './ask-for-browser.ts';

export interface DriveDeps {
  db: Database;
  now: () => Date;
  /** Origin of the gateway, ws:// or wss://. */
  gatewayUrl: string;
  /** How long to wait for a browser; `connectMs` unless a test is in a hurry. */
  waitMs?: number;
}

/**
 * A browser may have to be waited for: its turn, and its start. Less than the states' own time (`pipelineStates`); who has no
 * place by then is called again later by the state machine, which may wait for long (`busyRetry`).
 */
const connectMs = 100_000;

/**
 * Asks for a fresh browser, connects Playwright to it through the gateway, and ends both whatever happens in `work`.
 * What `work` throws is passed on; a browser that could not be reached, or was lost meanwhile, is BROWSER_LOST, and
 * BROWSERS_BUSY says that there was no place for one.
 */
export async function withDrivenBrowser<T>(
  deps: DriveDeps,
  request: Omit<BrowserSessionRequest, 'scope'>,
  work: (browser: Browser) => Promise<T>,
): Promise<T> {
  const session = await askForBrowser(deps, { ...request, scope: 'drive' });
  let browser: Browser | undefined;
  try {
    browser = await connect(deps, session.ticket).catch(async (cause: unknown) => {
      throw new ProductError((await waits(deps, session)) ? 'BROWSERS_BUSY' : 'BROWSER_LOST', 'connect', { cause });
    });
    return await work(browser);
  } catch (error) {
    if (error instanceof ProductError && error.code !== 'INTERNAL') throw error;
    if (browser && !browser.isConnected()) throw new ProductError('BROWSER_LOST', 'disconnected', { cause: error });
    throw error;
  } finally {
    await end(deps, session, browser);
  }
}

async function connect({ gatewayUrl, waitMs = connectMs }: DriveDeps, ticket: string): Promise<Browser> {
  const address = new URL(gatewayPaths.drive, gatewayUrl.replace(/^http/, 'ws')).href;
  return await chromium.connectOverCDP(address, {
    headers: { Authorization: `Bearer ${ticket}` },
    timeout: waitMs,
  });
}

/** Whether the session stands in line at the gateway, without a place. */
async function waits({ db }: Pick<DriveDeps, 'db'>, { sessionId }: { sessionId: string }): Promise<boolean> {
  const row = await db
    .selectFrom('browser_sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('queued_at', 'is not', null)
    .where('admitted_at', 'is', null)
    .executeTakeFirst()
    .catch((error: unknown) => void logError('drive.not_asked', error, { sessionId }));
  return row !== undefined;
}

/** The gateway ends the task when the socket closes; without its row a ticket that was not used opens nothing. */
async function end(
  { db }: Pick<DriveDeps, 'db'>,
  { sessionId }: { sessionId: string },
  browser: Browser | undefined,
): Promise<void> {
  const endings = await Promise.allSettled([
    browser?.close(),
    db.deleteFrom('browser_sessions').where('id', '=', sessionId).execute(),
  ]);
  for (const ending of endings) {
    if (ending.status === 'rejected') logError('drive.not_ended', ending.reason, { sessionId });
  }
}
