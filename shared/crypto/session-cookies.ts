import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import { siteStorage, type SiteStorage } from '#shared/contract/site-storage.ts';
import { sessionCookieState, type SessionCookie } from '#shared/contract/stream.ts';
import type { PairContext, PairKeys } from './pair-keys.ts';

/** The row that a ciphertext belongs to. All three are random ids. */
export interface ConnectionPair extends PairContext {
  connectionId: string;
}

/** A platform's session in memory. `storage` only where cookies alone do not carry it and the user has agreed. */
export interface PlatformSession {
  cookies: SessionCookie[];
  storage?: SiteStorage | undefined;
}

/** The same as its row holds it. */
export interface SealedSession {
  cookies: Buffer;
  site_storage: Buffer | null;
}

type Part = 'cookies' | 'site_storage';

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + ivBytes + tagBytes;
const cookieList = z.array(sessionCookieState);

/**
 * Encrypts a session with AES-256-GCM under a new key of this user–platform pair.
 * Layout: version (1 byte) | iv (12) | tag (16) | ciphertext. Version, all three ids and the column are authenticated, so
 * that the bytes decrypt in their own place alone.
 */
export async function sealSession(
  { keys }: { keys: Pick<PairKeys, 'create'> },
  pair: ConnectionPair,
  { cookies, storage }: PlatformSession,
): Promise<SealedSession> {
  return sealWith(await keys.create(pair), pair, { cookies, storage });
}

/** Encrypts what has become of a session under the pair's own key. Throws RECONNECT_REQUIRED when that is gone. */
export async function resealSession(
  { keys }: { keys: Pick<PairKeys, 'read'> },
  pair: ConnectionPair,
  session: PlatformSession,
): Promise<SealedSession> {
  const key = await keys.read(pair);
  if (!key) throw new ProductError('RECONNECT_REQUIRED', 'key');
  return sealWith(key, pair, session);
}

/** Decrypts what `sealSession` made. Throws RECONNECT_REQUIRED when the key is gone or the bytes are not this row's own. */
export async function openSession(
  { keys }: { keys: Pick<PairKeys, 'read'> },
  pair: ConnectionPair,
  sealed: SealedSession,
): Promise<PlatformSession> {
  const key = await keys.read(pair);
  if (!key) throw new ProductError('RECONNECT_REQUIRED', 'key');
  try {
    const cookies = cookieList.parse(open(key, pair, 'cookies', sealed.cookies));
    if (!sealed.site_storage) return { cookies };
    return { cookies, storage: siteStorage.parse(open(key, pair, 'site_storage', sealed.site_storage)) };
  } finally {
    key.fill(0);
  }
}

/** Ends the pair's key; whatever was sealed with it can never be read again. */
export async function deletePairKey({ keys }: { keys: Pick<PairKeys, 'remove'> }, pair: PairContext): Promise<void> {
  await keys.remove(pair);
}

/** Ends the plain key. */
function sealWith(key: Buffer, pair: ConnectionPair, { cookies, storage }: PlatformSession): SealedSession {
  try {
    return {
      cookies: seal(key, pair, 'cookies', cookies),
      site_storage: storage ? seal(key, pair, 'site_storage', storage) : null,
    };
  } finally {
    key.fill(0);
  }
}

function seal(key: Buffer, pair: ConnectionPair, part: Part, content: unknown): Buffer {
  const plain = Buffer.from(JSON.stringify(content));
  try {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    cipher.setAAD(boundTo(pair, part));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), sealed]);
  } finally {
    plain.fill(0);
  }
}

function open(key: Buffer, pair: ConnectionPair, part: Part, sealed: Buffer): unknown {
  if (sealed.length <= headerBytes || sealed[0] !== version) throw new ProductError('RECONNECT_REQUIRED', 'layout');
  let plain: Buffer | undefined;
  try {
    const iv = sealed.subarray(1, 1 + ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(pair, part));
    decipher.setAuthTag(sealed.subarray(1 + ivBytes, headerBytes));
    plain = Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
    return JSON.parse(plain.toString('utf8'));
  } catch (error) {
    throw new ProductError('RECONNECT_REQUIRED', 'tampered', { cause: error });
  } finally {
    plain?.fill(0);
  }
}

/** Cookies are bound by the ids alone, as they were before there was anything else to bind. */
function boundTo({ userId, platformId, connectionId }: ConnectionPair, part: Part): Buffer {
  const ids = [version, userId, platformId, connectionId];
  return Buffer.from(JSON.stringify(part === 'cookies' ? ids : [...ids, part]));
}
