import { setTimeout as sleep } from 'node:timers/promises';
import type { PageAskOf } from '#shared/contract/page-asks.ts';
import type { Asks } from './asks.ts';
import type { CdpClient, CdpEvent } from './cdp.ts';
import { originOf } from './origin-of.ts';

type DialogKind = PageAskOf<'dialog'>['dialog'];

/** Dialogs that come later than this after the one before are no storm. */
const calmMs = 60_000;
/** A page that asks in an endless loop must leave the browser time for everything else. */
const silencedPauseMs = 200;

interface Told {
  count: number;
  lastAt: number;
  silenced: boolean;
}

/** alert, confirm, prompt and beforeunload: the page stands still until they are answered. */
export class Dialogs {
  private readonly cdp: CdpClient;
  private readonly asks: Asks;
  /** A page that asks comes to the front: it may hold up the page that opened it. */
  private readonly bringToFront: (tab: string) => void;
  private readonly told = new Map<string, Told>();

  constructor(cdp: CdpClient, asks: Asks, bringToFront: (tab: string) => void) {
    this.cdp = cdp;
    this.asks = asks;
    this.bringToFront = bringToFront;
  }

  hear(tab: string, { method, params }: CdpEvent): void {
    if (method === 'Page.javascriptDialogOpening') this.opened(tab, params);
    else if (method === 'Page.javascriptDialogClosed') this.drop(tab);
  }

  /** The user has done something to this tab: it may ask again. */
  calm(tab: string): void {
    this.told.delete(tab);
  }

  private opened(
    tab: string,
    params: { type: DialogKind; url: string; message: string; defaultPrompt?: string },
  ): void {
    const now = performance.now();
    const known = this.told.get(tab);
    const told = known && now - known.lastAt < calmMs ? known : { count: 0, lastAt: now, silenced: false };
    this.told.set(tab, told);
    told.count += 1;
    told.lastAt = now;
    if (told.silenced) {
      // Leaving is let happen; everything else is answered with no.
      void sleep(silencedPauseMs).then(() => this.reply(tab, params.type === 'beforeunload', ''));
      return;
    }
    const ask = {
      kind: 'dialog' as const,
      dialog: params.type,
      origin: originOf(params.url),
      text: params.message.slice(0, 4_000),
      preset: (params.defaultPrompt ?? '').slice(0, 2_000),
      again: told.count > 1,
    };
    this.bringToFront(tab);
    this.asks.add(tab, ask, (answer) => {
      const given = answer?.kind === 'dialog' ? answer : undefined;
      if (given?.silence) told.silenced = true;
      this.reply(tab, given?.accept ?? false, given?.text ?? '');
    });
  }

  private reply(tab: string, accept: boolean, promptText: string): void {
    this.cdp.post('Page.handleJavaScriptDialog', { accept, promptText }, tab);
  }

  private drop(tab: string): void {
    this.asks.remove((one) => one.tab === tab && one.ask.kind === 'dialog');
  }
}
