import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactingEyes } from '../../../../functions/pipeline/capture/eyes.ts';
import { observe } from '../../../../functions/pipeline/capture/look.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';
import { inkLeft, isHidden, pixelsOf } from '../../../support/ink.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchTestBrowser();
});
afterAll(() => browser.close());

const own = { name: 'Mira Lindqvist', email: 'mira@own.example' };

/** Places of the user's own name that the outline of the page does not list, or lists by another name. */
const places: Record<string, string> = {
  'a button that is called otherwise':
    '<header><button aria-label="Account menu"><span data-own>Mira Lindqvist</span></button></header>',
  'a label': '<label><span data-own>Mira Lindqvist</span> <input></label>',
  'a text hidden from screen readers': '<p aria-hidden="true"><span data-own>Mira Lindqvist</span></p>',
  'the end of a long text': `<p>${'This goes on and on. '.repeat(12)}<span data-own>Mira Lindqvist</span></p>`,
  'two blocks of one control':
    '<button aria-label="You"><div><span data-own>Mira</span></div><div><span data-own>Lindqvist</span></div></button>',
  'a text behind many others': `${'<i style="display:inline-block">Word</i> '.repeat(170)}<p><span data-own>Mira Lindqvist</span></p>`,
  'capital letters': '<p>Signed in as <span data-own>MIRA LINDQVIST</span></p>',
  'an address': '<footer><button aria-label="Account"><span data-own>mira@own.example</span></button></footer>',
};

describe('A model is shown nothing of the user’s own name that the tutorial keeps readable, in', () => {
  test.each(Object.entries(places))('%s', async (_, html) => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    try {
      await page.setContent(`<body style="font:16px sans-serif"><p>Settings</p>${html}</body>`);
      const raw = await pixelsOf(await page.screenshot());
      const seen = await observe(redactingEyes({ own, harmless: [] }), page);
      const [kept, shown] = [await pixelsOf(seen.frame.webp), await pixelsOf((await seen.forModel()).webp)];
      const names = await page.locator('[data-own]').all();
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        const box = (await name.boundingBox())!;
        expect(isHidden(raw, shown, box)).toBe(true);
        // What is spared is the exact name.
        const exact = (await name.textContent()) !== 'MIRA LINDQVIST';
        expect(!exact || inkLeft(raw, kept, box).left > 0.9).toBe(true);
      }
      await seen.outline.release();
    } finally {
      await page.close();
    }
  });
});
