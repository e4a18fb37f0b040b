import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AwsError, type HttpHandler } from './aws-server.ts';
import { AccessDenied, type Access } from './iam/access.ts';
import { SignatureRefused, verifyRequest, type SignatureFault } from './iam/verify-request.ts';
import { bucketCalls, type BucketCalls } from './s3-calls.ts';
import { listObjects, listVersions } from './s3-list.ts';
import { copyObject, deleteObjects, getObject, putObject, type ObjectRequest } from './s3-operations.ts';
import { BucketObjects } from './s3-objects.ts';
import { xml } from './s3-xml.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalS3 {
  buckets: Map<string, BucketObjects>;
  handle: HttpHandler;
}

interface Bucket {
  objects: BucketObjects;
  calls: BucketCalls;
}

/** S3 with the buckets of the template, addressed by path. Throws on a bucket that is to keep versions. */
export function createS3(template: LocalTemplate, dataFolder: string, access: Access): LocalS3 {
  const buckets = new Map<string, Bucket>();
  for (const { names, properties, path } of template.resources('AWS::S3::Bucket')) {
    if (properties['VersioningConfiguration']?.Status === 'Enabled') {
      throw new Error(`${path}: the local run keeps no versions of objects, and nothing here deletes old ones`);
    }
    const objects = new BucketObjects(join(dataFolder, 's3', names.ref));
    buckets.set(names.ref, { objects, calls: bucketCalls(template, names.ref, properties) });
  }
  return {
    buckets: new Map([...buckets].map(([name, { objects }]) => [name, objects])),
    async handle(request, response) {
      try {
        await route(buckets, access, request, response);
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

function sendXml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
}

async function route(
  buckets: Map<string, Bucket>,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { caller, payloadHash, chunks } = verifyRequest(access.keyring, request, 's3', undefined);
  // Not `new URL`, which would resolve the dots that a key may hold.
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const [, bucketName = '', ...rest] = path.split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const bucket = buckets.get(bucketName);
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const { method } = request;
  const query = new URLSearchParams(search);
  const version = query.get('versionId');
  // No bucket of the template keeps versions: the one there is bears the name that S3 gives it then.
  const plain = [...query].every(
    ([name, value]) => name === 'x-id' || name.startsWith('X-Amz-') || (name === 'versionId' && value === 'null'),
  );
  const { objects, calls } = bucket;
  const asked: ObjectRequest = { key, request, response, payloadHash, chunks };

  if (key === '') {
    if (method === 'GET' && query.get('list-type') === '2') {
      access.require(caller, calls.list(query));
      return sendXml(response, listObjects(objects, bucketName, query));
    }
    if (method === 'GET' && query.has('versions')) {
      access.require(caller, calls.listVersions(query));
      return sendXml(response, listVersions(objects, bucketName, query));
    }
    if (method === 'HEAD' && plain) {
      access.require(caller, calls.list(query));
      response.writeHead(200).end();
      return;
    }
    if (method === 'POST' && query.has('delete')) {
      return deleteObjects(objects, asked, (each) => access.allows(caller, calls.remove(each)));
    }
  } else if (plain) {
    const source = request.headers['x-amz-copy-source'];
    if (method === 'PUT' && source !== undefined) {
      const [sourceName = '', ...segments] = String(source).replace(/^\//, '').split('/').map(decodeURIComponent);
      const from = buckets.get(sourceName);
      if (!from) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
      const sourceKey = segments.join('/');
      access.require(caller, ...from.calls.read(sourceKey), ...calls.write(key));
      return copyObject(from.objects, sourceKey, objects, asked);
    }
    if (method === 'PUT') {
      access.require(caller, ...calls.write(key));
      return putObject(objects, asked);
    }
    if (method === 'GET' || method === 'HEAD') {
      access.require(caller, ...calls.read(key));
      // Who may not list must not learn which keys exist; the check knows no prefix.
      if (!objects.get(key)) access.require(caller, calls.list(new URLSearchParams()));
      return getObject(objects, asked);
    }
    if (method === 'DELETE') {
      access.require(caller, version === null ? calls.remove(key) : calls.removeVersion(key));
      return objects.remove(key).then(() => void response.writeHead(204).end());
    }
  }
  const operation = query.get('x-id') ?? `${method} ${key ? 'object' : 'bucket'}?${[...query.keys()].join('&')}`;
  throw new AwsError('NotImplemented', `The local run does not implement S3 ${operation}`, 501);
}
