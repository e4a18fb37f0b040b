import { createHash, randomUUID } from 'node:crypto';
import { StoredJson } from './stored-json.ts';

interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export interface QueueMessage {
  id: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  sentAt: number;
  firstReceivedAt: number | null;
  receiveCount: number;
  /** Milliseconds since the epoch from which on it may be received. */
  visibleAt: number;
  /** Handle of the latest receive; an older one no longer deletes. */
  receipt: string | null;
  /** Queue that it came to the dead letters from. */
  from?: string;
  /** Whether one of its copies has outlived a delete already. */
  repeated?: boolean;
}

export interface QueueOptions {
  name: string;
  arn: string;
  folder: string;
  visibilitySeconds: number;
  retentionSeconds: number;
  redrive: { deadLetters: () => Queue | undefined; maxReceiveCount: number } | undefined;
  /**
   * What a standard queue may do and rarely does: newest first, and every message once more after it was deleted ("At-least-once
   * delivery" in the developer guide). For tests.
   */
  disorderly?: boolean;
  now?: () => number;
}

/** One queue, its messages a file each. */
export class Queue {
  readonly options: QueueOptions;
  private readonly stored: StoredJson<QueueMessage>;
  private readonly messages = new Map<string, QueueMessage>();
  private readonly waiting = new Set<() => void>();
  private readonly now: () => number;
  private closed = false;

  constructor(options: QueueOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.stored = new StoredJson(options.folder);
    for (const message of this.stored.all()) this.messages.set(message.id, message);
  }

  send(body: string, attributes: QueueMessage['attributes'] = {}, delaySeconds = 0): QueueMessage {
    const message: QueueMessage = {
      id: randomUUID(),
      body,
      attributes,
      sentAt: this.now(),
      firstReceivedAt: null,
      receiveCount: 0,
      visibleAt: this.now() + delaySeconds * 1000,
      receipt: null,
    };
    this.put(message);
    return message;
  }

  /** Up to `max` visible messages, each hidden for the visibility time; waits for the first up to `waitSeconds`. */
  async receive(max: number, waitSeconds: number, visibilitySeconds?: number): Promise<QueueMessage[]> {
    const end = this.now() + waitSeconds * 1000;
    for (;;) {
      const taken = this.take(max, visibilitySeconds ?? this.options.visibilitySeconds);
      const left = end - this.now();
      if (taken.length > 0 || left <= 0 || this.closed) return taken;
      await this.change(Math.min(left, this.untilNextVisible()));
    }
  }

  /** Deletes by receipt handle; an unknown or outdated one deletes nothing, as SQS does it. */
  remove(receipt: string): void {
    const message = this.byReceipt(receipt);
    if (!message) return;
    if (this.options.disorderly && !message.repeated) this.put({ ...message, repeated: true, visibleAt: this.now() });
    else this.drop(message);
  }

  /** Whether the receipt was known. */
  changeVisibility(receipt: string, seconds: number): boolean {
    const message = this.byReceipt(receipt);
    if (message) this.put({ ...message, visibleAt: this.now() + seconds * 1000 });
    return message !== undefined;
  }

  /** Puts every message back into the queue that it came from; returns how many. */
  redriveTo(queues: readonly Queue[]): number {
    const moved = this.list().flatMap((message) => {
      const target = queues.find(({ options }) => options.arn === message.from);
      return target ? [{ message, target }] : [];
    });
    for (const { message, target } of moved) {
      this.drop(message);
      const again = { receiveCount: 0, firstReceivedAt: null, receipt: null, visibleAt: this.now() };
      target.put({ ...message, ...again, from: undefined });
    }
    return moved.length;
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    const hidden = [...this.messages.values()].filter((message) => message.visibleAt > this.now());
    const inFlight = hidden.filter((message) => message.receipt !== null).length;
    return { visible: this.messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  list(): QueueMessage[] {
    return [...this.messages.values()];
  }

  /** Lets every waiting receive return with what there is. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }

  private take(max: number, visibilitySeconds: number): QueueMessage[] {
    const taken: QueueMessage[] = [];
    const waiting = [...this.messages.values()];
    for (const message of this.options.disorderly ? waiting.toReversed() : waiting) {
      if (taken.length >= max) break;
      if (message.sentAt + this.options.retentionSeconds * 1000 < this.now()) this.drop(message);
      else if (message.visibleAt <= this.now() && !this.moveToDeadLetters(message)) {
        taken.push(this.hide(message, visibilitySeconds));
      }
    }
    return taken;
  }

  private hide(message: QueueMessage, visibilitySeconds: number): QueueMessage {
    const hidden = {
      ...message,
      receipt: randomUUID(),
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? this.now(),
      visibleAt: this.now() + visibilitySeconds * 1000,
    };
    this.put(hidden);
    return hidden;
  }

  private moveToDeadLetters(message: QueueMessage): boolean {
    const { redrive } = this.options;
    const target = redrive && message.receiveCount >= redrive.maxReceiveCount ? redrive.deadLetters() : undefined;
    if (!target) return false;
    target.put({ ...message, from: this.options.arn, receipt: null, visibleAt: this.now() });
    this.drop(message);
    return true;
  }

  private byReceipt(receipt: string): QueueMessage | undefined {
    return this.list().find((message) => message.receipt === receipt);
  }

  private put(message: QueueMessage): void {
    this.messages.set(message.id, message);
    this.stored.write(message.id, message);
    this.wake();
  }

  private drop(message: QueueMessage): void {
    this.messages.delete(message.id);
    this.stored.remove(message.id);
  }

  private untilNextVisible(): number {
    const times = this.list().map((message) => message.visibleAt - this.now());
    return Math.max(1, Math.min(30_000, ...times.filter((time) => time > 0)));
  }

  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(done);
    });
  }
}

export const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** SQS's MD5 over message attributes: name, type and value, each with its length, in order of names. */
export function attributesMd5(attributes: QueueMessage['attributes']): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    part(Buffer.from(name));
    part(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    part(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}
