import { join } from 'node:path';
import { AwsError, type HttpHandler } from './aws-server.ts';
import { AccessDenied, type Access } from './iam/access.ts';
import { SignatureRefused, type SignatureFault } from './iam/verify-request.ts';
import { bucketCalls } from './s3-calls.ts';
import { BucketObjects } from './s3-objects.ts';
import { BucketUploads } from './s3-parts.ts';
import { answerRequest, type Bucket } from './s3-routes.ts';
import { VersionedObjects } from './s3-versions.ts';
import { xml } from './s3-xml.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalS3 {
  buckets: Map<string, BucketObjects>;
  uploads: Map<string, BucketUploads>;
  handle: HttpHandler;
}

/** S3 with the buckets of the template, addressed by path. Throws on a bucket that once kept versions and does no more. */
export function createS3(template: LocalTemplate, dataFolder: string, access: Access): LocalS3 {
  const buckets = new Map<string, Bucket>();
  for (const { names, properties, path } of template.resources('AWS::S3::Bucket')) {
    const versioning: unknown = properties['VersioningConfiguration']?.Status;
    if (versioning === 'Suspended') throw new Error(`${path}: the local run does not know suspended versioning`);
    const folder = join(dataFolder, 's3', names.ref);
    const objects = versioning === 'Enabled' ? new VersionedObjects(folder) : new BucketObjects(folder);
    const calls = bucketCalls(template, names.ref, properties);
    buckets.set(names.ref, { name: names.ref, objects, uploads: new BucketUploads(objects), calls });
  }
  return {
    buckets: new Map([...buckets].map(([name, { objects }]) => [name, objects])),
    uploads: new Map([...buckets].map(([name, { uploads }]) => [name, uploads])),
    async handle(request, response) {
      try {
        await answerRequest(buckets, access, request, response);
      } catch (thrown) {
        const error = asAwsError(thrown);
        request.resume();
        const body = request.method === 'HEAD' ? undefined : xml('Error', { Code: error.code, Message: error.message });
        response.writeHead(error.status, { 'content-type': 'application/xml' }).end(body);
      }
    },
  };
}

/** S3's names and statuses for each way in which a signature is wrong. */
const signatureErrors: Record<SignatureFault, [string, number]> = {
  missing: ['AccessDenied', 403],
  malformed: ['AuthorizationHeaderMalformed', 400],
  malformedQuery: ['AuthorizationQueryParametersError', 400],
  unknownKey: ['InvalidAccessKeyId', 403],
  wrongToken: ['InvalidToken', 400],
  expiredToken: ['ExpiredToken', 400],
  wrongScope: ['AuthorizationHeaderMalformed', 400],
  skewed: ['RequestTimeTooSkewed', 403],
  expiredUrl: ['AccessDenied', 403],
  mismatch: ['SignatureDoesNotMatch', 403],
};

function asAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  if (thrown instanceof AccessDenied) return new AwsError('AccessDenied', thrown.message, 403);
  if (!(thrown instanceof SignatureRefused)) throw thrown;
  const [code, status] = signatureErrors[thrown.fault];
  return new AwsError(code, thrown.message, status);
}
