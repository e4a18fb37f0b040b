import { expect, test } from 'vitest';
import { release } from '#shared/memory/release.ts';

test('memory of a picture is gone at once', () => {
  const bytes = new Uint8Array(5000).fill(7);
  const same = new Uint8Array(bytes.buffer);
  release(bytes);
  expect([bytes.length, same.length]).toEqual([0, 0]);
});

test('a piece of shared memory is cleared, and what lies beside it stays', () => {
  const all = new Uint8Array(12).fill(7);
  release(all.subarray(4, 8));
  expect([...all]).toEqual([7, 7, 7, 7, 0, 0, 0, 0, 7, 7, 7, 7]);
});
