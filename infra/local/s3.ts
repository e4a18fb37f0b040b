import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { XMLParser } from 'fast-xml-parser';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { AwsError, type HttpHandler } from './aws-server.ts';
import { isSigned } from './local-credentials.ts';
import { listObjects, listVersions } from './s3-list.ts';
import { BucketObjects, type NewObject, type ObjectMetadata, type UploadSums } from './s3-objects.ts';
import { xml } from './s3-xml.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalS3 {
  buckets: Map<string, BucketObjects>;
  handle: HttpHandler;
}

/** S3 with the buckets of the template, addressed by path. */
export function createS3(template: LocalTemplate, dataFolder: string): LocalS3 {
  const names = template.resources('AWS::S3::Bucket').map((resource) => resource.names.ref);
  const buckets = new Map(names.map((name) => [name, new BucketObjects(join(dataFolder, 's3', name))]));
  return {
    buckets,
    async handle(request, response) {
      try {
        if (!isSigned(request)) throw new AwsError('AccessDenied', 'The request is not signed', 403);
        await route(buckets, request, response);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        request.resume();
        const body = request.method === 'HEAD' ? undefined : xml('Error', { Code: error.code, Message: error.message });
        response.writeHead(error.status, { 'content-type': 'application/xml' }).end(body);
      }
    },
  };
}

async function route(buckets: Map<string, BucketObjects>, request: IncomingMessage, response: ServerResponse) {
  // Not `new URL`, which would resolve the dots that a key may hold.
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const [, bucketName = '', ...rest] = path.split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const bucket = buckets.get(bucketName);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const { method } = request;
  const query = new URLSearchParams(search);
  // No bucket of the template keeps versions: the one there is bears the name that S3 gives it then.
  const plain = [...query].every(([name, value]) => name === 'x-id' || (name === 'versionId' && value === 'null'));

  if (key === '') {
    if (method === 'GET' && query.get('list-type') === '2')
      return send(response, listObjects(bucket, bucketName, query));
    if (method === 'GET' && query.has('versions')) return send(response, listVersions(bucket, bucketName, query));
    if (method === 'HEAD' && plain) {
      response.writeHead(200).end();
      return;
    }
    if (method === 'POST' && query.has('delete')) return deleteObjects(bucket, request, response);
  } else if (plain) {
    if (method === 'PUT' && request.headers['x-amz-copy-source'])
      return copyObject(buckets, bucket, key, request, response);
    if (method === 'PUT') return putObject(bucket, key, request, response);
    if (method === 'GET' || method === 'HEAD') return getObject(bucket, key, request, response);
    if (method === 'DELETE') return bucket.remove(key).then(() => void response.writeHead(204).end());
  }
  const operation = query.get('x-id') ?? `${method} ${key ? 'object' : 'bucket'}?${[...query.keys()].join('&')}`;
  throw new AwsError('NotImplemented', `The local run does not implement S3 ${operation}`, 501);
}

function send(response: ServerResponse, body: string) {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
}

async function putObject(bucket: BucketObjects, key: string, request: IncomingMessage, response: ServerResponse) {
  const { headers } = request;
  if (headers['if-none-match'] === '*' && bucket.get(key)) {
    throw new AwsError('PreconditionFailed', 'An object with this key exists', 412);
  }
  const chunked = (headers['content-encoding'] ?? '').includes('aws-chunked');
  const decoder = chunked ? new AwsChunkedDecoder() : undefined;
  const body: Readable = decoder ? request.pipe(decoder) : request;
  if (decoder) request.once('error', (error) => decoder.destroy(error));
  const given = (name: string) => decoder?.trailers[name] ?? (headers[name] as string | undefined);
  const stored = await bucket.put(key, body, newObject(headers), (sums) => {
    checkSums(sums, given, headers['x-amz-decoded-content-length']);
  });
  response.writeHead(200, { etag: `"${stored.etag}"`, 'x-amz-checksum-crc32': stored.crc32 }).end();
}

/** An upload that differs from what its sender summed up is refused, so that corruption cannot pass unseen. */
function checkSums(sums: UploadSums, given: (name: string) => string | undefined, size: unknown) {
  const wrong =
    (size !== undefined && Number(size) !== sums.size) ||
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

async function getObject(bucket: BucketObjects, key: string, request: IncomingMessage, response: ServerResponse) {
  const found = bucket.get(key);
  if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
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

async function copyObject(
  buckets: Map<string, BucketObjects>,
  bucket: BucketObjects,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const source = String(request.headers['x-amz-copy-source']).replace(/^\//, '');
  const [sourceName = '', ...rest] = source.split('/').map(decodeURIComponent);
  const sourceKey = rest.join('/');
  const found = buckets.get(sourceName)?.get(sourceKey);
  if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  const { contentType, headers, user } = replace ? newObject(request.headers) : found;
  const stored = await bucket.put(key, buckets.get(sourceName)!.read(sourceKey), { contentType, headers, user });
  send(response, xml('CopyObjectResult', { ETag: `"${stored.etag}"`, LastModified: stored.modified }));
}

async function deleteObjects(bucket: BucketObjects, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  const body = (request.headers['content-encoding'] ?? '').includes('aws-chunked')
    ? request.pipe(new AwsChunkedDecoder())
    : request;
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Object' });
  const parsed = parser.parse(Buffer.concat(chunks)) as { Delete?: { Object?: { Key: string }[]; Quiet?: string } };
  const keys = (parsed.Delete?.Object ?? []).map((object) => object.Key);
  if (keys.length > 1000) throw new AwsError('MalformedXML', 'At most 1000 keys can be deleted at once');
  for (const key of keys) await bucket.remove(key);
  const deleted = parsed.Delete?.Quiet === 'true' ? [] : keys.map((Key) => ({ Key }));
  send(response, xml('DeleteResult', { Deleted: deleted }));
}
