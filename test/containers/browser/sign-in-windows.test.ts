import { expect, test } from 'vitest';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { SignInWindows } from '../../../containers/browser/sign-in-windows.ts';
import type { Tab } from '../../../containers/browser/tabs.ts';

const tab = (targetId: string, opener?: string, speaksToOpener = true): Tab => ({
  targetId,
  sessionId: `of ${targetId}`,
  opener,
  speaksToOpener,
});
const probe = (passwords: number): PageProbe => ({
  url: 'https://crm.example.com/',
  title: '',
  complete: true,
  passwords,
  codes: 0,
  controls: 20,
  text: true,
  labels: [],
  authStorage: 0,
  fields: passwords,
  signOuts: 0,
  accounts: 0,
});
const [form, workspace] = [probe(1), probe(0)];
const main = tab('main');

test('a window that the sign-in page opened counts until it closes, and so do windows of its own', () => {
  const windows = new SignInWindows();
  const provider = tab('provider', 'main');
  const code = tab('code', 'provider');
  expect(windows.look([main], main, form)).toBe(false);
  windows.look([main, provider], provider, workspace);
  windows.look([main, provider, code], code, workspace);
  expect(windows.look([main, provider, code], main, workspace)).toBe(true);
  expect(windows.look([main, code], main, workspace)).toBe(false);
  windows.look([main, provider], main, workspace);
  expect(windows.look([main], main, workspace)).toBe(false);
});

test.each<[string, PageProbe, Tab]>([
  ['cannot speak to the page that opened it, as help or terms', form, tab('help', 'main', false)],
  ['was opened by a page that asks nobody to sign in', workspace, tab('record', 'main')],
  ['was opened by no page', form, tab('other')],
])('a tab that %s holds nothing up', (_, opener, other) => {
  const windows = new SignInWindows();
  windows.look([main], main, opener);
  windows.look([main, other], other, workspace);
  expect(windows.look([main, other], main, workspace)).toBe(false);
});
