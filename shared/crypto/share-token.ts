import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a share link's token says: which link it is, and until when it holds. */
export interface ShareClaim {
  linkId: string;
  expiresAt: Date | null;
}

const idBytes = 16;
const claimBytes = idBytes + 4;
const signatureBytes = 16;

/**
 * The token of a share link in 48 characters. Layout before base64url: link id (16 bytes) | end in seconds since 1970, or
 * 0 (4) | the first 16 bytes of an HMAC-SHA-256 over both (RFC 2104 allows half the hash). A copy of the table makes no
 * link, and a token with another id or end is refused without asking the table.
 */
export function signShareToken(secret: string, { linkId, expiresAt }: ShareClaim): string {
  const claim = Buffer.alloc(claimBytes);
  claim.write(linkId.replaceAll('-', ''), 'hex');
  claim.writeUInt32BE(expiresAt ? Math.floor(expiresAt.getTime() / 1000) : 0, idBytes);
  return Buffer.concat([claim, signatureOf(secret, claim)]).toString('base64url');
}

/** The claim of a token with a right signature, also of one that has ended; nothing for any other text. */
export function readShareToken(secret: string, token: string): ShareClaim | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== claimBytes + signatureBytes || bytes.toString('base64url') !== token) return undefined;
  const claim = bytes.subarray(0, claimBytes);
  if (!timingSafeEqual(bytes.subarray(claimBytes), signatureOf(secret, claim))) return undefined;
  const hex = claim.toString('hex', 0, idBytes);
  const linkId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  const seconds = claim.readUInt32BE(idBytes);
  return { linkId, expiresAt: seconds > 0 ? new Date(seconds * 1000) : null };
}

function signatureOf(secret: string, claim: Buffer): Buffer {
  if (secret.length < 32) throw new Error('The secret that signs share links is too short');
  return createHmac('sha256', secret).update('share link 1').update(claim).digest().subarray(0, signatureBytes);
}
