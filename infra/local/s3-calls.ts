import type { Call } from './iam/decide.ts';
import type { RequestContext } from './iam/conditions.ts';
import { throughService } from './iam/key-calls.ts';
import type { LocalTemplate, Properties } from './template.ts';

/** What a request on a bucket asks of IAM: S3's own action, and of the bucket's key what encryption at rest needs. */
export interface BucketCalls {
  read(key: string): Call[];
  readVersion(key: string): Call[];
  write(key: string): Call[];
  remove(key: string): Call;
  removeVersion(key: string): Call;
  list(query: URLSearchParams): Call;
  listVersions(query: URLSearchParams): Call;
  /** S3 opens the parts again with the bucket's key when it joins them. */
  writePart(key: string): Call[];
  abortUpload(key: string): Call;
  listParts(key: string): Call;
  listUploads(): Call;
}

export function bucketCalls(template: LocalTemplate, name: string, properties: Properties): BucketCalls {
  const arn = `arn:aws:s3:::${name}`;
  const [rule] = properties['BucketEncryption']?.ServerSideEncryptionConfiguration ?? [];
  const kmsKey = rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID as string | undefined;
  const objectArn = (key: string) => `${arn}/${key}`;
  const onKey = (action: 'Decrypt' | 'GenerateDataKey', key: string) => {
    // With a bucket key S3 asks KMS in the bucket's name, without one in the object's.
    const context = { 'aws:s3:arn': rule?.BucketKeyEnabled ? arn : objectArn(key) };
    return throughService(template, 's3', kmsKey, [action], context);
  };
  return {
    read: (key) => [{ action: 's3:GetObject', resource: objectArn(key) }, ...onKey('Decrypt', key)],
    readVersion: (key) => [{ action: 's3:GetObjectVersion', resource: objectArn(key) }, ...onKey('Decrypt', key)],
    write: (key) => [{ action: 's3:PutObject', resource: objectArn(key) }, ...onKey('GenerateDataKey', key)],
    remove: (key) => ({ action: 's3:DeleteObject', resource: objectArn(key) }),
    removeVersion: (key) => ({ action: 's3:DeleteObjectVersion', resource: objectArn(key) }),
    list: (query) => ({ action: 's3:ListBucket', resource: arn, context: listContext(query) }),
    listVersions: (query) => ({ action: 's3:ListBucketVersions', resource: arn, context: listContext(query) }),
    writePart: (key) => [
      { action: 's3:PutObject', resource: objectArn(key) },
      ...onKey('GenerateDataKey', key),
      ...onKey('Decrypt', key),
    ],
    abortUpload: (key) => ({ action: 's3:AbortMultipartUpload', resource: objectArn(key) }),
    listParts: (key) => ({ action: 's3:ListMultipartUploadParts', resource: objectArn(key) }),
    listUploads: () => ({ action: 's3:ListBucketMultipartUploads', resource: arn }),
  };
}

function listContext(query: URLSearchParams): RequestContext {
  const given = ['prefix', 'delimiter', 'max-keys'].filter((part) => query.has(part));
  return Object.fromEntries(given.map((part) => [`s3:${part}`, query.get(part)!]));
}
