import type { Readable, Writable } from 'node:stream';

/** Chromium's DevTools pipe: UTF-8 JSON messages, each ended by a NUL byte. */
export class DevToolsPipe {
  private readonly toBrowser: Writable;
  private readonly fromBrowser: Readable;
  private readonly pieces: Buffer[] = [];
  private listener: (message: string) => void = () => undefined;
  /** Resolves when Chromium has closed its end. */
  readonly closed: Promise<void>;

  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.toBrowser = toBrowser;
    this.fromBrowser = fromBrowser;
    this.closed = new Promise((resolve) => {
      fromBrowser.once('close', resolve);
      fromBrowser.once('end', resolve);
      fromBrowser.once('error', () => resolve());
    });
  }

  /** Starts reading; what Chromium said before is delivered first. */
  listen(listener: (message: string) => void): void {
    this.listener = listener;
    this.fromBrowser.on('data', (chunk: Buffer) => this.take(chunk));
  }

  send(message: string): void {
    if (this.toBrowser.writable) this.toBrowser.write(`${message}\0`);
  }

  pause(): void {
    this.fromBrowser.pause();
  }

  resume(): void {
    this.fromBrowser.resume();
  }

  private take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      this.pieces.push(chunk.subarray(from, end));
      const message = (this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces)).toString('utf8');
      this.pieces.length = 0;
      from = end + 1;
      this.listener(message);
    }
    if (from < chunk.length) this.pieces.push(chunk.subarray(from));
  }
}
