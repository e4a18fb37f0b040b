import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { StandIn } from './web-fixtures.ts';

export interface WatchedPage {
  page: Page;
  /** Whatever the page should not do: errors on its console, refusals by its policy, requests to other hosts. */
  problems: string[];
  /** Addresses of the scripts it loaded. */
  scripts: string[];
  close: () => Promise<void>;
}

/** Opens a page of the website and keeps watch over it. Statuses of the API that a test provokes are no problem. */
export async function openPage(
  browser: Browser,
  standIn: StandIn,
  path: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(6000);
  const problems: string[] = [];
  const scripts: string[] = [];
  const host = new URL(standIn.url).host;
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host && !['data:', 'blob:'].includes(url.protocol)) problems.push(`asked ${url.origin}`);
    if (request.resourceType() === 'script') scripts.push(url.pathname);
  });
  await page.exposeFunction('reportViolation', (text: string) => problems.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
      reportViolation(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(standIn.url + path);
  return { page, problems, scripts, close: () => context.close() };
}

/** Waits until something outside the page holds, for at most five seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
