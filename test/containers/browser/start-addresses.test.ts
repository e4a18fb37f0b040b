import { expect, test } from 'vitest';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { isUsableStart, startAddresses } from '../../../containers/browser/start-addresses.ts';

const origin = 'https://crm.example.com';
const uuid = '7c1f0c8e-5a77-4d0e-9c40-0f3f6a2b9d11';

test.each([
  ['/admin/login', `/admin/settings/roles/${uuid}`, ['/admin/', '/admin/settings', '/admin/settings/roles', '#']],
  ['/admin/login', '/admin/content/customers', ['/admin/', '/admin/content', '#']],
  ['/login', '/contacts/4711', ['/', '/contacts', '#']],
  ['/login', '/contacts/new', ['/', '/contacts', '#']],
  ['/login', '/content/posts/%2B', ['/', '/content', '/content/posts', '#']],
  ['/login', `/w/${uuid}/boards/12`, ['/', '/w', `/w/${uuid}/boards`, '#']],
  ['/login', '/records/5f2b8c9d1e3a4b6c7d8e9f00/view', ['/', '/records', '#']],
  ['/login', '/o/XyZ81kQwErTyUiOp42aB/inbox', ['/', '/o', '#']],
  ['/login', '/a/b/c/17', ['/', '/a', '/a/b/c', '#']],
  ['/login', '/a/b/c/d', ['/', '/a', '/a/b/c', '#']],
  ['/login', '/reports-of-2024-by-region/x', ['/', '/reports-of-2024-by-region', '#']],
  ['/login', '/facade/decade', ['/', '/facade', '#']],
  ['/login', '/home?code=1#token', ['/', '/home']],
  ['/login', '/', ['/']],
  ['/crm/login', '/crm', ['/crm/']],
  ['/admin/x/login', '/admin/y', ['/admin/x/', '#']],
  ['/login', '/auth/callback/done', ['/', '#']],
])('from %s to %s the beginnings are %j', (given, landed, paths) => {
  const here = `${origin}${landed.replace(/[?#].*/, '')}`;
  expect(startAddresses(new URL(`${origin}${given}`), `${origin}${landed}`)).toEqual(
    paths.map((path) => (path === '#' ? here : `${origin}${path}`)),
  );
});

test('signing in on another host of the platform keeps its beginning and adds that host', () => {
  expect(startAddresses(new URL('https://login.example.com/'), 'https://app.example.com/inbox/9')).toEqual([
    'https://login.example.com/',
    'https://app.example.com/inbox',
    'https://app.example.com/inbox/9',
  ]);
});

const page = (title: string, ...labels: string[]): PageProbe => ({
  url: origin,
  title,
  labels,
  complete: true,
  passwords: 0,
  codes: 0,
  controls: labels.length,
  text: true,
  authStorage: 0,
  fields: 0,
  signOuts: 0,
  accounts: 0,
});

test('a page that is not there, or has nothing of the application, is no beginning', () => {
  const shown = page('Role', 'Contacts', 'Deals', 'Settings', 'Save');
  expect(isUsableStart(page('Roles', 'Contacts', 'Deals', 'Settings', 'New role'), shown)).toBe(true);
  expect(isUsableStart(page('Page Not Found', 'Contacts', 'Deals', 'Settings'), shown)).toBe(false);
  expect(isUsableStart(page('Oops', 'Go back'), shown)).toBe(false);
  expect(isUsableStart(page('Blank'), shown)).toBe(false);
});
