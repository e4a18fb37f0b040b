import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { AwsError } from './aws-server.ts';
import { checkPayloadHash, checkSums, checkUpload, openBody, wholeBody, type ObjectRequest } from './s3-body.ts';
import { writeSummed, type BucketObjects } from './s3-objects.ts';
import { newObject, versionHeader } from './s3-operations.ts';
import type { BucketUploads, Part } from './s3-parts.ts';
import { sendXml, xml } from './s3-xml.ts';

/** "Amazon S3 multipart upload limits": every part but the last. */
const leastPartBytes = 5 * 1024 * 1024;
const mostParts = 10_000;

export function createUpload(uploads: BucketUploads, bucket: string, { key, request, response }: ObjectRequest): void {
  request.resume();
  const { uploadId } = uploads.create(key, newObject(request.headers));
  sendXml(response, xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploadId }));
}

/** A part that is sent again replaces the one before. */
export async function uploadPart(uploads: BucketUploads, asked: ObjectRequest, query: URLSearchParams): Promise<void> {
  const { key, request, response, payloadHash } = asked;
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > mostParts) {
    throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  }
  const upload = uploads.find(key, query.get('uploadId')!);
  checkUpload(key, request.headers);
  const { body, trailers } = openBody(asked);
  const file = uploads.file(upload, number);
  const arriving = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const sums = await writeSummed(body, arriving);
    const given = (name: string) => trailers[name] ?? (request.headers[name] as string | undefined);
    checkSums(sums, given, request.headers['x-amz-decoded-content-length']);
    checkPayloadHash(payloadHash, sums.sha256);
    const part = { number, size: sums.size, etag: sums.md5.toString('hex'), crc32: sums.crc32 };
    uploads.find(key, upload.uploadId);
    renameSync(arriving, file);
    writeFileSync(`${file}.json`, JSON.stringify({ ...part, modified: new Date().toISOString() }));
    response.writeHead(200, { etag: `"${part.etag}"`, 'x-amz-checksum-crc32': part.crc32 }).end();
  } finally {
    rmSync(arriving, { force: true });
  }
}

/** Makes the object of the named parts, in their order, and drops the others. */
export async function completeUpload(
  uploads: BucketUploads,
  bucket: BucketObjects,
  bucketName: string,
  asked: ObjectRequest,
  uploadId: string,
): Promise<void> {
  const { key, response } = asked;
  const wanted = readWanted(await wholeBody(asked));
  const upload = uploads.find(key, uploadId);
  const all = uploads.parts(upload);
  const parts = wanted.map(({ number, etag }) => {
    const found = all.find((part) => part.number === number);
    if (found?.etag === etag) return found;
    throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
  });
  if (parts.slice(0, -1).some(({ size }) => size < leastPartBytes)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.');
  }
  async function* joined() {
    for (const { number } of parts) yield* createReadStream(uploads.file(upload, number));
  }
  const stored = await bucket.put(key, Readable.from(joined()), { ...upload.given, ...sumsOfParts(parts) });
  uploads.end(upload);
  for (const [name, value] of Object.entries(versionHeader(stored))) response.setHeader(name, value);
  const described = { Bucket: bucketName, Key: key, ETag: `"${stored.etag}"`, ChecksumCRC32: stored.crc32 };
  sendXml(response, xml('CompleteMultipartUploadResult', { Location: `/${bucketName}/${key}`, ...described }));
}

function readWanted(body: Buffer): { number: number; etag: string }[] {
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Part' });
  const { CompleteMultipartUpload: asked } = parser.parse(body) as {
    CompleteMultipartUpload?: { Part?: { PartNumber: string; ETag: string }[] };
  };
  const parts = (asked?.Part ?? []).map((one) => ({
    number: Number(one.PartNumber),
    etag: one.ETag.replaceAll(/&quot;|"/g, ''),
  }));
  if (parts.length === 0) throw new AwsError('MalformedXML', 'You must specify at least one part');
  if (parts.some(({ number }, index) => index > 0 && number <= parts[index - 1]!.number)) {
    throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return parts;
}

/** "Checking object integrity": the sum of the parts' sums, and how many they are. */
function sumsOfParts(parts: readonly Part[]): { etag: string; crc32: string } {
  const md5 = createHash('md5').update(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))));
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat(parts.map((part) => Buffer.from(part.crc32, 'base64')))));
  return {
    etag: `${md5.digest('hex')}-${parts.length}`,
    crc32: `${sum.toString('base64')}-${parts.length}`,
  };
}

export function listParts(
  uploads: BucketUploads,
  bucket: string,
  { key, response }: ObjectRequest,
  query: URLSearchParams,
): void {
  const upload = uploads.find(key, query.get('uploadId')!);
  const max = Math.min(1000, Number(query.get('max-parts') ?? 1000));
  const after = Number(query.get('part-number-marker') ?? 0);
  const rest = uploads.parts(upload).filter(({ number }) => number > after);
  const page = rest.slice(0, max);
  sendXml(
    response,
    xml('ListPartsResult', {
      Bucket: bucket,
      Key: key,
      UploadId: upload.uploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number,
      MaxParts: max,
      IsTruncated: rest.length > max,
      Part: page.map(({ number, size, etag, modified }) => ({
        PartNumber: number,
        LastModified: modified,
        ETag: `"${etag}"`,
        Size: size,
      })),
    }),
  );
}

/** ListMultipartUploads, all at once: a thousand at a time are more than the product could ever have. */
export function listUploads(uploads: BucketUploads, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const found = uploads.list().filter(({ key }) => key.startsWith(prefix));
  if (found.length > 1000) throw new AwsError('NotImplemented', 'The local run lists 1000 uploads', 501);
  return xml('ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload: found.map(({ key, uploadId, initiated }) => ({ Key: key, UploadId: uploadId, Initiated: initiated })),
  });
}
