import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller, Keyring } from './keyring.ts';
import { algorithm, ChunkSigner, scopeText, signRequest, type Scope } from './sigv4.ts';

/** Ways in which a request's signature can be wrong. */
export type SignatureFault =
  | 'missing'
  | 'malformed'
  | 'malformedQuery'
  | 'unknownKey'
  | 'wrongToken'
  | 'expiredToken'
  | 'wrongScope'
  | 'skewed'
  | 'expiredUrl'
  | 'mismatch';

export class SignatureRefused extends Error {
  readonly fault: SignatureFault;

  constructor(fault: SignatureFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export interface VerifiedRequest {
  caller: Caller;
  /** What was declared as the body's hash: hex, or one of S3's words such as `UNSIGNED-PAYLOAD`. */
  payloadHash: string;
  /** For bodies whose chunks are signed. */
  chunks: ChunkSigner | undefined;
}

const skewMs = 15 * 60_000;
const longestUrlSeconds = 7 * 86_400;

interface Claim {
  keyId: string;
  scope: Scope;
  signedHeaders: string[];
  signature: string;
  token: string | undefined;
  /** Of a presigned URL. */
  expiresSeconds: number | undefined;
}

/**
 * Checks who signed a request (Signature Version 4, in headers or in the query) and that nothing signed was changed.
 * `body` is given for services that hash it; S3 declares a hash instead. Throws `SignatureRefused`.
 */
export function verifyRequest(
  keyring: Keyring,
  request: IncomingMessage,
  service: string,
  body: { hash: string } | undefined,
  now = Date.now(),
): VerifiedRequest {
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const query = parseQuery(search);
  const headers = joinedHeaders(request);
  const claim = readClaim(headers, new Map(query));
  const issued = keyring.find(claim.keyId);
  if (!issued) throw new SignatureRefused('unknownKey', 'The access key id does not exist');
  if ((issued.keys.sessionToken ?? '') !== (claim.token ?? '')) {
    throw new SignatureRefused('wrongToken', 'The session token is not the one of these keys');
  }
  if (issued.expiresAt <= now) throw new SignatureRefused('expiredToken', 'The keys have expired');
  checkTime(claim, now);
  if (claim.scope.service !== service) {
    throw new SignatureRefused('wrongScope', `The credential is scoped to ${claim.scope.service}, not to ${service}`);
  }
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustBeSigned.filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length > 0) throw new SignatureRefused('mismatch', `Headers are not signed: ${unsigned.join(', ')}`);

  const presigned = claim.expiresSeconds !== undefined;
  const payloadHash = body?.hash ?? (presigned ? 'UNSIGNED-PAYLOAD' : (headers['x-amz-content-sha256'] ?? ''));
  const expected = signRequest(issued.keys.secretAccessKey, claim.scope, {
    method: request.method ?? 'GET',
    path,
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
    headers,
    signedHeaders: claim.signedHeaders,
    payloadHash,
    encodePathTwice: service !== 's3',
  });
  if (!sameText(expected, claim.signature)) {
    throw new SignatureRefused('mismatch', 'The signature is not the one computed here');
  }
  const chunks = payloadHash.startsWith('STREAMING-AWS4-')
    ? new ChunkSigner(issued.keys.secretAccessKey, claim.scope, claim.signature)
    : undefined;
  return { caller: issued.caller, payloadHash, chunks };
}

function readClaim(headers: Record<string, string>, query: Map<string, string>): Claim {
  const header = headers['authorization'];
  const signature = query.get('X-Amz-Signature');
  if (header === undefined && signature === undefined) throw new SignatureRefused('missing', 'It is not signed');
  if (header !== undefined) {
    const [, credential = '', signed = '', given = ''] =
      new RegExp(`^${algorithm} +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$`).exec(
        header,
      ) ?? [];
    const time = headers['x-amz-date'] ?? '';
    return { ...readScope(credential, time, 'malformed'), ...rest(signed, given, headers['x-amz-security-token']) };
  }
  const seconds = Number(query.get('X-Amz-Expires') ?? NaN);
  if (query.get('X-Amz-Algorithm') !== algorithm || !(seconds >= 1 && seconds <= longestUrlSeconds)) {
    throw new SignatureRefused('malformedQuery', 'X-Amz-Algorithm and X-Amz-Expires, at most 604800, are needed');
  }
  const scope = readScope(query.get('X-Amz-Credential') ?? '', query.get('X-Amz-Date') ?? '', 'malformedQuery');
  const signed = query.get('X-Amz-SignedHeaders') ?? '';
  return { ...scope, ...rest(signed, signature!, query.get('X-Amz-Security-Token')), expiresSeconds: seconds };
}

function rest(signed: string, signature: string, token: string | undefined) {
  return { signedHeaders: signed.split(';'), signature, token, expiresSeconds: undefined };
}

function readScope(credential: string, time: string, fault: SignatureFault) {
  const [keyId, day, region, service, end] = credential.split('/');
  const timely = /^\d{8}T\d{6}Z$/.test(time) && time.startsWith(day ?? '-');
  if (!keyId || !region || !service || end !== 'aws4_request' || !timely) {
    throw new SignatureRefused(fault, 'The credential, its date or the signature is malformed');
  }
  return { keyId, scope: { time, region, service } };
}

function checkTime({ scope, expiresSeconds }: Claim, now: number): void {
  const signedAt = Date.parse(scope.time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) <= skewMs) return;
    throw new SignatureRefused('skewed', `Signature expired: ${scopeText(scope)} is more than 15 minutes away`);
  }
  if (signedAt - now > skewMs) throw new SignatureRefused('expiredUrl', 'Request is not yet valid');
  if (now > signedAt + expiresSeconds * 1000) throw new SignatureRefused('expiredUrl', 'Request has expired');
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const all: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index]!.toLowerCase();
    const value = request.rawHeaders[index + 1]!.trim();
    all[name] = name in all ? `${all[name]},${value}` : value;
  }
  return all;
}

function parseQuery(search: string): [string, string][] {
  const pairs = search.split('&').filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return [decodeURIComponent(name), decodeURIComponent(value)];
  });
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
