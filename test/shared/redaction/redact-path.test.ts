import { describe, expect, test } from 'vitest';
import { redactPath } from '#shared/redaction/redact-path.ts';

const open = { dataRegion: false, hidden: [] };

describe('An address keeps what applications say of themselves', () => {
  test.each([
    '/',
    '/deals/7',
    '/contacts/new',
    '/settings/users',
    '/admin/catalog/facets',
    '/content/posts/2f1c8a90-3b4d-4c5e-8f60-718293a4b5c6',
    '/admin/content-manager/collection-types/api::article.article',
    '#/flow/42',
  ])('%s', (path) => expect(redactPath(path, open)).toBe(path));
});

describe('An address loses what names somebody', () => {
  test.each([
    ['/people/ann-smith', '/people/[redacted]'],
    ['/people/annsmith/edit', '/people/[redacted]/edit'],
    ['/u/Ann%20Smith', '/u/[redacted]'],
    ['/@annsmith', '/[redacted]'],
    ['/search/ann.smith@acme.example', '/search/[redacted]'],
    ['/orders/ann_smith/12', '/orders/[redacted]/12'],
    ['/customers/山田太郎', '/customers/[redacted]'],
    ['#/contact/ann-smith', '#/contact/[redacted]'],
    ['/call/+442079460958', '/call/[redacted]'],
    ['/%E0%A4%A/AnnSmith', '/[redacted]/[redacted]'],
  ])('%s', (path, shown) => expect(redactPath(path, open)).toBe(shown));

  test('what the page hides is hidden in any spelling', () => {
    expect(redactPath('/deals/kranich', { dataRegion: false, hidden: ['Kranich'] })).toBe('/deals/[redacted]');
    expect(redactPath('/annsmith', { dataRegion: false, hidden: ['Ann Smith'] })).toBe('/[redacted]');
  });

  test('among data a word that no application says of itself is hidden', () => {
    expect(redactPath('/companies/kranich', { dataRegion: true, hidden: [] })).toBe('/companies/[redacted]');
    expect(redactPath('kranich.example/about', { dataRegion: true, hidden: [] })).toBe('[redacted]/about');
  });
});
