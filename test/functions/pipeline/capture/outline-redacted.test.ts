import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactingEyes } from '../../../../functions/pipeline/capture/eyes.ts';
import { outlineText, readOutline, redactOutline } from '../../../../functions/pipeline/capture/outline.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchTestBrowser();
});
afterAll(() => browser.close());

async function outlineOf(html: string): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  try {
    await page.setContent(html);
    const eyes = redactingEyes({ own: { name: 'Mira Lindqvist', email: 'mira@own.example' }, harmless: [] });
    const { redactor } = await eyes.look(page);
    const outline = redactOutline(await readOutline(page), redactor);
    const text = outlineText(outline);
    await outline.release();
    return text;
  } finally {
    await page.close();
  }
}

/** One made-up person in one place of a page where a program reads text. */
const places: Record<string, string> = {
  title: '<title>Orsolya Benkő – Customers</title><h1>Customers</h1>',
  'link address': '<nav><a href="https://crm.example/people/orsolya-benko">Open</a></nav>',
  'address of a record': '<table><tr><td><a href="https://x.example/c/benko">Open</a></td></tr></table>',
  'aria-label': '<button aria-label="Remove Orsolya Benkő">×</button>',
  tooltip: '<div><button title="Orsolya Benkő">OB</button></div>',
  'tooltip of a script': '<button data-tooltip="Assigned to Orsolya Benkő">A</button>',
  placeholder: '<input aria-label="Reply" placeholder="Write to Orsolya Benkő …">',
  note: '<input aria-label="Reply" aria-describedby="n"><p id="n">Orsolya Benkő reads this</p>',
  option: '<select aria-label="Sort"><option>None</option><option>Orsolya Benkő</option></select>',
  'dialog text':
    '<div role="dialog" aria-modal="true"><p>Really delete Orsolya Benkő?</p><button>Delete</button></div>',
  'dialog name': '<div role="dialog" aria-label="Delete Orsolya Benkő"><button>Delete</button></div>',
  'error text': '<div role="alert">Orsolya Benkő (benko@acme.example) exists already</div>',
  'picture alternative':
    '<img alt="Orsolya Benkő" width="90" height="90" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
  heading: '<h2>Orsolya Benkő</h2>',
  'unlabelled list':
    '<div><div><b>Orsolya Benkő</b><i>Paid</i></div><div><b>A</b><i>B</i></div><div><b>C</b><i>D</i></div></div>',
  'icon name':
    '<button><svg width="20" height="20"><title>Orsolya Benkő</title><rect width="9" height="9"/></svg></button>',
};

describe('An outline tells the model nothing of a person who stands in the page as', () => {
  test.each(Object.entries(places))('%s', async (_, html) => {
    const text = await outlineOf(`<body style="font:16px sans-serif"><p>Welcome</p>${html}</body>`);
    expect(text).not.toMatch(/orsolya|benk/i);
  });
});
