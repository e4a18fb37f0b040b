import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canarySession, nowhere } from '../support/canary-session.ts';
import { product } from '../support/journey.ts';
import { filesWith } from '../support/search-bytes.ts';

test('C4: a password that is typed or pasted is in no file, table, queue, log, argument or request, then or later', async () => {
  const { passwords, sent, found } = await canarySession();
  // It did travel: as keys one by one, and as text.
  const keys = sent.flatMap((text) => {
    const message = JSON.parse(text) as { type: string; action?: string; key?: string };
    return message.type === 'key' && message.action === 'down' ? [message.key] : [];
  });
  expect(keys.join('')).toContain(passwords.typed);
  expect(sent.some((text) => text.includes(passwords.pasted))).toBe(true);
  expect(found.passwords).toEqual({ during: nowhere, after: nowhere });
});

test('C4: nothing at all is logged of keys', async () => {
  const { logsWhileTyping, passwords } = await canarySession();
  // Whatever other functions do meanwhile, no line names a key or has so many single letters.
  expect(logsWhileTyping).not.toMatch(/"(?:key|code|text)"|Key[A-Z]\b|keydown|keyup/);
  for (const part of [passwords.typed.slice(6, 14), passwords.pasted.slice(7, 15)]) {
    expect(logsWhileTyping).not.toContain(part);
  }
});

test('C4: the search finds what is there', async () => {
  const { passwords } = await canarySession();
  const path = join(product.dataFolder, 'logs', 'planted.txt');
  for (const form of [passwords.typed, Buffer.from(passwords.typed).toString('base64')]) {
    writeFileSync(path, `… ${form} …`);
    expect(filesWith(passwords.typed, [product.dataFolder])).toEqual([path]);
  }
  rmSync(path);
});
