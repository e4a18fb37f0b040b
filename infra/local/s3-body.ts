import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { AwsError } from './aws-server.ts';
import type { ChunkSigner } from './iam/sigv4.ts';
import type { UploadSums } from './s3-objects.ts';

/** A verified request about an object. */
export interface ObjectRequest {
  key: string;
  request: IncomingMessage;
  response: ServerResponse;
  /** The declared hash of the body, or S3's word for why there is none. */
  payloadHash: string;
  chunks: ChunkSigner | undefined;
}

/** The body without its framing. */
export function openBody({ request, chunks }: ObjectRequest): { body: Readable; trailers: Record<string, string> } {
  const chunked = (request.headers['content-encoding'] ?? '').includes('aws-chunked');
  if (!chunked) return { body: request, trailers: {} };
  const decoder = new AwsChunkedDecoder(chunks);
  request.once('error', (error) => decoder.destroy(error));
  return { body: request.pipe(decoder), trailers: decoder.trailers };
}

/** The body of a request that holds XML. */
export async function wholeBody(asked: ObjectRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openBody(asked).body) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  checkPayloadHash(asked.payloadHash, createHash('sha256').update(body).digest());
  return body;
}

/** "Creating object key names", "User-defined object metadata" and the error codes of the S3 API reference. */
export function checkUpload(key: string, headers: IncomingMessage['headers']) {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  if (headers['content-length'] === undefined && headers['x-amz-decoded-content-length'] === undefined) {
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(String(md5), 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const user = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = user.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name.slice(11)}${String(value)}`), 0);
  if (size > 2048) throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size');
}

export function checkPayloadHash(declared: string, found: Buffer) {
  if (/^[0-9a-f]{64}$/.test(declared) && declared !== found.toString('hex')) {
    throw new AwsError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match.", 400);
  }
}

/** An upload that differs from what its sender summed up is refused, so that corruption cannot pass unseen. */
export function checkSums(sums: UploadSums, given: (name: string) => string | undefined, size: unknown) {
  if (size !== undefined && Number(size) !== sums.size) {
    throw new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the header');
  }
  const wrong =
    differs(given('x-amz-checksum-crc32'), sums.crc32) ||
    differs(given('x-amz-checksum-sha256'), sums.sha256.toString('base64')) ||
    differs(given('content-md5'), sums.md5.toString('base64'));
  if (wrong) throw new AwsError('BadDigest', 'The body is not the one that was announced');
}

const differs = (given: string | undefined, found: string) => given !== undefined && given !== found;
