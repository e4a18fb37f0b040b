import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { XMLParser } from 'fast-xml-parser';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { AwsError } from './aws-server.ts';
import type { ChunkSigner } from './iam/sigv4.ts';
import type { BucketObjects, NewObject, ObjectMetadata, UploadSums } from './s3-objects.ts';
import { xml } from './s3-xml.ts';

/** A verified request about an object. */
export interface ObjectRequest {
  key: string;
  request: IncomingMessage;
  response: ServerResponse;
  /** The declared hash of the body, or S3's word for why there is none. */
  payloadHash: string;
  chunks: ChunkSigner | undefined;
}

function send(response: ServerResponse, body: string) {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
}

/** The body without its framing. */
function openBody({ request, chunks }: ObjectRequest): { body: Readable; trailers: Record<string, string> } {
  const chunked = (request.headers['content-encoding'] ?? '').includes('aws-chunked');
  if (!chunked) return { body: request, trailers: {} };
  const decoder = new AwsChunkedDecoder(chunks);
  request.once('error', (error) => decoder.destroy(error));
  return { body: request.pipe(decoder), trailers: decoder.trailers };
}

export async function putObject(bucket: BucketObjects, asked: ObjectRequest): Promise<void> {
  const { key, request, response, payloadHash } = asked;
  const { headers } = request;
  checkUpload(key, headers);
  checkPreconditions(bucket.get(key), headers);
  const { body, trailers } = openBody(asked);
  const given = (name: string) => trailers[name] ?? (headers[name] as string | undefined);
  const stored = await bucket.put(key, body, newObject(headers), (sums) => {
    checkSums(sums, given, headers['x-amz-decoded-content-length']);
    checkPayloadHash(payloadHash, sums.sha256);
    // Another upload may have come first meanwhile.
    checkPreconditions(bucket.get(key), headers);
  });
  response.writeHead(200, { etag: `"${stored.etag}"`, 'x-amz-checksum-crc32': stored.crc32 }).end();
}

/** "Creating object key names", "User-defined object metadata" and the error codes of the S3 API reference. */
function checkUpload(key: string, headers: IncomingMessage['headers']) {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  if (headers['content-length'] === undefined && headers['x-amz-decoded-content-length'] === undefined) {
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(String(md5), 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const user = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = user.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name.slice(11)}${String(value)}`), 0);
  if (size > 2048) throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size');
}

/** Conditional writes, as "How to prevent object overwrites" in the S3 user guide says. */
function checkPreconditions(found: ObjectMetadata | undefined, headers: IncomingMessage['headers']) {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw new AwsError('NotImplemented', 'If-None-Match of a write takes * alone', 501);
  }
  if (match !== undefined && !found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if ((noneMatch === '*' && found) || (match !== undefined && match.replaceAll('"', '') !== found?.etag)) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
}

function checkPayloadHash(declared: string, found: Buffer) {
  if (/^[0-9a-f]{64}$/.test(declared) && declared !== found.toString('hex')) {
    throw new AwsError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match.", 400);
  }
}

/** An upload that differs from what its sender summed up is refused, so that corruption cannot pass unseen. */
function checkSums(sums: UploadSums, given: (name: string) => string | undefined, size: unknown) {
  if (size !== undefined && Number(size) !== sums.size) {
    throw new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the header');
  }
  const wrong =
    differs(given('x-amz-checksum-crc32'), sums.crc32) ||
    differs(given('x-amz-checksum-sha256'), sums.sha256.toString('base64')) ||
    differs(given('content-md5'), sums.md5.toString('base64'));
  if (wrong) throw new AwsError('BadDigest', 'The body is not the one that was announced');
}

const differs = (given: string | undefined, found: string) => given !== undefined && given !== found;

const keptHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'];

function newObject(headers: IncomingMessage['headers']): NewObject {
  const entries = Object.entries(headers) as [string, string][];
  const encoding = (headers['content-encoding'] ?? '').replace(/,?\s*aws-chunked,?\s*/, '');
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    headers: {
      ...Object.fromEntries(entries.filter(([name]) => keptHeaders.includes(name))),
      ...(encoding && { 'content-encoding': encoding }),
    },
    user: Object.fromEntries(
      entries.filter(([name]) => name.startsWith('x-amz-meta-')).map(([name, value]) => [name.slice(11), value]),
    ),
  };
}

export async function getObject(bucket: BucketObjects, { key, request, response }: ObjectRequest): Promise<void> {
  const found = bucket.get(key);
  if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const match = request.headers['if-match']?.replaceAll('"', '');
  if (match !== undefined && match !== found.etag) {
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  if (request.headers['if-none-match']?.replaceAll('"', '') === found.etag) {
    response.writeHead(304).end();
    return;
  }
  const range = readRange(request.headers.range, found.size);
  const headers = {
    ...objectHeaders(found),
    'content-length': range ? range.end - range.start + 1 : found.size,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${found.size}` }),
    // The sum is over the whole object.
    ...(!range && request.headers['x-amz-checksum-mode'] === 'ENABLED' && { 'x-amz-checksum-crc32': found.crc32 }),
  };
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(bucket.read(key, range), response).catch(() => response.destroy());
}

export function objectHeaders(found: ObjectMetadata): Record<string, string> {
  return {
    'content-type': found.contentType,
    etag: `"${found.etag}"`,
    'last-modified': new Date(found.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...found.headers,
    ...Object.fromEntries(Object.entries(found.user).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
}

function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (start > end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

export async function copyObject(
  from: BucketObjects,
  sourceKey: string,
  bucket: BucketObjects,
  { key, request, response }: ObjectRequest,
): Promise<void> {
  const found = from.get(sourceKey);
  if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (from === bucket && sourceKey === key && !replace) {
    throw new AwsError('InvalidRequest', 'This copy request is illegal: it copies an object to itself unchanged.');
  }
  const { contentType, headers, user } = replace ? newObject(request.headers) : found;
  const stored = await bucket.put(key, from.read(sourceKey), { contentType, headers, user });
  send(response, xml('CopyObjectResult', { ETag: `"${stored.etag}"`, LastModified: stored.modified }));
}

/** Deletes many; a key that the caller may not delete is told among the errors and the others go. */
export async function deleteObjects(
  bucket: BucketObjects,
  asked: ObjectRequest,
  mayDelete: (key: string) => boolean,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of openBody(asked).body) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  checkPayloadHash(asked.payloadHash, createHash('sha256').update(body).digest());
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Object' });
  const parsed = parser.parse(body) as { Delete?: { Object?: { Key: string }[]; Quiet?: string } };
  const keys = (parsed.Delete?.Object ?? []).map((object) => object.Key);
  if (keys.length > 1000) throw new AwsError('MalformedXML', 'At most 1000 keys can be deleted at once');
  const refused = keys.filter((key) => !mayDelete(key));
  const removed = keys.filter((key) => !refused.includes(key));
  for (const key of removed) await bucket.remove(key);
  const deleted = parsed.Delete?.Quiet === 'true' ? [] : removed.map((Key) => ({ Key }));
  const errors = refused.map((Key) => ({ Key, Code: 'AccessDenied', Message: 'Access Denied' }));
  send(asked.response, xml('DeleteResult', { Deleted: deleted, Error: errors }));
}
