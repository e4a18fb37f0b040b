import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { XMLParser } from 'fast-xml-parser';
import { AwsError } from './aws-server.ts';
import { checkPayloadHash, checkSums, checkUpload, openBody, wholeBody, type ObjectRequest } from './s3-body.ts';
import type { BucketObjects, NewObject, ObjectMetadata } from './s3-objects.ts';
import { sendXml, xml } from './s3-xml.ts';

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
  response
    .writeHead(200, { etag: `"${stored.etag}"`, 'x-amz-checksum-crc32': stored.crc32, ...versionHeader(stored) })
    .end();
}

export const versionHeader = ({ versionId }: ObjectMetadata): Record<string, string> =>
  versionId ? { 'x-amz-version-id': versionId } : {};

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

const keptHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'];

export function newObject(headers: IncomingMessage['headers']): NewObject {
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

/** The object, or the version of it that is asked for. Throws as "Working with delete markers" says. */
function findObject(bucket: BucketObjects, key: string, version: string | null, response: ServerResponse) {
  if (version === null) {
    const found = bucket.get(key);
    const [latest] = found ? [] : bucket.versionsOf(key);
    if (latest) response.setHeader('x-amz-delete-marker', 'true').setHeader('x-amz-version-id', latest.versionId);
    if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    return found;
  }
  const found = findVersion(bucket, key, version);
  if (found.object) return found.object;
  response.setHeader('x-amz-delete-marker', 'true').setHeader('allow', 'DELETE');
  throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
}

function findVersion(bucket: BucketObjects, key: string, version: string) {
  if (!isVersionId(version)) throw new AwsError('InvalidArgument', 'Invalid version id specified');
  const found = bucket.version(key, version);
  if (!found) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
  return found;
}

const isVersionId = (text: string) => /^(null|[\w-]{32})$/.test(text);

export async function getObject(
  bucket: BucketObjects,
  { key, request, response }: ObjectRequest,
  version: string | null,
): Promise<void> {
  const found = findObject(bucket, key, version, response);
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
  const body = version === null ? bucket.read(key, range) : bucket.readVersion(key, version, range);
  await pipeline(body, response).catch(() => response.destroy());
}

export function objectHeaders(found: ObjectMetadata): Record<string, string> {
  return {
    'content-type': found.contentType,
    etag: `"${found.etag}"`,
    'last-modified': new Date(found.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(found),
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
  source: { key: string; version: string | null },
  bucket: BucketObjects,
  { key, request, response }: ObjectRequest,
): Promise<void> {
  const found = findObject(from, source.key, source.version, response);
  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (from === bucket && source.key === key && source.version === null && !replace) {
    throw new AwsError('InvalidRequest', 'This copy request is illegal: it copies an object to itself unchanged.');
  }
  const { contentType, headers, user } = replace ? newObject(request.headers) : found;
  const body = source.version === null ? from.read(source.key) : from.readVersion(source.key, source.version);
  const stored = await bucket.put(key, body, { contentType, headers, user });
  for (const [name, value] of Object.entries(versionHeader(stored))) response.setHeader(name, value);
  if (found.versionId) response.setHeader('x-amz-copy-source-version-id', found.versionId);
  sendXml(response, xml('CopyObjectResult', { ETag: `"${stored.etag}"`, LastModified: stored.modified }));
}

/** Deletes an object, or one version of it for good. What is not there is no error. */
export async function deleteObject(
  bucket: BucketObjects,
  { key, response }: Pick<ObjectRequest, 'key' | 'response'>,
  version: string | null,
): Promise<void> {
  const { marker, versionId } = await removeOne(bucket, key, version);
  response
    .writeHead(204, {
      ...(versionId && { 'x-amz-version-id': versionId }),
      ...(marker && { 'x-amz-delete-marker': 'true' }),
    })
    .end();
}

/** Whether a delete marker was made or erased, and the version that was. */
async function removeOne(bucket: BucketObjects, key: string, version: string | null) {
  if (version === null) {
    const versionId = await bucket.remove(key);
    return { marker: versionId !== undefined, versionId };
  }
  if (!isVersionId(version)) throw new AwsError('InvalidArgument', 'Invalid version id specified');
  const removed = await bucket.removeVersion(key, version);
  return { marker: removed !== undefined && !removed.object, versionId: bucket.keepsVersions ? version : undefined };
}

/** Deletes many; a key that the caller may not delete is told among the errors and the others go. */
export async function deleteObjects(
  bucket: BucketObjects,
  asked: ObjectRequest,
  mayDelete: (key: string, version: string | null) => boolean,
): Promise<void> {
  const body = await wholeBody(asked);
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Object' });
  const parsed = parser.parse(body) as { Delete?: { Object?: { Key: string; VersionId?: string }[]; Quiet?: string } };
  const objects = parsed.Delete?.Object ?? [];
  if (objects.length > 1000) throw new AwsError('MalformedXML', 'At most 1000 keys can be deleted at once');
  const deleted: object[] = [];
  const errors: object[] = [];
  for (const { Key, VersionId } of objects) {
    const version = VersionId ?? null;
    if (!mayDelete(Key, version)) errors.push({ Key, VersionId, Code: 'AccessDenied', Message: 'Access Denied' });
    else {
      const { marker, versionId } = await removeOne(bucket, Key, version);
      deleted.push({ Key, VersionId, ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: versionId }) });
    }
  }
  const quiet = parsed.Delete?.Quiet === 'true';
  sendXml(asked.response, xml('DeleteResult', { Deleted: quiet ? [] : deleted, Error: errors }));
}
