import type Anthropic from '@anthropic-ai/sdk';
import type { Browser } from 'playwright-core';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import type { ModelCall } from '#shared/model/ledger.ts';

/** A request to the model and its answer, as they went over the wire. */
export interface Exchange {
  request: Anthropic.MessageCreateParams;
  answer: Anthropic.Message;
}

export interface Measured {
  seconds: { model: number; browser: number; own: number };
  /**
   * Our own part of the walk, in seconds: by the clock, what the processor worked in that time, and what it worked for us
   * in the whole walk, the time included in which the page or the model was waited for as well.
   */
  walk: { clock: number; processor: number; whole: number };
  calls: number;
  tokens: { input: number; output: number };
  costMicros: number;
}

/** What is under way at any moment. A time counts for the model before the browser, and for us when neither is asked. */
type Waiting = 'model' | 'browser';

/**
 * Divides a run's time between the model, the browser (every call through Playwright, waiting for a page's rest included)
 * and our own code, and keeps what was said to the model.
 */
export class Meter {
  exchanges: Exchange[] = [];
  private asked: ModelCall[] = [];
  private waiting = { model: 0, browser: 0 };
  private spent = { model: 0, browser: 0, own: 0 };
  private worked = { alone: 0, whole: 0 };
  private walked = { clock: 0, processor: 0, whole: 0 };
  private since = performance.now();
  private used = process.cpuUsage();

  start(): void {
    this.count();
    this.exchanges = [];
    this.asked = [];
    this.spent = { model: 0, browser: 0, own: 0 };
    this.worked = { alone: 0, whole: 0 };
    this.walked = { clock: 0, processor: 0, whole: 0 };
  }

  /** Told before and after the walk: its own time is counted apart. */
  lap(): void {
    this.count();
    const { clock, processor, whole } = this.walked;
    this.walked = {
      clock: this.spent.own / 1000 - clock,
      processor: this.worked.alone / 1e6 - processor,
      whole: this.worked.whole / 1e6 - whole,
    };
  }

  read(): Measured {
    this.count();
    const { model, browser, own } = this.spent;
    const sum = (count: (call: ModelCall) => number) => this.asked.reduce((total, call) => total + count(call), 0);
    return {
      seconds: { model: model / 1000, browser: browser / 1000, own: own / 1000 },
      walk: this.walked,
      calls: this.asked.length,
      tokens: {
        input: sum(({ input, cacheRead, cacheWritten }) => input + cacheRead + cacheWritten),
        output: sum(({ output }) => output),
      },
      costMicros: sum((call) => call.costMicros),
    };
  }

  model(deps: ModelDeps): ModelDeps {
    const create = async (request: Anthropic.MessageCreateParamsNonStreaming, options?: Anthropic.RequestOptions) => {
      const { messages } = await deps.client();
      return this.during('model', async () => {
        const answer = await messages.create(request, options);
        this.exchanges.push({ request, answer });
        return answer;
      });
    };
    const ledger = { admit: () => undefined, record: async (call: ModelCall) => void this.asked.push(call) };
    return {
      ...deps,
      ledger,
      client: async () => ({ messages: { create } }) as unknown as Pick<Anthropic, 'messages'>,
    };
  }

  /** Playwright sends everything through one method of its connection, which is no public interface of it. */
  watch(browser: Browser): void {
    type Send = (...args: unknown[]) => Promise<unknown>;
    const connection = (browser as unknown as Record<string, { sendMessageToServer?: Send } | undefined>)[
      '_connection'
    ];
    const send = connection?.sendMessageToServer;
    if (!connection || !send) throw new Error('This Playwright sends its messages in another way');
    connection.sendMessageToServer = (...args) => {
      const waits = args[1] === '__waitInfo__' || String(args[1]).startsWith('waitForEvent');
      return waits ? send.apply(connection, args) : this.during('browser', () => send.apply(connection, args));
    };
  }

  private async during<T>(what: Waiting, work: () => Promise<T>): Promise<T> {
    this.count();
    this.waiting[what] += 1;
    try {
      return await work();
    } finally {
      this.count();
      this.waiting[what] -= 1;
    }
  }

  private count(): void {
    const now = performance.now();
    const who = this.waiting.model > 0 ? 'model' : this.waiting.browser > 0 ? 'browser' : 'own';
    const { user, system } = process.cpuUsage(this.used);
    this.worked.whole += user + system;
    if (who === 'own') this.worked.alone += user + system;
    this.spent[who] += now - this.since;
    this.since = now;
    this.used = process.cpuUsage();
  }
}
