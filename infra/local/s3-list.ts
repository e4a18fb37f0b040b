import { AwsError } from './aws-server.ts';
import type { BucketObjects } from './s3-objects.ts';
import { xml } from './s3-xml.ts';

/** ListObjectsV2: a page of keys after the continuation token, those that share a prefix up to the delimiter as one. */
export function listObjects(bucket: BucketObjects, name: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : readToken(token);

  const contents: object[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let truncated = false;
  // S3 answers a question for no keys with no keys, and says that there are no more.
  if (max === 0)
    return xml('ListBucketResult', { Name: name, Prefix: prefix, MaxKeys: 0, KeyCount: 0, IsTruncated: false });
  for (const key of bucket.keys(prefix)) {
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const item = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (Buffer.compare(Buffer.from(item), Buffer.from(after)) <= 0 || commonPrefixes.includes(item)) continue;
    if (contents.length + commonPrefixes.length >= max) {
      truncated = true;
      break;
    }
    last = item;
    const found = cut < 0 ? bucket.get(key) : undefined;
    if (cut >= 0) commonPrefixes.push(item);
    else if (found) {
      contents.push({
        Key: key,
        LastModified: found.modified,
        ETag: `"${found.etag}"`,
        Size: found.size,
        StorageClass: 'STANDARD',
      });
    }
  }
  return xml('ListBucketResult', {
    Name: name,
    Prefix: prefix,
    Delimiter: delimiter || undefined,
    MaxKeys: max,
    KeyCount: contents.length + commonPrefixes.length,
    IsTruncated: truncated,
    NextContinuationToken: truncated && last !== undefined ? writeToken(last) : undefined,
    Contents: contents,
    CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix })),
  });
}

const tokenMark = 'after:';
const writeToken = (key: string) => Buffer.from(tokenMark + key).toString('base64');

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(tokenMark)) {
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return text.slice(tokenMark.length);
}

/** ListObjectVersions of a bucket that keeps no versions: the objects themselves, each with the version `null`. */
export function listVersions(bucket: BucketObjects, name: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const max = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const after = Buffer.from(query.get('key-marker') ?? '');
  const rest = bucket.keys(prefix).filter((key) => Buffer.compare(Buffer.from(key), after) > 0);
  const page = rest.slice(0, max);
  const truncated = rest.length > max;
  return xml('ListVersionsResult', {
    Name: name,
    Prefix: prefix,
    MaxKeys: max,
    IsTruncated: truncated,
    NextKeyMarker: truncated ? page.at(-1) : undefined,
    NextVersionIdMarker: truncated ? 'null' : undefined,
    Version: page.map((Key) => ({ Key, VersionId: 'null', IsLatest: true })),
  });
}
