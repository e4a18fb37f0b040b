import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectVersionsCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createS3 } from '../../../infra/local/s3.ts';
import {
  accessOf,
  clientSettings,
  handMadeTemplate,
  startTestAws,
  type HandMade,
  type TestAws,
} from '../../support/hand-made-template.ts';

// "Retaining multiple versions of objects with S3 Versioning" in the S3 user guide, and the API reference.
const bucket = (more: object) => ({
  Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files', ...more } },
});
const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
const Bucket = 'files';
let made: HandMade;
let aws: TestAws;
let s3: S3Client;

/** Serves the bucket of the data folder as the template describes it. */
function serve(more: object) {
  const template = handMadeTemplate(bucket(more));
  const read = template.read();
  template.remove();
  const access = accessOf(read);
  const { handle } = createS3(read, made.dataFolder, access);
  aws.serve({ access, services: [], s3: handle, taskMetadata: () => undefined });
}
beforeAll(async () => {
  made = handMadeTemplate(bucket(versioned));
  aws = await startTestAws();
  s3 = new S3Client({ ...clientSettings(aws.url), forcePathStyle: true });
  serve(versioned);
});
afterAll(async () => {
  s3.destroy();
  await aws.stop();
  made.remove();
});

const put = async (Key: string, Body: string) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId!;
const get = (Key: string, VersionId?: string) => s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
const textOf = async (Key: string, VersionId?: string) => (await get(Key, VersionId)).Body!.transformToString();
const remove = (Key: string, VersionId?: string) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const list = (more: Partial<ListObjectVersionsCommandInput>) =>
  s3.send(new ListObjectVersionsCommand({ Bucket, ...more }));
const unknown = 'a'.repeat(32);

test('every write is a version of its own, and the newest is what one reads without naming one', async () => {
  const [first, second] = [await put('a', 'one'), await put('a', 'two')];
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(second).not.toBe(first);
  expect([await textOf('a'), await textOf('a', first), await textOf('a', second)]).toEqual(['two', 'one', 'two']);
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).toMatchObject({ VersionId: second });
  const copy = new CopyObjectCommand({ Bucket, Key: 'a-copy', CopySource: `${Bucket}/a?versionId=${first}` });
  expect(await s3.send(copy)).toMatchObject({ CopySourceVersionId: first, VersionId: expect.any(String) });
  expect(await textOf('a-copy')).toBe('one');
});

test('deleting hides behind a marker; the marker gone, the object is back', async () => {
  const version = await put('b', 'kept');
  const { DeleteMarker, VersionId: marker } = await remove('b');
  expect(DeleteMarker).toBe(true);
  const missing = await get('b').catch((error: unknown) => error);
  expect(missing).toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  expect((missing as { $response: { headers: object } }).$response.headers).toMatchObject({
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': marker,
  });
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'b' }))).KeyCount).toBe(0);
  expect(await textOf('b', version)).toBe('kept');
  await expect(get('b', marker)).rejects.toMatchObject({
    name: 'MethodNotAllowed',
    $metadata: { httpStatusCode: 405 },
  });
  expect(await remove('b', marker)).toMatchObject({ DeleteMarker: true, VersionId: marker });
  expect(await textOf('b')).toBe('kept');
});

test('a version that is erased is gone for good, and the one before it is current again', async () => {
  const [first, second] = [await put('c', 'one'), await put('c', 'two')];
  const erased = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'c', VersionId: second }] } });
  expect((await s3.send(erased)).Deleted).toEqual([{ Key: 'c', VersionId: second }]);
  expect(await textOf('c')).toBe('one');
  await expect(get('c', second)).rejects.toMatchObject({ name: 'NoSuchVersion', $metadata: { httpStatusCode: 404 } });
  await remove('c', first);
  expect((await list({ Prefix: 'c' })).Versions).toBeUndefined();
  const plain = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'c' }] } }));
  expect(plain.Deleted).toMatchObject([{ Key: 'c', DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) }]);
});

test.each<[string, () => Promise<unknown>, string, number]>([
  ['a version nobody made', () => get('a', unknown), 'NoSuchVersion', 404],
  ['what is no version', () => get('a', 'one'), 'InvalidArgument', 400],
  ['erasing what is no version', () => remove('a', 'one'), 'InvalidArgument', 400],
  ['a page behind a version of no key', () => list({ VersionIdMarker: unknown }), 'InvalidArgument', 400],
])('%s: the documented error', async (_, call, name, httpStatusCode) => {
  await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});

test('versions are listed by key, the newest first, page by page, with their ETags', async () => {
  const made = [await put('l/1', 'x'), await put('l/1', 'y'), await put('l/2', 'z')];
  const { VersionId: marker } = await remove('l/1');
  const seen: (string | undefined)[] = [];
  let next: Partial<ListObjectVersionsCommandInput> | undefined = {};
  while (next) {
    const page: Awaited<ReturnType<typeof list>> = await list({ Prefix: 'l/', MaxKeys: 1, ...next });
    for (const one of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) seen.push(one.VersionId);
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  expect(seen).toEqual([marker, made[1], made[0], made[2]]);
  const all = await list({ Prefix: 'l/' });
  expect(all.DeleteMarkers).toMatchObject([{ Key: 'l/1', VersionId: marker, IsLatest: true }]);
  expect(all.Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false, true]);
  expect(all.Versions?.[0]?.ETag).toBe(`"${createHash('md5').update('y').digest('hex')}"`);
});

test('what was stored before the bucket kept versions is the version null, and is erased by that name', async () => {
  serve({});
  await s3.send(new PutObjectCommand({ Bucket, Key: 'old', Body: 'before' }));
  serve(versioned);
  expect((await list({ Prefix: 'old' })).Versions).toMatchObject([{ VersionId: 'null', IsLatest: true }]);
  const newer = await put('old', 'after');
  expect((await list({ Prefix: 'old' })).Versions?.map(({ VersionId }) => VersionId)).toEqual([newer, 'null']);
  expect(await textOf('old', 'null')).toBe('before');
  await remove('old', 'null');
  expect((await list({ Prefix: 'old' })).Versions?.map(({ VersionId }) => VersionId)).toEqual([newer]);
});
