import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const rows = readFileSync(new URL('infra/local/semantics.md', root), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, what, , shown] = line.split(' | ').length > 2 ? ['', ...line.split('|').slice(1)] : [];
    const [, file, title] = /^\s*(\S+\.test\.ts): (.+?)\s*$/.exec(shown ?? '') ?? [];
    return file && title ? [[what!.trim(), file, title] as const] : [];
  });

test('what AWS does to a program is shown by a test for each row of the table', () => {
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('%s: shown in %s', (_, file, title) => {
  expect(readFileSync(new URL(`test/${file}`, root), 'utf8')).toContain(title);
});
