import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getFile, putFile } from '#shared/aws/files.ts';
import { pairKeys } from '#shared/aws/pair-keys.ts';
import type { SiteStorage } from '#shared/contract/site-storage.ts';
import type { SessionCookie } from '#shared/contract/stream.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import { deletePairKey, openSession, sealSession, type ConnectionPair } from '#shared/crypto/session-cookies.ts';
import { startTestAws, type TestAws } from '../../support/aws.ts';

let aws: TestAws;
let keys: PairKeys;
const newPair = (): ConnectionPair => ({ userId: randomUUID(), platformId: randomUUID(), connectionId: randomUUID() });
const secret = `value-${randomUUID()}`;
const cookies: SessionCookie[] = [
  {
    name: 'session',
    value: secret,
    domain: '.example.com',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  },
];

const storage: SiteStorage = {
  origin: 'https://app.example.com',
  local: [['token', secret]],
  session: [],
  databases: [],
};

const sealCookies = async (deps: Parameters<typeof sealSession>[0], pair: ConnectionPair, own: SessionCookie[]) =>
  (await sealSession(deps, pair, { cookies: own })).cookies;
const openCookies = async (deps: Parameters<typeof openSession>[0], pair: ConnectionPair, sealed: Buffer) =>
  (await openSession(deps, pair, { cookies: sealed, site_storage: null })).cookies;

beforeAll(async () => {
  aws = await startTestAws();
  keys = pairKeys({ KEYS_BUCKET: aws.bucket, MASTER_KEY_ARN: aws.masterKeyArn });
});
afterAll(() => aws.stop());

test('cookies come back with every attribute', async () => {
  const pair = newPair();
  const sealed = await sealCookies({ keys }, pair, cookies);
  expect(sealed.includes(secret)).toBe(false);
  expect(await openCookies({ keys }, pair, sealed)).toEqual(cookies);
});

test('site storage comes back beside the cookies, and neither decrypts in the place of the other', async () => {
  const pair = newPair();
  const sealed = await sealSession({ keys }, pair, { cookies, storage });
  expect(sealed.site_storage!.includes(secret)).toBe(false);
  expect(await openSession({ keys }, pair, sealed)).toEqual({ cookies, storage });
  expect((await sealSession({ keys }, newPair(), { cookies })).site_storage).toBeNull();
  const swapped = [
    { cookies: sealed.site_storage!, site_storage: null },
    { cookies: sealed.cookies, site_storage: sealed.cookies },
  ];
  for (const wrong of swapped) await expect(openSession({ keys }, pair, wrong)).rejects.toThrow('RECONNECT_REQUIRED');
});

test('K1: a ciphertext altered in any byte does not decrypt', async () => {
  const pair = newPair();
  const sealed = await sealCookies({ keys }, pair, cookies);
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed);
    altered[at]! ^= 1;
    await expect(openCookies({ keys }, pair, altered)).rejects.toThrow('RECONNECT_REQUIRED');
  }
  await expect(openCookies({ keys }, pair, sealed.subarray(0, 20))).rejects.toThrow('RECONNECT_REQUIRED');
});

test('K1: a ciphertext moved to another row or pair does not decrypt', async () => {
  const pair = newPair();
  const other = newPair();
  const sealed = await sealCookies({ keys }, pair, cookies);
  await sealCookies({ keys }, other, cookies);
  const moves: ConnectionPair[] = [
    { ...pair, connectionId: other.connectionId },
    { ...pair, platformId: other.platformId },
    { ...pair, userId: other.userId },
    other,
  ];
  for (const moved of moves) await expect(openCookies({ keys }, moved, sealed)).rejects.toThrow('RECONNECT_REQUIRED');
});

test('K1: even with the wrapped key copied along, another pair does not decrypt it, because KMS refuses its context', async () => {
  const pair = newPair();
  const thief = { ...newPair(), connectionId: pair.connectionId };
  const sealed = await sealCookies({ keys }, pair, cookies);
  const wrapped = await getFile(aws.bucket, `keys/${pair.userId}/${pair.platformId}`);
  await putFile(aws.bucket, `keys/${thief.userId}/${thief.platformId}`, wrapped!, 'application/octet-stream');
  expect(await keys.read(thief)).toBeUndefined();
  await expect(openCookies({ keys }, thief, sealed)).rejects.toThrow('RECONNECT_REQUIRED: key');
});

test('K1: every pair has a key of its own, and every seal an iv of its own', async () => {
  const pair = newPair();
  const first = await keys.create(pair);
  const second = await keys.create(newPair());
  expect(first.equals(second)).toBe(false);
  const one = await sealCookies({ keys: { create: async () => Buffer.from(first) } }, pair, cookies);
  const two = await sealCookies({ keys: { create: async () => Buffer.from(first) } }, pair, cookies);
  expect(one.subarray(1, 13).equals(two.subarray(1, 13))).toBe(false);
});

test('K2: the bucket holds the key only in wrapped form', async () => {
  const pair = newPair();
  const key = await keys.create(pair);
  const stored = await getFile(aws.bucket, `keys/${pair.userId}/${pair.platformId}`);
  expect(stored!.includes(key)).toBe(false);
  expect((await keys.read(pair))!.equals(key)).toBe(true);
});

test('K2: the plain key is overwritten after use', async () => {
  const handedOut: Buffer[] = [];
  const pair = newPair();
  const watched: PairKeys = {
    create: async (of) => keep(await keys.create(of)),
    read: async (of) => keep((await keys.read(of))!),
    remove: (of) => keys.remove(of),
  };
  function keep(key: Buffer): Buffer {
    handedOut.push(key);
    return key;
  }
  const sealed = await sealCookies({ keys: watched }, pair, cookies);
  await openCookies({ keys: watched }, pair, sealed);
  expect(handedOut).toHaveLength(2);
  for (const key of handedOut) expect(key.every((byte) => byte === 0)).toBe(true);
});

test('K4: without its key a ciphertext is gone for good', async () => {
  const pair = newPair();
  const sealed = await sealCookies({ keys }, pair, cookies);
  await deletePairKey({ keys }, pair);
  await expect(openCookies({ keys }, pair, sealed)).rejects.toThrow('RECONNECT_REQUIRED');
  await expect(deletePairKey({ keys }, pair)).resolves.toBeUndefined();
  expect(await getFile(aws.bucket, `keys/${pair.userId}/${pair.platformId}`)).toBeUndefined();
});
