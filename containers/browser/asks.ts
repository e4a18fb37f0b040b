import { isBeside, type PageAnswer, type PageAsk } from '#shared/contract/page-asks.ts';
import type { ViewMessage } from '#shared/contract/stream.ts';

type AskMessage = Extract<ViewMessage, { type: 'ask' | 'ask_over' }>;

interface WaitingAsk {
  id: number;
  tab: string;
  ask: PageAsk;
  /** Called once, with null when the user wants to give no answer. Not called when the page has gone. */
  answered: (answer: PageAnswer | null) => void;
}

/** What the pages wait for an answer to. The page is shown one at a time: the oldest of the tab in front. */
export class Asks {
  private readonly tell: (message: AskMessage) => void;
  private waiting: WaitingAsk[] = [];
  private shown: number | undefined;
  private front: string | undefined;
  private lastId = 0;

  constructor(tell: (message: AskMessage) => void) {
    this.tell = tell;
  }

  get pending(): boolean {
    return this.waiting.length > 0;
  }

  /** Returns the ask's number, for taking it back. */
  add(tab: string, ask: PageAsk, answered: WaitingAsk['answered']): number {
    const id = ++this.lastId;
    this.waiting = this.waiting.filter((one) => one.tab !== tab || !isBeside(one.ask));
    this.waiting.push({ id, tab, ask, answered });
    this.refresh();
    return id;
  }

  /** Tells the same ask anew, where it is shown. */
  change(id: number, ask: PageAsk): void {
    const asked = this.waiting.find((one) => one.id === id);
    if (!asked) return;
    asked.ask = ask;
    if (this.shown === id) this.tell({ type: 'ask', ask: id, asks: ask });
  }

  /** An answer of another kind than was asked is none. */
  answer(id: number, answer: PageAnswer | null): void {
    const asked = this.waiting.find((one) => one.id === id);
    if (!asked) return;
    this.remove((one) => one === asked);
    asked.answered(answer?.kind === asked.ask.kind ? answer : null);
  }

  remove(matches: (ask: Pick<WaitingAsk, 'id' | 'tab' | 'ask'>) => boolean): void {
    this.waiting = this.waiting.filter((one) => !matches(one));
    this.refresh();
  }

  /** Gives no answer to whatever the tab waits for. */
  dismiss(tab: string): void {
    for (const { id } of this.waiting.filter((one) => one.tab === tab)) this.answer(id, null);
  }

  show(tab: string): void {
    this.front = tab;
    this.refresh();
  }

  private refresh(): void {
    const wanted = this.waiting.find(({ tab }) => tab === this.front);
    if (wanted?.id === this.shown) return;
    if (wanted) this.tell({ type: 'ask', ask: wanted.id, asks: wanted.ask });
    else this.tell({ type: 'ask_over', ask: this.shown! });
    this.shown = wanted?.id;
  }
}
