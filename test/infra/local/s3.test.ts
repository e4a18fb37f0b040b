import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { startServedBucket } from '../../support/served-bucket.ts';

const Bucket = 'files';
const served = await startServedBucket();
const s3 = served.client;
afterAll(() => served.stop());

const put = (Key: string, Body: string | Buffer = 'x') => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const bytesOf = async (Key: string) =>
  Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToByteArray());

test('a streamed upload comes back byte for byte, with its type and metadata', async () => {
  const bytes = randomBytes(3_000_017);
  const chunks = Array.from({ length: 50 }, (_, index) => bytes.subarray(index * 60_001, (index + 1) * 60_001));
  const stored = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'assets/one.webp',
      Body: Readable.from(chunks),
      ContentLength: bytes.length,
      ContentType: 'image/webp',
      CacheControl: 'private',
      Metadata: { step: '4' },
    }),
  );
  expect(stored.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'assets/one.webp' }));
  expect(Buffer.from(await found.Body!.transformToByteArray()).equals(bytes)).toBe(true);
  expect(found).toMatchObject({ ContentType: 'image/webp', CacheControl: 'private', Metadata: { step: '4' } });
  expect(found.ContentEncoding ?? '').not.toContain('aws-chunked');
});

test('a body that is not the one announced is refused and leaves the object as it was', async () => {
  await put('kept', 'before');
  const wrong = s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'after', ChecksumCRC32: 'AAAAAA==' }));
  await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' });
  expect((await bytesOf('kept')).toString()).toBe('before');
});

test('copies keep type and metadata', async () => {
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'staging/a b+c',
      Body: 'frame',
      ContentType: 'image/webp',
      Metadata: { n: '1' },
    }),
  );
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'assets/copy',
      CopySource: `${Bucket}/${encodeURIComponent('staging/a b+c')}`,
    }),
  );
  expect((await bytesOf('assets/copy')).toString()).toBe('frame');
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'assets/copy' }));
  expect(head).toMatchObject({ ContentType: 'image/webp', ContentLength: 5, Metadata: { n: '1' } });
});

test('deleted objects are gone, one or many, and deleting nothing is no error', async () => {
  for (const key of ['gone/1', 'gone/2', 'gone/<3>&']) await put(key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
  const deleted = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'gone/2' }, { Key: 'gone/<3>&' }] } }),
  );
  expect(deleted.Deleted).toEqual([{ Key: 'gone/2' }, { Key: 'gone/<3>&' }]);
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'gone/' }))).KeyCount).toBe(0);
});

test('a key cannot lead out of its bucket', async () => {
  await put('..//./../escape', 'inside');
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: '..' }))).Contents?.[0]?.Key).toBe(
    '..//./../escape',
  );
});
