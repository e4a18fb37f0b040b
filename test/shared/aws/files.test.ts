import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deleteFile, deleteFiles, getFile, listFiles, putFile } from '#shared/aws/files.ts';
import { close, listen } from '../../../infra/local/listen.ts';
import { Keyring } from '../../../infra/local/iam/keyring.ts';
import { roleEnvironment } from '../../../infra/local/local-credentials.ts';
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
  const version = (Key: string, VersionId: string) =>
    `<Version><Key>${Key}</Key><VersionId>${VersionId}</VersionId></Version>`;
  const pages = [
    `<IsTruncated>true</IsTruncated><NextKeyMarker>t/a</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>${version('t/a', 'v3')}${version('t/a', 'v2')}`,
    `<IsTruncated>false</IsTruncated>${version('t/a', 'v1')}${version('t/a.webp', 'v1')}<DeleteMarker><Key>t/a</Key><VersionId>v4</VersionId></DeleteMarker>`,
  ];
  const deleted: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://s3');
    if (request.method === 'DELETE') {
      deleted.push(`${pathname} ${searchParams.get('versionId')}`);
      response.writeHead(204).end();
    } else {
      const page = pages[searchParams.get('version-id-marker') === 'v2' ? 1 : 0];
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><ListVersionsResult>${page}</ListVersionsResult>`);
    }
  });
  // The clients were made for the other server: this one needs a process environment of its own.
  vi.resetModules();
  const port = await listen(server);
  const before = { ...process.env };
  Object.assign(process.env, roleEnvironment(`http://127.0.0.1:${port}`, new Keyring().root));
  try {
    const files = await import('#shared/aws/files.ts');
    await files.deleteFile('versioned', 't/a');
    expect(deleted.toSorted()).toEqual(['v1', 'v2', 'v3', 'v4'].map((one) => `/versioned/t/a ${one}`));
  } finally {
    Object.assign(process.env, before);
    await close(server);
  }
});
