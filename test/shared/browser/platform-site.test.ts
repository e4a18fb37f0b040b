import { expect, test } from 'vitest';
import { isPlatformCookie, samePlatform } from '#shared/browser/platform-site.ts';

test.each([
  ['app.example.com', 'app.example.com', true],
  ['.example.com', 'app.example.com', true],
  ['.app.example.com', 'app.example.com', true],
  ['.example.com', 'example.com', true],
  ['example.com', 'app.example.com', false],
  ['login.example.com', 'app.example.com', false],
  ['.ample.com', 'example.com', false],
  ['.com', 'example.com', false],
  ['accounts.google.com', 'app.example.com', false],
  ['127.0.0.1', '127.0.0.1', true],
  ['.0.0.1', '127.0.0.1', false],
  ['localhost', 'localhost', true],
])('cookie of %s on %s: %s', (domain, host, own) => {
  expect(isPlatformCookie({ domain }, host)).toBe(own);
});

test.each([
  ['https://example.com/', 'https://example.com/x', true],
  ['https://example.com/', 'https://app.example.com/', true],
  ['https://login.example.com/', 'https://app.example.com/', true],
  ['https://example.com/', 'https://example.org/', false],
  ['https://acme.co.uk/', 'https://evil.co.uk/', false],
  ['https://one.github.io/', 'https://two.github.io/', false],
  ['https://app.example.com/', 'https://accounts.google.com/', false],
  ['http://127.0.0.1:1/', 'http://127.0.0.2:1/', false],
])('%s and %s are one platform: %s', (given, landed, same) => {
  expect(samePlatform(new URL(given), new URL(landed))).toBe(same);
});
