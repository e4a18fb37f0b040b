import { expect, test } from 'vitest';
import { bareAddress, homeAddress, isSignInPath } from '#shared/browser/sign-in-signs.ts';

test.each([
  '/login',
  '/admin/login',
  '/log-in',
  '/users/sign_in',
  '/signin',
  '/sign-in?next=/x',
  '/wp-login.php',
  '/auth/realms/x',
  '/oauth2/authorize',
  '/sso',
  '/mfa',
  '/2fa',
  '/two-factor',
  '/forgot-password',
  '/reset-password/abc',
  '/#/login',
  '/app#!/auth/login',
  '/session/new',
])('%s is a step of signing in', (path) => {
  expect(isSignInPath(`https://example.com${path}`)).toBe(true);
});

test.each([
  '/',
  '/home',
  '/admin/content',
  '/authors',
  '/blog/author-guide',
  '/logs',
  '/settings/roles',
  '/#/flows',
  '/catalog',
  '/designs',
])('%s is none', (path) => {
  expect(isSignInPath(`https://example.com${path}`)).toBe(false);
});

test('the beginning of a platform is its address without the step of signing in', () => {
  expect(homeAddress(new URL('https://example.com/admin/login?next=1'))).toBe('https://example.com/admin/');
  expect(homeAddress(new URL('https://example.com/login'))).toBe('https://example.com/');
  expect(homeAddress(new URL('https://example.com/crm/'))).toBe('https://example.com/crm/');
});

test('an address is kept without query and fragment', () => {
  expect(bareAddress('https://example.com/a/b?code=1#token=2')).toBe('https://example.com/a/b');
});
