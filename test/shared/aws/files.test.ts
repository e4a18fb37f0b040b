import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteFile, deleteFiles, getFile, listFiles, putFile } from '#shared/aws/files.ts';
import { startTestS3, type TestS3 } from '../../support/s3.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.stop());

test('A file comes back as it was put, and a missing one is undefined', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  await putFile(s3.bucket, 'keys/a/b', bytes, 'application/octet-stream');
  expect((await getFile(s3.bucket, 'keys/a/b'))?.equals(bytes)).toBe(true);
  expect(await getFile(s3.bucket, 'keys/a/c')).toBeUndefined();
});

test('A picture is not stored as just any file', async () => {
  await expect(putFile(s3.bucket, 'assets/x.png', Buffer.from('x'), 'image/png')).rejects.toThrow('putFrame');
  expect(await getFile(s3.bucket, 'assets/x.png')).toBeUndefined();
});

test('Deleting a prefix deletes what is under it and nothing beside it', async () => {
  for (const key of ['t/1/a', 't/1/b', 't/10/a']) await putFile(s3.bucket, key, Buffer.from(key), 'text/plain');
  expect(await deleteFiles(s3.bucket, 't/1/')).toBe(2);
  expect(await listFiles(s3.bucket, 't/')).toEqual(['t/10/a']);
  await expect(deleteFiles(s3.bucket, '')).rejects.toThrow('prefix');
  await deleteFile(s3.bucket, 't/10/a');
  await deleteFile(s3.bucket, 't/10/a');
  expect(await listFiles(s3.bucket, 't/')).toEqual([]);
});

test('In a bucket that keeps versions every version and delete marker goes, and no neighbour’s', async () => {
  const client = new S3Client({ forcePathStyle: true });
  const { versioned: Bucket } = s3;
  const versions = async () => {
    const found = await client.send(new ListObjectVersionsCommand({ Bucket }));
    return [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])].map(({ Key }) => Key);
  };
  for (const key of ['t/a', 't/a', 't/a.webp', 't/b']) await putFile(Bucket, key, Buffer.from(key), 'text/plain');
  await client.send(new DeleteObjectCommand({ Bucket, Key: 't/a' }));
  await putFile(Bucket, 't/a', Buffer.from('again'), 'text/plain');
  expect((await versions()).filter((key) => key === 't/a')).toHaveLength(4);
  await deleteFile(Bucket, 't/a');
  expect(await versions()).toEqual(['t/a.webp', 't/b']);
  expect(await deleteFiles(Bucket, 't/')).toBe(2);
  expect(await versions()).toEqual([]);
  client.destroy();
});
