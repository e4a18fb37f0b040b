import { AwsError } from './aws-server.ts';
import { byBytes, type BucketObjects } from './s3-objects.ts';
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
    if (byBytes(item, after) <= 0 || commonPrefixes.includes(item)) continue;
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

/** ListObjectVersions: a page of versions and delete markers by key, of one key the newest first. */
export function listVersions(bucket: BucketObjects, name: string, query: URLSearchParams): string {
  if (query.get('delimiter')) throw new AwsError('NotImplemented', 'Versions are listed here without delimiter', 501);
  const prefix = query.get('prefix') ?? '';
  const max = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker');
  if (versionMarker && !keyMarker) {
    throw new AwsError('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const all = bucket
    .keysWithVersions(prefix)
    .flatMap((key) => bucket.versionsOf(key).map((version, index) => ({ ...version, isLatest: index === 0 })));
  const behind = all.findIndex((one) => one.key === keyMarker && one.versionId === versionMarker);
  const rest = behind >= 0 ? all.slice(behind + 1) : all.filter(({ key }) => byBytes(key, keyMarker) > 0);
  const page = rest.slice(0, max);
  const truncated = max > 0 && rest.length > max;
  const described = page.map(({ key, versionId, isLatest, modified, object }) => ({
    Key: key,
    VersionId: versionId,
    IsLatest: isLatest,
    LastModified: modified,
    ...(object && { ETag: `"${object.etag}"`, Size: object.size, StorageClass: 'STANDARD' }),
  }));
  return xml('ListVersionsResult', {
    Name: name,
    Prefix: prefix,
    KeyMarker: keyMarker,
    VersionIdMarker: versionMarker ?? '',
    MaxKeys: max,
    IsTruncated: truncated,
    NextKeyMarker: truncated ? page.at(-1)?.key : undefined,
    NextVersionIdMarker: truncated ? page.at(-1)?.versionId : undefined,
    Version: described.filter((_, index) => page[index]!.object),
    DeleteMarker: described.filter((_, index) => !page[index]!.object),
  });
}
