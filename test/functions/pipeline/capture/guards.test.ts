import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { RedactedText } from '#shared/redaction/frames.ts';
import { keepOnPlatform, refusedSince, unapprovedRisk } from '../../../../functions/pipeline/capture/guards.ts';
import type { OutlineItem } from '../../../../functions/pipeline/capture/outline.ts';
import { close, listen } from '../../../../infra/local/listen.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';

test('files, downloads and pages of others are refused, and each is said', async () => {
  const site = createServer((request, response) => {
    if (request.url === '/file') response.setHeader('content-disposition', 'attachment; filename=list.csv');
    response.setHeader('content-type', 'text/html');
    response.end(`<title>${request.url}</title><input type="file"><a id="file" href="/file">Export</a>
      <button onclick="document.title = confirm('Delete all?')">Clear</button>
      <button id="safe" onclick="document.title = confirm('Leave this page?')">Back</button>
      <a id="away" href="http://localhost:${request.socket.localPort}/away">Partner</a>`);
  });
  const url = `http://127.0.0.1:${await listen(site)}`;
  const browser = await launchTestBrowser();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    const refused = await keepOnPlatform(context, url, 'Open everything');
    for (const [selector, said] of [
      ['input', 'it asks for a file, and files are not uploaded'],
      ['#file', 'it is a download, and nothing is downloaded'],
      ['button', 'a message box asked for what the goal does not name, and got a no'],
      ['#away', 'it leads away from the platform'],
    ] as const) {
      const before = { ...refused };
      await page.click(selector, { noWaitAfter: true });
      await expect.poll(() => refusedSince(before, refused), { timeout: 10_000 }).toBe(said);
      expect(page.url()).not.toContain('away');
    }
    await page.click('#safe');
    await expect.poll(() => page.title()).toBe('true');
  } finally {
    await browser.close();
    await close(site);
  }
});

const control = (name: string, role = 'button'): OutlineItem => ({
  ref: 'e1',
  kind: 'control',
  role,
  name: name as RedactedText,
  value: null,
  hints: [],
  state: [],
  region: 'main',
  section: '' as RedactedText,
  box: { x: 0, y: 0, width: 10, height: 10 },
  inView: true,
  frames: [],
});

describe('what cannot be taken back', () => {
  test.each([
    ['Delete', 'Create a deal', true],
    ['Delete', 'Delete the deal Spring order', false],
    ['Send invitation', 'Add a member', true],
    ['Send invitation', 'Invite a member', false],
    ['Publish', 'Create an article', true],
    ['Publish', 'Create and publish an article', false],
    ['Pay now', 'Order a lamp', true],
    ['Sign out', 'Open everything', true],
    ['Save', 'Create a deal', false],
    ['ลบ', 'สร้างดีล', true],
    ['ลบ', 'ลบดีล Spring order', false],
  ])('%s for the goal “%s” is stopped: %s', (name, goal, stopped) => {
    expect(unapprovedRisk(goal, control(name))).toBe(stopped);
  });
});
