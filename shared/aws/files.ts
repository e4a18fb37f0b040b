import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  S3Client,
} from '@aws-sdk/client-s3';
import type { RedactedFrame } from '#shared/redaction/frames.ts';
import { lazyClient } from './lazy-client.ts';

const s3 = lazyClient(() => new S3Client({ forcePathStyle: true }));

export const frameContentType = 'image/webp';

/** Stores bytes that are no picture of a page: pictures go through `putFrame`, and an image type is refused here. */
export async function putFile(bucket: string, key: string, bytes: Uint8Array, contentType: string): Promise<void> {
  if (contentType.startsWith('image/')) throw new Error('Pictures are stored with putFrame alone');
  await put(bucket, key, bytes, contentType);
}

/** The one way a picture of a page enters storage: its type says that it went through the redaction (R1, R2). */
export async function putFrame(bucket: string, key: string, frame: RedactedFrame): Promise<void> {
  await put(bucket, key, frame.webp, frameContentType);
}

/** What redaction by hand does with the frames of a bucket. */
export function frameStore(bucket: string) {
  return {
    get: (key: string) => getFile(bucket, key),
    putFrame: (key: string, frame: RedactedFrame) => putFrame(bucket, key, frame),
    erase: (key: string) => deleteFile(bucket, key),
  };
}

/** The file's bytes, or undefined when there is none at this key. */
export async function getFile(bucket: string, key: string): Promise<Buffer | undefined> {
  try {
    const answer = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return answer.Body ? Buffer.from(await answer.Body.transformToByteArray()) : Buffer.alloc(0);
  } catch (error) {
    if (error instanceof NoSuchKey || (error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Deletes one file in every version that a bucket may keep of it; one that is not there is fine. */
export async function deleteFile(bucket: string, key: string): Promise<void> {
  const versions = await listVersions(bucket, key);
  for (const version of versions.filter((one) => one.Key === key)) await deleteVersion(bucket, version);
}

/** Deletes every version of every file under the prefix and returns how many versions there were. */
export async function deleteFiles(bucket: string, prefix: string): Promise<number> {
  if (prefix === '') throw new Error('An empty prefix would empty the bucket');
  const versions = await listVersions(bucket, prefix);
  for (let at = 0; at < versions.length; at += 20) {
    await Promise.all(versions.slice(at, at + 20).map((version) => deleteVersion(bucket, version)));
  }
  return versions.length;
}

async function deleteVersion(bucket: string, { Key, VersionId }: ObjectVersion): Promise<void> {
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
}

/** Versions and delete markers; a bucket without versioning has one version of each object, named `null`. */
async function listVersions(bucket: string, prefix: string): Promise<ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await s3().send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    versions.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
    next = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return versions;
}

/** Keys of every file under the prefix, in S3's order. */
export async function listFiles(bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3().send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
    );
    for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token);
  return keys;
}

async function put(bucket: string, key: string, bytes: Uint8Array, contentType: string): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }));
}
