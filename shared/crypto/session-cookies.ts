import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import { sessionCookieState, type SessionCookie } from '#shared/contract/stream.ts';
import type { PairContext, PairKeys } from './pair-keys.ts';

/** The row that a ciphertext belongs to. All three are random ids. */
export interface CookiePair extends PairContext {
  connectionId: string;
}

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + ivBytes + tagBytes;
const cookieList = z.array(sessionCookieState);

/**
 * Encrypts a session's cookies with AES-256-GCM under a new key of this user–platform pair.
 * Layout: version (1 byte) | iv (12) | tag (16) | ciphertext. Version and all three ids are authenticated, so that the
 * bytes decrypt in their own row alone.
 */
export async function sealCookies(
  { keys }: { keys: Pick<PairKeys, 'create'> },
  pair: CookiePair,
  cookies: SessionCookie[],
): Promise<Buffer> {
  const key = await keys.create(pair);
  const plain = Buffer.from(JSON.stringify(cookies));
  try {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    cipher.setAAD(boundTo(pair));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), sealed]);
  } finally {
    key.fill(0);
    plain.fill(0);
  }
}

/** Decrypts what `sealCookies` made. Throws RECONNECT_REQUIRED when the key is gone or the bytes are not this row's own. */
export async function openCookies(
  { keys }: { keys: Pick<PairKeys, 'read'> },
  pair: CookiePair,
  sealed: Buffer,
): Promise<SessionCookie[]> {
  if (sealed.length <= headerBytes || sealed[0] !== version) throw new ProductError('RECONNECT_REQUIRED', 'layout');
  const key = await keys.read(pair);
  if (!key) throw new ProductError('RECONNECT_REQUIRED', 'key');
  let plain: Buffer | undefined;
  try {
    const iv = sealed.subarray(1, 1 + ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(pair));
    decipher.setAuthTag(sealed.subarray(1 + ivBytes, headerBytes));
    plain = Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
  } catch (error) {
    throw new ProductError('RECONNECT_REQUIRED', 'tampered', { cause: error });
  } finally {
    key.fill(0);
  }
  try {
    return cookieList.parse(JSON.parse(plain.toString('utf8')));
  } finally {
    plain.fill(0);
  }
}

/** Ends the pair's key; whatever was sealed with it can never be read again. */
export async function deletePairKey({ keys }: { keys: Pick<PairKeys, 'remove'> }, pair: PairContext): Promise<void> {
  await keys.remove(pair);
}

function boundTo({ userId, platformId, connectionId }: CookiePair): Buffer {
  return Buffer.from(JSON.stringify([version, userId, platformId, connectionId]));
}
