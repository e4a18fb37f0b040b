import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
  type ListObjectsV2CommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServedBucket } from '../../support/served-bucket.ts';
import { sendRaw, signHeaders, type RawRequest } from '../../support/signed-request.ts';

// Facts of the S3 API reference and user guide (error codes, object keys, ranges, conditional requests, listing).
const Bucket = 'files';
const served = await startServedBucket();
const { client: s3, aws, access } = served;

beforeAll(async () => {
  await put({ Key: 'digits', Body: '0123456789' });
  await put({ Key: 'empty', Body: '' });
});
afterAll(() => served.stop());

const put = (more: Partial<PutObjectCommandInput>) =>
  s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...more }));
const get = (Key: string, more: object = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const list = (more: Partial<ListObjectsV2CommandInput>) => s3.send(new ListObjectsV2Command({ Bucket, ...more }));
const etag = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;
const raw = (request: RawRequest) =>
  sendRaw(aws.url, signHeaders(aws.url, request, { keys: access.keyring.root }).request);

test.each<[string, () => Promise<unknown>, string, number]>([
  ['a missing key', () => get('nothing'), 'NoSuchKey', 404],
  ['a missing key, asked with HEAD', () => s3.send(new HeadObjectCommand({ Bucket, Key: 'no' })), 'NotFound', 404],
  ['a missing bucket', () => list({ Bucket: 'other' }), 'NoSuchBucket', 404],
  ['a range behind the end', () => get('digits', { Range: 'bytes=10-' }), 'InvalidRange', 416],
  ['the last no bytes', () => get('digits', { Range: 'bytes=-0' }), 'InvalidRange', 416],
  ['a range of an empty object', () => get('empty', { Range: 'bytes=0-0' }), 'InvalidRange', 416],
  ['If-Match of another object', () => get('digits', { IfMatch: '"0"' }), 'PreconditionFailed', 412],
  ['If-None-Match of the same', () => get('digits', { IfNoneMatch: etag('0123456789') }), 'Unknown', 304],
  ['writing only what is new', () => put({ Key: 'digits', IfNoneMatch: '*' }), 'PreconditionFailed', 412],
  ['writing over another version', () => put({ Key: 'digits', IfMatch: '"0"' }), 'PreconditionFailed', 412],
  ['writing over what is not there', () => put({ Key: 'never', IfMatch: '"0"' }), 'NoSuchKey', 404],
  ['a wrong MD5', () => put({ ContentMD5: createHash('md5').update('y').digest('base64') }), 'BadDigest', 400],
  ['what is no MD5', () => put({ ContentMD5: 'c2hvcnQ=' }), 'InvalidDigest', 400],
  ['a wrong CRC32', () => put({ ChecksumCRC32: 'AAAAAA==' }), 'BadDigest', 400],
  ['a key of 1025 bytes', () => put({ Key: 'k'.repeat(1025) }), 'KeyTooLongError', 400],
  ['2 KB of metadata and more', () => put({ Metadata: { a: 'x'.repeat(2048) } }), 'MetadataTooLarge', 400],
  ['a token nobody gave', () => list({ ContinuationToken: 'bm8=' }), 'InvalidArgument', 400],
  [
    'a copy onto itself',
    () => s3.send(new CopyObjectCommand({ Bucket, Key: 'digits', CopySource: `${Bucket}/digits` })),
    'InvalidRequest',
    400,
  ],
  [
    'a copy of nothing',
    () => s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/nothing` })),
    'NoSuchKey',
    404,
  ],
  [
    '1001 keys to delete',
    () => {
      const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }));
      return s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    },
    'MalformedXML',
    400,
  ],
])('%s: the documented error', async (_, call, name, httpStatusCode) => {
  await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});

const Key = 'digits';
test.each<[string, () => Promise<unknown>]>([
  [
    'UploadPartCopy',
    () =>
      s3.send(new UploadPartCopyCommand({ Bucket, Key, UploadId: 'u', PartNumber: 1, CopySource: `${Bucket}/${Key}` })),
  ],
  ['GetObjectTagging', () => s3.send(new GetObjectTaggingCommand({ Bucket, Key }))],
  ['GetObjectAcl', () => s3.send(new GetObjectAclCommand({ Bucket, Key }))],
  ['ListObjects of version 1', () => s3.send(new ListObjectsCommand({ Bucket }))],
  ['PutBucketPolicy', () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))],
])('%s is not there, and says so instead of doing something else', async (_, call) => {
  await expect(call()).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('The local run does not implement S3'),
    $metadata: { httpStatusCode: 501 },
  });
  expect(await (await get('digits')).Body!.transformToString()).toBe('0123456789');
});

test.each<[string, string | undefined, number, string, string | undefined]>([
  ['first bytes', 'bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['from a byte', 'bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['last bytes', 'bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['more than there is', 'bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['more last bytes than there are', 'bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['several ranges, which S3 does not serve', 'bytes=0-1,3-4', 200, '0123456789', undefined],
  ['another unit', 'lines=0-1', 200, '0123456789', undefined],
  ['no range', undefined, 200, '0123456789', undefined],
])('a range request: %s', async (_, range, status, body, contentRange) => {
  const answer = await raw({ url: '/files/digits', headers: range === undefined ? {} : { range } });
  expect(answer).toMatchObject({ status, body });
  expect([answer.headers['content-range'], answer.headers['accept-ranges']]).toEqual([contentRange, 'bytes']);
  expect(answer.headers['content-length']).toBe(String(body.length));
});

test('an object has the MD5 of its bytes as its ETag and its CRC32 on request, also when it is empty', async () => {
  for (const text of ['', 'text', 'ü'.repeat(1000)]) {
    const stored = await put({ Key: 'summed', Body: text });
    expect(stored.ETag).toBe(etag(text));
    const found = await get('summed', { ChecksumMode: 'ENABLED' });
    expect(found).toMatchObject({ ETag: etag(text), ContentLength: Buffer.byteLength(text) });
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(text));
    expect(found.ChecksumCRC32).toBe(sum.toString('base64'));
  }
});

test('without a type an object is binary/octet-stream', async () => {
  await raw({ method: 'PUT', url: '/files/untyped', body: 'x', headers: { 'content-length': '1' } });
  expect((await get('untyped')).ContentType).toBe('binary/octet-stream');
});

test('an upload whose length nobody told is refused', async () => {
  const headers = { 'transfer-encoding': 'chunked' };
  const { request } = signHeaders(
    aws.url,
    { method: 'PUT', url: '/files/a', body: 'x' },
    { keys: access.keyring.root },
  );
  const answer = await sendRaw(aws.url, { ...request, headers: { ...request.headers, ...headers } });
  expect([answer.status, answer.body]).toEqual([411, expect.stringContaining('MissingContentLength')]);
});

test('of two writers that want to be first at once one is', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 5 }, (_, index) => put({ Key: 'race', Body: `writer ${index}`, IfNoneMatch: '*' })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('keys are listed in the order of their UTF-8 bytes, page by page, folders once, and no page is empty', async () => {
  const keys = ['o/Z', 'o/a', 'o/a/1', 'o/a/2', 'o/b/1', 'o/é', 'o/～', 'o/😀'];
  for (const key of keys.toReversed()) await put({ Key: key });
  const seen: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ Prefix: 'o/', MaxKeys: 3, ...(ContinuationToken && { ContinuationToken }) });
    expect(page.KeyCount).toBe(page.Contents!.length);
    seen.push(...page.Contents!.map((one) => one.Key));
    ContinuationToken = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
  } while (ContinuationToken);
  expect(seen).toEqual(keys);

  const folders = await list({ Prefix: 'o/', Delimiter: '/', MaxKeys: 3 });
  expect(folders.Contents?.map((one) => one.Key)).toEqual(['o/Z', 'o/a']);
  expect(folders.CommonPrefixes).toEqual([{ Prefix: 'o/a/' }]);
  expect(folders.KeyCount).toBe(3);
  const rest = await list({ Prefix: 'o/', Delimiter: '/', ContinuationToken: folders.NextContinuationToken });
  expect(rest.CommonPrefixes).toEqual([{ Prefix: 'o/b/' }]);
  expect((await list({ Prefix: 'o/', StartAfter: 'o/b' })).Contents?.map((one) => one.Key)).toEqual(keys.slice(4));
  expect(await list({ Prefix: 'o/', MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  expect((await list({ Prefix: 'nowhere/' })).Contents).toBeUndefined();
});
