import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { RedactedText } from '#shared/redaction/frames.ts';
import {
  keepOnPlatform,
  mayChange,
  refusedSince,
  replayChanges,
  unapprovedKey,
  unapprovedRisk,
} from '../../../../functions/pipeline/capture/guards.ts';
import type { StepAction } from '#shared/db/schema.ts';
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

const control = (name: string, role = 'button', more: Partial<OutlineItem> = {}): OutlineItem => ({
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
  ...more,
});
const leadingTo = (text: string) => ({ hints: [{ kind: 'href', text: text as RedactedText }] });

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

describe('a key is judged by what it goes to', () => {
  const field = (name: string, submits = '') => control(name, 'textbox', { submits: submits as RedactedText });
  test.each<[string, string, OutlineItem[], boolean]>([
    ['Enter on a button', 'Enter', [control('Delete')], true],
    ['the space bar on a button', 'Space', [control('Delete')], true],
    ['Enter on a harmless button', 'Enter', [control('Save')], false],
    ['Enter in a form that sends', 'Enter', [field('Subject', 'Send invitation')], true],
    ['Enter in a form that saves', 'Enter', [field('Name', 'Save')], false],
    ['Enter in a chat box', 'Enter', [field('Message #general')], true],
    ['the space bar in a chat box', 'Space', [field('Message #general')], false],
    ['an arrow on a button', 'ArrowDown', [control('Delete')], false],
    ['Backspace with a part of a drawing selected', 'Backspace', [], true],
    ['Backspace in a field', 'Backspace', [field('Name')], false],
  ])('%s', (_, key, focused, stopped) => {
    expect(unapprovedKey('Create a deal', key, focused)).toBe(stopped);
  });
  test('and let through where the goal asks for it', () => {
    expect(unapprovedKey('Send a message', 'Enter', [field('Message #general')])).toBe(false);
    expect(unapprovedKey('Delete the deal', 'Enter', [control('Delete')])).toBe(false);
  });
});

describe('before anything is filled in', () => {
  const select = { action: 'select', value: '' };
  test.each<[string, OutlineItem]>([
    ['Duplicate', control('Duplicate')],
    ['Clone', control('Clone', 'menuitem')],
    ['Create', control('Create')],
    ['Star', control('Star')],
    ['Mark as done', control('Mark as done')],
    ['a link that duplicates', control('Duplicate', 'link', leadingTo('/deals/4'))],
    ['a link that marks', control('Mark as done', 'link', leadingTo('/tasks/7/done'))],
    ['a link that creates at once', control('Create', 'link', leadingTo('/deals'))],
    ['a switch', control('Notifications', 'switch')],
  ])('%s may change something', (_, item) => {
    expect(mayChange(select, item, false)).toBe(true);
    expect(mayChange({ action: 'press', value: 'Enter' }, item, false)).toBe(true);
  });
  test.each<[string, OutlineItem]>([
    ['a link', control('Deals', 'link', leadingTo('/deals'))],
    ['a link to a form', control('Create deal', 'link', leadingTo('/deals/new'))],
    ['a tab', control('Marketing', 'tab', { opens: true })],
    ['what opens a menu', control('Assign', 'button', { opens: true })],
    ['a filter', control('Filter')],
    ['closing a dialog', control('Close dialog')],
    ['a cookie notice', control('Accept all cookies')],
    ['a tour', control('Skip tour')],
    ['an entry of the navigation', control('Reports', 'button', { region: 'navigation' })],
    ['a row', control('Spring order', 'row')],
    ['a field', control('Name', 'textbox')],
  ])('%s changes nothing', (_, item) => expect(mayChange(select, item, false)).toBe(false));
});

describe('recorded actions that are done again', () => {
  const done = (kind: StepAction['kind'], role: string, name: string, value = ''): StepAction => ({
    kind,
    role,
    name,
    value,
  });
  const way = [done('select', 'link', 'Deals'), done('hover', 'button', 'Spring order')];
  const filling = [...way, done('type', 'textbox', 'Name', 'Ann')];
  test.each<[string, StepAction[], boolean]>([
    ['nothing', [], false],
    ['finding the way', way, false],
    ['filling in a form', filling, false],
    ['sending it', [...filling, done('select', 'button', 'Next')], true],
    ['sending it by a key', [...filling, done('press', '', '', 'Enter')], true],
    ['closing what is open by a key', [...filling, done('press', '', '', 'Escape')], false],
    ['a button that acts', [...way, done('select', 'button', 'Duplicate')], true],
    ['a tick', [...way, done('check', 'checkbox', 'Done')], true],
  ])('%s', (_, actions, changes) => expect(replayChanges(actions)).toBe(changes));
});
