import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { readShareToken, signShareToken } from '#shared/crypto/share-token.ts';

const secret = 'a secret of at least thirty-two characters';

test('a token says which link it is and until when', () => {
  const claim = { linkId: randomUUID(), expiresAt: new Date('2027-01-02T03:04:05Z') };
  expect(readShareToken(secret, signShareToken(secret, claim))).toEqual(claim);
  const endless = { linkId: randomUUID(), expiresAt: null };
  expect(readShareToken(secret, signShareToken(secret, endless))).toEqual(endless);
});

test('a token altered in any character, cut, lengthened or signed with another secret says nothing', () => {
  const token = signShareToken(secret, { linkId: randomUUID(), expiresAt: null });
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'A' ? 'B' : 'A';
    expect(readShareToken(secret, token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
  }
  for (const wrong of ['', token.slice(1), token.slice(0, -4), `${token}A`, `${token}=`, ` ${token}`, 'x'.repeat(48)])
    expect(readShareToken(secret, wrong)).toBeUndefined();
  expect(readShareToken(`${secret}!`, token)).toBeUndefined();
});

test('a secret that was never filled in signs and opens nothing', () => {
  expect(() => signShareToken('{}', { linkId: randomUUID(), expiresAt: null })).toThrow('too short');
});
