import { expect, test } from 'vitest';
import type { PageProbe } from '#shared/browser/page-probe.ts';
import { SignInWatch, type Look } from '../../../containers/browser/sign-in-detection.ts';

const platform = new URL('https://crm.example.com/login');
const probe = (given: Partial<PageProbe> = {}): PageProbe => ({
  url: 'https://crm.example.com/login',
  title: 'CRM',
  complete: true,
  passwords: 0,
  codes: 0,
  controls: 20,
  text: true,
  labels: [],
  authStorage: 0,
  fields: 0,
  signOuts: 0,
  accounts: 0,
  ...given,
});
const form = probe({ passwords: 1, fields: 2, controls: 3 });
const workspace = probe({ url: 'https://crm.example.com/deals' });
const cookie = (name: string, value: string, httpOnly = true) => ({
  name,
  value,
  httpOnly,
  domain: 'crm.example.com',
  path: '/',
});
type Seen = [PageProbe, Look['cookies']?, popUp?: boolean];

/** Looks at one state after the other, each for two seconds; whether the last is worth checking. */
function seemsSignedIn(...states: Seen[]): boolean {
  const watch = new SignInWatch(platform);
  let at = 0;
  let seems = false;
  for (const [seen, cookies = [], popUp = false] of states) {
    for (let times = 0; times < 5; times += 1) seems = watch.look({ at: (at += 400), probe: seen, cookies, popUp });
  }
  return seems;
}

const session = [cookie('sid', 'new')];

test.each<[string, Seen[]]>([
  ['a new HttpOnly cookie and the password gone', [[form], [workspace, session]]],
  [
    'a rotated cookie and the password gone',
    [
      [form, [cookie('sid', 'old')]],
      [workspace, session],
    ],
  ],
  ['a cookie that scripts can read but is named like a token', [[form], [workspace, [cookie('token', 'x', false)]]]],
  ['credentials in storage and the password gone', [[form], [probe({ url: platform.origin, authStorage: 1 })]]],
  [
    'a sign-out control and a new cookie, on an address that sounds like signing in',
    [
      [probe({ url: 'https://crm.example.com/sso', controls: 2 })],
      [probe({ url: 'https://crm.example.com/sso/board', signOuts: 1 }), session],
    ],
  ],
  [
    'a sign-in at another site, and the way back',
    [
      [probe({ url: 'https://id.example.net/authorize', passwords: 1 })],
      [probe({ url: 'https://crm.example.com/home' }), session],
    ],
  ],
])('%s are worth a check', (_, states) => {
  expect(seemsSignedIn(...states)).toBe(true);
});

test.each<[string, Seen[]]>([
  ['nothing new', [[form], [form]]],
  ['a consent cookie', [[form], [form, [cookie('cookie_consent', 'yes', false)]]]],
  [
    'a wrong password that renews the cookie',
    [
      [form, [cookie('sid', 'old')]],
      [form, session],
    ],
  ],
  ['a field for a code', [[form], [probe({ codes: 1, controls: 3 }), session]]],
  [
    'a further step that names itself in no way',
    [[form], [probe({ url: platform.origin, fields: 1, controls: 2 }), session]],
  ],
  ['a password page after a page for the name', [[probe({ fields: 1, controls: 2 })], [form, session]]],
  ['an open window of a provider', [[form], [workspace, session, true]]],
  ['being at another site', [[form], [probe({ url: 'https://id.example.net/home' }), session]]],
  [
    'a public page that was there from the start',
    [
      [workspace, session],
      [workspace, session],
    ],
  ],
  [
    'a sign-out control that was there from the start',
    [
      [probe({ signOuts: 1, url: workspace.url })],
      [probe({ signOuts: 1, url: workspace.url }), [cookie('theme', 'x', false)]],
    ],
  ],
])('%s: not worth a check', (_, states) => {
  expect(seemsSignedIn(...states)).toBe(false);
});
