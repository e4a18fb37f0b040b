import { Transform } from 'node:stream';

/** Takes the `aws-chunked` framing off an upload, and keeps the headers that trail it. */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  private buffered: Buffer = Buffer.alloc(0);
  /** Bytes of the current chunk still to come; its closing line break follows. */
  private remaining = 0;
  private state: 'size' | 'data' | 'break' | 'trailers' = 'size';

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
    if (this.state === 'trailers' && this.buffered.length > 0) this.trailer(this.buffered.toString());
    done(this.state === 'trailers' ? undefined : new Error('The chunked body ended early'));
  }

  private step(): boolean {
    if (this.state === 'data') {
      const part = this.buffered.subarray(0, this.remaining);
      if (part.length === 0) return false;
      this.push(part);
      this.buffered = this.buffered.subarray(part.length);
      this.remaining -= part.length;
      if (this.remaining === 0) this.state = 'break';
      return true;
    }
    const end = this.buffered.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.buffered.subarray(0, end).toString();
    this.buffered = this.buffered.subarray(end + 2);
    if (this.state === 'break') this.state = 'size';
    else if (this.state === 'trailers') this.trailer(line);
    else {
      // `;chunk-signature=…` may follow the size.
      this.remaining = Number.parseInt(line.split(';')[0]!, 16);
      if (Number.isNaN(this.remaining)) throw new Error('The chunked body is malformed');
      this.state = this.remaining === 0 ? 'trailers' : 'data';
    }
    return true;
  }

  private trailer(line: string) {
    const colon = line.indexOf(':');
    if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}
