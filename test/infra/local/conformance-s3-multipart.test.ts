import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { startServedBucket } from '../../support/served-bucket.ts';

// "Uploading and copying objects using multipart upload" in the S3 user guide, its limits, and the API reference.
const Bucket = 'files';
const mb = 1024 * 1024;
const served = await startServedBucket();
const s3 = served.client;
afterAll(() => served.stop());

const create = async (Key: string) =>
  (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4' }))).UploadId!;
const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer | string) => {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag: ETag! };
};
const complete = (Key: string, UploadId: string, Parts: CompletedPart[]) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
const bytesOf = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from(await Body!.transformToByteArray());
};
const uploads = async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest();

test('parts that came in any order are joined in theirs; the ETag is the MD5 of their MD5s', async () => {
  const UploadId = await create('video');
  expect(await uploads()).toMatchObject([{ Key: 'video', UploadId }]);
  const [first, second] = [randomBytes(5 * mb), randomBytes(1000)];
  const late = await part('video', UploadId, 7, second);
  await part('video', UploadId, 2, 'replaced by the next');
  const early = await part('video', UploadId, 2, first);
  expect(early.ETag).toBe(`"${md5(first).toString('hex')}"`);
  await part('video', UploadId, 9, 'named by nobody');
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key: 'video', UploadId, MaxParts: 2 }));
  expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '7' });
  expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [2, 5 * mb],
    [7, 1000],
  ]);
  await expect(bytesOf('video')).rejects.toMatchObject({ name: 'NoSuchKey' });

  const { ETag } = await complete('video', UploadId, [early, late]);
  const sums = Buffer.concat([md5(first), md5(second)]);
  expect(ETag).toBe(`"${md5(sums).toString('hex')}-2"`);
  expect((await bytesOf('video')).equals(Buffer.concat([first, second]))).toBe(true);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'video', Range: 'bytes=-3' }));
  expect(found).toMatchObject({ ETag, ContentType: 'video/mp4', ContentLength: 3 });
  expect(await uploads()).toEqual([]);
});

test('an upload that is called off leaves nothing, and the object as it was', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'before' }));
  const UploadId = await create('kept');
  await part('kept', UploadId, 1, 'after');
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'kept', UploadId }));
  expect(await uploads()).toEqual([]);
  expect((await bytesOf('kept')).toString()).toBe('before');
  await expect(part('kept', UploadId, 2, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test.each<[string, (id: string) => Promise<unknown>, string, number]>([
  ['an upload nobody began', () => complete('e', 'nobody', [{ PartNumber: 1, ETag: '"0"' }]), 'NoSuchUpload', 404],
  ['an upload of another key', (id) => part('other', id, 1, 'x'), 'NoSuchUpload', 404],
  ['a path for an upload', (id) => part('e', `../${id}`, 1, 'x'), 'NoSuchUpload', 404],
  ['part 0', (id) => part('e', id, 0, 'x'), 'InvalidArgument', 400],
  ['part 10001', (id) => part('e', id, 10_001, 'x'), 'InvalidArgument', 400],
  ['a part nobody sent', (id) => complete('e', id, [{ PartNumber: 3, ETag: '"0"' }]), 'InvalidPart', 400],
  [
    'a part that was replaced',
    async (id) => {
      const before = await part('e', id, 1, 'one');
      await part('e', id, 1, 'two');
      return complete('e', id, [before]);
    },
    'InvalidPart',
    400,
  ],
  [
    'parts out of order',
    async (id) => complete('e', id, [await part('e', id, 2, 'b'), await part('e', id, 1, 'a')]),
    'InvalidPartOrder',
    400,
  ],
  [
    'a part under 5 MB that is not the last',
    async (id) => complete('e', id, [await part('e', id, 1, 'a'), await part('e', id, 2, 'b')]),
    'EntityTooSmall',
    400,
  ],
  ['no parts', (id) => complete('e', id, []), 'MalformedXML', 400],
])('%s: the documented error', async (_, call, name, httpStatusCode) => {
  await expect(call(await create('e'))).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});
