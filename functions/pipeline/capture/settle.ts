import type { Page, Request } from 'playwright-core';

const quietMs = 300;
const longMs = 2500;

/** Watches a page's requests, so that `settle` knows when the network has come to rest. */
export interface Traffic {
  /** Requests under way; those older than 2.5 s are streams or long polls and are not waited for. */
  busy(): boolean;
  quietSince(): number;
}

export function watchTraffic(page: Page): Traffic {
  const open = new Map<Request, number>();
  let last = Date.now();
  page.on('request', (request) => {
    if (['document', 'xhr', 'fetch', 'script', 'stylesheet'].includes(request.resourceType())) {
      open.set(request, Date.now());
      last = Date.now();
    }
  });
  const ended = (request: Request) => {
    if (open.delete(request)) last = Date.now();
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return {
    busy: () => [...open.values()].some((since) => Date.now() - since < longMs),
    quietSince: () => last,
  };
}

/**
 * Waits until network, layout, fonts and running animations are at rest, at most `capMs`. Survives navigations. False when
 * the page did not come to rest.
 */
export async function settle(page: Page, traffic: Traffic, capMs = 8000): Promise<boolean> {
  const end = Date.now() + capMs;
  while (Date.now() < end) {
    const quiet = await page
      .evaluate(domQuiet, { quietMs, capMs: Math.min(1500, end - Date.now()) })
      .catch(() => false);
    if (page.isClosed()) return true;
    if (quiet && !traffic.busy() && Date.now() - traffic.quietSince() >= quietMs) return true;
    if (!quiet) await page.waitForTimeout(50).catch(() => undefined);
  }
  return false;
}

/** Runs in the page: true after `quietMs` without a change of the document, with fonts there and animations over. */
async function domQuiet({ quietMs, capMs }: { quietMs: number; capMs: number }): Promise<boolean> {
  const end = performance.now() + capMs;
  let changed = performance.now();
  const observer = new MutationObserver(() => (changed = performance.now()));
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  try {
    while (performance.now() < end) {
      await new Promise((done) => setTimeout(done, 40));
      const moving = document.getAnimations().some((animation) => {
        const timing = animation.effect?.getComputedTiming();
        return animation.playState === 'running' && timing?.iterations !== Infinity && Number(timing?.endTime) < 2000;
      });
      const ready = document.readyState !== 'loading' && document.fonts.status === 'loaded' && !moving;
      if (ready && performance.now() - changed >= quietMs) return true;
    }
    return false;
  } finally {
    observer.disconnect();
  }
}
