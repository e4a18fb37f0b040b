import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-server.ts';
import type { Access } from './iam/access.ts';
import type { Caller } from './iam/keyring.ts';
import { verifyRequest } from './iam/verify-request.ts';
import type { ObjectRequest } from './s3-body.ts';
import type { BucketCalls } from './s3-calls.ts';
import { listObjects, listVersions } from './s3-list.ts';
import type { BucketObjects } from './s3-objects.ts';
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './s3-operations.ts';
import type { BucketUploads } from './s3-parts.ts';
import { completeUpload, createUpload, listParts, listUploads, uploadPart } from './s3-uploads.ts';
import { sendXml } from './s3-xml.ts';

export interface Bucket {
  name: string;
  objects: BucketObjects;
  uploads: BucketUploads;
  calls: BucketCalls;
}

interface Question {
  bucket: Bucket;
  buckets: Map<string, Bucket>;
  access: Access;
  caller: Caller;
  query: URLSearchParams;
  asked: ObjectRequest;
}

/** Checks the signature, asks IAM and answers. Throws `AwsError`, also for an operation that is not here. */
export async function answerRequest(
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
  const query = new URLSearchParams(search);
  const asked: ObjectRequest = { key, request, response, payloadHash, chunks };
  const question = { bucket, buckets, access, caller, query, asked };
  const answering = key === '' ? ofBucket(question) : query.has('uploadId') ? ofUpload(question) : ofObject(question);
  if (answering) return answering;
  const operation =
    query.get('x-id') ?? `${request.method} ${key ? 'object' : 'bucket'}?${[...query.keys()].join('&')}`;
  throw new AwsError('NotImplemented', `The local run does not implement S3 ${operation}`, 501);
}

/** What each operation takes beside signatures and the SDK's own name for it. */
const takes = (query: URLSearchParams, ...names: string[]) =>
  [...query.keys()].every((name) => name === 'x-id' || name.startsWith('X-Amz-') || names.includes(name));

function ofBucket({ bucket, access, caller, query, asked }: Question): Promise<void> | undefined {
  const { name, objects, uploads, calls } = bucket;
  const { method } = asked.request;
  const answer = async (body: string) => sendXml(asked.response, body);
  if (method === 'GET' && query.get('list-type') === '2') {
    access.require(caller, calls.list(query));
    return answer(listObjects(objects, name, query));
  }
  if (method === 'GET' && query.has('versions')) {
    access.require(caller, calls.listVersions(query));
    return answer(listVersions(objects, name, query));
  }
  if (method === 'GET' && query.has('uploads')) {
    access.require(caller, calls.listUploads());
    return answer(listUploads(uploads, name, query));
  }
  if (method === 'HEAD' && takes(query)) {
    access.require(caller, calls.list(query));
    asked.response.writeHead(200).end();
    return Promise.resolve();
  }
  if (method !== 'POST' || !query.has('delete')) return undefined;
  return deleteObjects(objects, asked, (key, version) =>
    access.allows(caller, version === null ? calls.remove(key) : calls.removeVersion(key)),
  );
}

async function ofUploadStart({ bucket, access, caller, asked }: Question): Promise<void> {
  access.require(caller, ...bucket.calls.write(asked.key));
  createUpload(bucket.uploads, bucket.name, asked);
}

function ofUpload({ bucket, access, caller, query, asked }: Question): Promise<void> | undefined {
  const { name, objects, uploads, calls } = bucket;
  const { method, headers } = asked.request;
  const uploadId = query.get('uploadId')!;
  if (method === 'PUT' && query.has('partNumber') && headers['x-amz-copy-source'] === undefined) {
    access.require(caller, ...calls.writePart(asked.key));
    return uploadPart(uploads, asked, query);
  }
  if (method === 'POST') {
    access.require(caller, ...calls.writePart(asked.key));
    return completeUpload(uploads, objects, name, asked, uploadId);
  }
  if (method === 'DELETE') {
    access.require(caller, calls.abortUpload(asked.key));
    uploads.end(uploads.find(asked.key, uploadId));
    asked.response.writeHead(204).end();
    return Promise.resolve();
  }
  if (method !== 'GET') return undefined;
  access.require(caller, calls.listParts(asked.key));
  listParts(uploads, name, asked, query);
  return Promise.resolve();
}

function ofObject(question: Question): Promise<void> | undefined {
  const { bucket, access, caller, query, asked } = question;
  const { objects, calls } = bucket;
  const { method, headers } = asked.request;
  const { key, response } = asked;
  if (method === 'POST' && takes(query, 'uploads') && query.has('uploads')) return ofUploadStart(question);
  if (method === 'PUT' && takes(query)) {
    if (headers['x-amz-copy-source'] !== undefined) return copyFrom(question, String(headers['x-amz-copy-source']));
    access.require(caller, ...calls.write(key));
    return putObject(objects, asked);
  }
  if (!takes(query, 'versionId')) return undefined;
  const version = query.get('versionId');
  if (method === 'GET' || method === 'HEAD') {
    access.require(caller, ...(version === null ? calls.read(key) : calls.readVersion(key)));
    // Who may not list must not learn which keys exist; the check knows no prefix.
    if (version === null && !objects.get(key)) access.require(caller, calls.list(new URLSearchParams()));
    return getObject(objects, asked, version);
  }
  if (method !== 'DELETE') return undefined;
  access.require(caller, version === null ? calls.remove(key) : calls.removeVersion(key));
  return deleteObject(objects, { key, response }, version);
}

async function copyFrom({ bucket, buckets, access, caller, asked }: Question, source: string): Promise<void> {
  const [path = '', search] = source.replace(/^\//, '').split(/\?(.*)/s);
  const [name = '', ...segments] = path.split('/').map(decodeURIComponent);
  const from = buckets.get(name);
  if (!from) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const key = segments.join('/');
  const version = new URLSearchParams(search).get('versionId');
  const reads = version === null ? from.calls.read(key) : from.calls.readVersion(key);
  access.require(caller, ...reads, ...bucket.calls.write(asked.key));
  return copyObject(from.objects, { key, version }, bucket.objects, asked);
}
