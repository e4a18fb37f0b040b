import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AwsError } from './aws-server.ts';
import type { ChunkSigner } from './iam/sigv4.ts';

/**
 * Takes the `aws-chunked` framing off an upload, and keeps the headers that trail it. With a signer every chunk must carry
 * its signature. Fails with an `AwsError` on a body that is cut short, malformed or signed wrongly.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  private buffered: Buffer = Buffer.alloc(0);
  /** Bytes of the current chunk still to come; its closing line break follows. */
  private remaining = 0;
  private readonly signer: ChunkSigner | undefined;
  private hash = createHash('sha256');
  /** What the current chunk, or the trailer, is said to be signed with. */
  private signature = '';
  private trailer = '';
  private state: 'size' | 'data' | 'break' | 'trailers' = 'size';

  constructor(signer?: ChunkSigner) {
    super();
    this.signer = signer;
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error) => void) {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    try {
      while (this.step());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: (error?: Error) => void) {
    try {
      if (this.state !== 'trailers') throw new AwsError('IncompleteBody', 'The chunked body ended early');
      if (this.buffered.length > 0) this.readTrailer(this.buffered.toString());
      if (this.trailer !== '') this.check(this.trailers['x-amz-trailer-signature'], this.signer?.trailer(this.trailer));
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  private step(): boolean {
    if (this.state === 'data') {
      const part = this.buffered.subarray(0, this.remaining);
      if (part.length === 0) return false;
      this.push(part);
      if (this.signer) this.hash.update(part);
      this.buffered = this.buffered.subarray(part.length);
      this.remaining -= part.length;
      if (this.remaining === 0) this.endChunk('break');
      return true;
    }
    const end = this.buffered.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.buffered.subarray(0, end).toString();
    this.buffered = this.buffered.subarray(end + 2);
    if (this.state === 'break') this.state = 'size';
    else if (this.state === 'trailers') this.readTrailer(line);
    else this.startChunk(line);
    return true;
  }

  /** `<size in hex>` or `<size in hex>;chunk-signature=<hex>`. */
  private startChunk(line: string) {
    const [, size, signature] = /^([0-9a-fA-F]+)(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
    if (size === undefined) throw new AwsError('InvalidRequest', 'The chunked body is malformed');
    this.remaining = Number.parseInt(size, 16);
    this.signature = signature ?? '';
    if (this.remaining === 0) this.endChunk('trailers');
    else this.state = 'data';
  }

  private endChunk(next: 'break' | 'trailers') {
    this.check(this.signature, this.signer?.chunk(this.hash.digest('hex')));
    this.hash = createHash('sha256');
    this.state = next;
  }

  private check(given: string | undefined, expected: string | undefined) {
    if (expected === undefined || given === expected) return;
    throw new AwsError('SignatureDoesNotMatch', 'A chunk of the body is not signed as it should be', 403);
  }

  private readTrailer(line: string) {
    const colon = line.indexOf(':');
    if (colon <= 0) return;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    this.trailers[name] = value;
    if (name !== 'x-amz-trailer-signature') this.trailer += `${name}:${value}\n`;
  }
}
