import type { BrowserContext, ElementHandle, Page } from 'playwright-core';
import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import type { Eyes } from './eyes.ts';
import { ownDomain } from './guards.ts';
import { observe, type Observation } from './look.ts';
import type { OutlineItem } from './outline.ts';
import { settle, watchTraffic, type Traffic } from './settle.ts';
import { shownName, tooltipFor } from './steps.ts';

/** A page with a clock or a feed on it never rests: after a wait in vain it is given less time. */
const restless = { waits: 1, capMs: 2000 } as const;
/** Tooltips wait a moment before they show, longer on a busy machine. */
const tooltipWaits = [500, 500, 800];

export interface InFrame {
  /** The look that shows the element: the given one, or a new one. */
  at: Observation;
  box: Box;
  /** What a nameless element is called when the pointer rests on it. */
  told: string;
}

/** The page that the walk is on: brings it to rest, looks at it, and follows to windows that it opens. */
export class PageAtHand {
  page: Page;
  private readonly context: BrowserContext;
  private readonly platformUrl: string;
  private readonly eyes: Eyes;
  private readonly traffic = new WeakMap<Page, Traffic>();
  /** Waits in a row that ended without rest. */
  private unrested = 0;

  constructor(
    eyes: Eyes,
    { context, page, platformUrl }: { context: BrowserContext; page: Page; platformUrl: string },
  ) {
    this.eyes = eyes;
    this.context = context;
    this.page = page;
    this.platformUrl = platformUrl;
  }

  async rest(): Promise<void> {
    let traffic = this.traffic.get(this.page);
    if (!traffic) this.traffic.set(this.page, (traffic = watchTraffic(this.page)));
    const calm = await settle(this.page, traffic, this.unrested >= restless.waits ? restless.capMs : undefined);
    this.unrested = calm ? 0 : this.unrested + 1;
  }

  /** A page that was taken for at rest and still moved is given time to rest, twice. */
  async look(tries = 3): Promise<Observation> {
    try {
      return await observe(this.eyes, this.page, (url) => ownDomain(this.platformUrl, url));
    } catch (error) {
      const moving = error instanceof ProductError && error.code === 'FRAME_NOT_SAFE';
      if (!moving || tries <= 1) throw error;
      await this.rest();
      return this.look(tries - 1);
    }
  }

  /**
   * The highlight is measured on the very element, in the very frame that is kept: when the element is out of view or has
   * moved since the look, the page is brought to rest and looked at again. So it is when the element has no name but tells
   * one when the pointer rests on it: readers need that name.
   */
  async bringIntoFrame(
    element: ElementHandle<Element>,
    item: OutlineItem,
    seen: Observation,
    goal: string,
  ): Promise<InFrame> {
    await element.scrollIntoViewIfNeeded({ timeout: 3000 }).catch(() => undefined);
    const box = (await element.boundingBox().catch(() => null)) ?? item.box;
    const moved = Math.abs(box.x - item.box.x) + Math.abs(box.y - item.box.y) > 4 || !item.inView;
    const nameless = !/[\p{L}\p{N}]/u.test(shownName(item, goal));
    if (!moved && !nameless) return { at: seen, box, told: '' };
    if (nameless) await element.hover({ timeout: 2000 }).catch(() => undefined);
    await this.rest();
    let told = '';
    let at = nameless ? seen : await this.look();
    for (const wait of nameless ? tooltipWaits : []) {
      await this.page.waitForTimeout(wait);
      at = await this.look();
      told = tooltipFor(seen.outline, at.outline, box);
      if (told) break;
    }
    return { at: told || moved ? at : seen, box: (await element.boundingBox().catch(() => null)) ?? box, told };
  }

  /** Scrolls to what is called by one of the values, where that stands further down; the look it is seen in. */
  async bringIntoView(values: readonly string[], seen: Observation): Promise<Observation> {
    const wanted = values.map((value) => value.toLowerCase()).filter((value) => value.length > 1);
    const shows = (item: OutlineItem) =>
      wanted.some((value) => `${item.name} ${item.value ?? ''}`.toLowerCase().includes(value));
    const found = seen.outline.items.filter(shows);
    const below = found.find((item) => item.kind === 'control' && !item.inView);
    if (!below || found.some((item) => item.inView)) return seen;
    const element = await seen.outline.element(below.ref);
    await element?.scrollIntoViewIfNeeded({ timeout: 3000 }).catch(() => undefined);
    await this.rest();
    return this.look();
  }

  /** Goes on in a window that the platform opened; windows of others are closed. */
  async followWindows(): Promise<void> {
    const open = this.context.pages().filter((page) => !page.isClosed());
    for (const page of open) {
      if (page === this.page || ownDomain(this.platformUrl, page.url())) continue;
      await page.close().catch(() => undefined);
    }
    const newest = open.filter((page) => !page.isClosed()).at(-1);
    if (!newest) throw new ProductError('BROWSER_LOST');
    if (newest === this.page) return;
    this.page = newest;
    await this.rest();
  }
}
