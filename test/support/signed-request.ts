import { request as send } from 'node:http';
import { scopeText, sha256, signRequest, type Scope } from '../../infra/local/iam/sigv4.ts';
import type { AccessKeys } from '../../infra/local/iam/keyring.ts';

export interface RawRequest {
  method?: string;
  /** Path and query. */
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export const amzTime = (at: Date) => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** Sends exactly these bytes and headers, as no SDK would. */
export function sendRaw(origin: string, { method = 'GET', url, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asking = send(`${origin}${url}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

interface Signing {
  keys: AccessKeys;
  service?: string;
  at?: Date;
}

/** The request with its signature in the headers, and the signature itself. */
export function signHeaders(
  origin: string,
  { method = 'GET', url, headers = {}, body = '' }: RawRequest,
  { keys, service = 's3', at = new Date() }: Signing,
) {
  const scope: Scope = { time: amzTime(at), region: 'ap-southeast-1', service };
  const all: Record<string, string> = {
    host: new URL(origin).host,
    'x-amz-date': scope.time,
    'x-amz-content-sha256': sha256(body),
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
    ...headers,
  };
  const signedHeaders = Object.keys(all).toSorted();
  const [path = '/', search = ''] = url.split('?');
  const signature = signRequest(keys.secretAccessKey, scope, {
    method,
    path,
    query: [...new URLSearchParams(search)],
    headers: all,
    signedHeaders,
    payloadHash: all['x-amz-content-sha256']!,
    encodePathTwice: service !== 's3',
  });
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { request: { method, url, headers: { ...all, authorization }, body }, signature, scope };
}

/** A presigned URL's path and query. */
export function presign(
  origin: string,
  path: string,
  { keys, at = new Date(), method = 'GET', expires = 60 }: Signing & { method?: string; expires?: number },
): string {
  const scope: Scope = { time: amzTime(at), region: 'ap-southeast-1', service: 's3' };
  const query: [string, string][] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scopeText(scope)}`],
    ['X-Amz-Date', scope.time],
    ['X-Amz-Expires', String(expires)],
    ['X-Amz-SignedHeaders', 'host'],
    ...(keys.sessionToken ? [['X-Amz-Security-Token', keys.sessionToken] as [string, string]] : []),
  ];
  const signature = signRequest(keys.secretAccessKey, scope, {
    method,
    path,
    query,
    headers: { host: new URL(origin).host },
    signedHeaders: ['host'],
    payloadHash: 'UNSIGNED-PAYLOAD',
    encodePathTwice: false,
  });
  const all = [...query, ['X-Amz-Signature', signature]];
  return `${path}?${all.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&')}`;
}
