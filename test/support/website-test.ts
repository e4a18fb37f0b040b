import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchTestBrowser } from './chromium.ts';
import { startStandIn, type StandIn } from './web-fixtures.ts';
import { platformPictures, type Picture } from './web-pictures.ts';
import { builtWebsite } from './website.ts';

/** The built website for the tests of one file: one browser for all of them, and an API's stand-in for each. */
export class WebsiteTest {
  browser!: Browser;
  /** Of a tutorial, one for each step, where they are asked for. */
  pictures: Picture[] = [];
  private website = '';
  private readonly started: StandIn[] = [];

  /** In a file's own scope. */
  constructor({ pictures = false } = {}) {
    beforeAll(async () => {
      [this.browser, this.website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
      if (pictures) this.pictures = await platformPictures(this.browser);
    }, 60_000);
    afterAll(() => this.browser.close());
    afterEach(async () => {
      await Promise.all(this.started.splice(0).map((standIn) => standIn.close()));
    });
  }

  /** A stand-in that is closed after the test. */
  async standIn(holds: Parameters<typeof startStandIn>[1]): Promise<StandIn> {
    const standIn = await startStandIn(this.website, holds);
    this.started.push(standIn);
    return standIn;
  }
}
