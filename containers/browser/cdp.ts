import type { DevToolsPipe } from './devtools-pipe.ts';

export interface CdpEvent {
  method: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the protocol's shapes are checked where they are used
  params: any;
  sessionId?: string;
}

interface CdpAnswer {
  id?: number;
  result?: unknown;
  error?: { code: number };
}

type Params = Record<string, unknown>;

/** A Chrome DevTools Protocol client with flat sessions over Chromium's pipe. */
export class CdpClient {
  private readonly pipe: DevToolsPipe;
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  private readonly listeners = new Set<(event: CdpEvent) => void>();
  private lastId = 0;

  constructor(pipe: DevToolsPipe) {
    this.pipe = pipe;
    pipe.listen((message) => this.receive(JSON.parse(message) as CdpAnswer & CdpEvent));
    void pipe.closed.then(() => {
      for (const { reject } of this.waiting.values()) reject(new Error('Chromium has ended'));
      this.waiting.clear();
    });
  }

  /** Sends a command and resolves with its result. A refusal names the command alone: texts could quote the page. */
  send<T = unknown>(method: string, params: Params = {}, sessionId?: string): Promise<T> {
    const id = this.post(method, params, sessionId);
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new Error(`${method} was refused by Chromium`));
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject: refuse });
    });
  }

  /** Sends a command whose outcome nobody waits for: input must never queue behind replies. */
  post(method: string, params: Params = {}, sessionId?: string): number {
    const id = ++this.lastId;
    this.pipe.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return id;
  }

  /** Hears every event; the returned function ends that. */
  on(listener: (event: CdpEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private receive(message: CdpAnswer & CdpEvent): void {
    if (message.id === undefined) {
      for (const listener of this.listeners) listener(message);
      return;
    }
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) asked?.reject(new Error());
    else asked?.resolve(message.result);
  }
}
