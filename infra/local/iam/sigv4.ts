import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that Signature Version 4 signs, as they came over the wire. */
export interface SignedParts {
  method: string;
  /** Still percent-encoded. */
  path: string;
  /** Pairs of the query, decoded; without the signature itself. */
  query: readonly (readonly [string, string])[];
  headers: Readonly<Record<string, string>>;
  signedHeaders: readonly string[];
  payloadHash: string;
  /** Every service but S3 encodes the path a second time. */
  encodePathTwice: boolean;
}

/** What a signature is valid for. */
export interface Scope {
  /** `YYYYMMDD'T'HHMMSS'Z'`. */
  time: string;
  region: string;
  service: string;
}

export const algorithm = 'AWS4-HMAC-SHA256';
export const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Everything but letters, digits and `-._~` becomes `%XX`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Step 1 of "Create a signed AWS API request" in the IAM user guide. */
export function canonicalRequest(parts: SignedParts): string {
  const once = (path: string) => path.split('/').map(encode).join('/');
  const path = once(parts.path.split('/').map(decodeURIComponent).join('/'));
  const query = parts.query
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='));
  const headers = parts.signedHeaders.map(
    (name) => `${name}:${(parts.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`,
  );
  return [
    parts.method,
    parts.encodePathTwice ? once(path) : path,
    query.join('&'),
    headers.join(''),
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}

export const scopeText = ({ time, region, service }: Scope) => `${time.slice(0, 8)}/${region}/${service}/aws4_request`;

function signingKey(secret: string, { time, region, service }: Scope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, time.slice(0, 8)), region), service), 'aws4_request');
}

/** The signature of a request, in hex. */
export function signRequest(secret: string, scope: Scope, parts: SignedParts): string {
  const toSign = [algorithm, scope.time, scopeText(scope), sha256(canonicalRequest(parts))].join('\n');
  return hmac(signingKey(secret, scope), toSign).toString('hex');
}

/** Signs the parts of an `aws-chunked` body in turn; each signature covers the one before. */
export class ChunkSigner {
  private previous: string;
  private readonly key: Buffer;
  private readonly scope: Scope;

  /** `seed` is the signature of the request's headers. */
  constructor(secret: string, scope: Scope, seed: string) {
    this.key = signingKey(secret, scope);
    this.scope = scope;
    this.previous = seed;
  }

  /** Signature of the next chunk by the hash of its bytes; the last chunk is empty. */
  chunk(hash: string): string {
    return this.next('PAYLOAD', [sha256(''), hash]);
  }

  /** Signature of the headers that trail, `name:value\n` each. */
  trailer(headers: string): string {
    return this.next('TRAILER', [sha256(headers)]);
  }

  private next(kind: 'PAYLOAD' | 'TRAILER', hashes: string[]): string {
    const toSign = [`${algorithm}-${kind}`, this.scope.time, scopeText(this.scope), this.previous, ...hashes];
    return (this.previous = hmac(this.key, toSign.join('\n')).toString('hex'));
  }
}
