import type { InputMessage } from '#shared/contract/stream.ts';
import type { CdpClient } from './cdp.ts';

type Mouse = Extract<InputMessage, { type: 'mouse' }>;

/**
 * Moves what a page lets its user drag. Chromium would hand such a drag to a desktop, which is not there: its data comes
 * to us instead, and from then on the pointer is told as drag events until the button is released.
 */
export class Dragging {
  private readonly cdp: CdpClient;
  private data: unknown;
  private tab: string | undefined;
  private last: Mouse | undefined;

  constructor(cdp: CdpClient) {
    this.cdp = cdp;
  }

  /** Asks for this tab's drags; those of the one before are over. */
  follow(tab: string): void {
    this.tab = tab;
    this.data = undefined;
    this.cdp.post('Input.setInterceptDrags', { enabled: true }, tab);
  }

  /** Takes `Input.dragIntercepted`. */
  begin(tab: string, data: unknown): void {
    if (tab !== this.tab || !this.last) return;
    this.data = data;
    this.tell('dragEnter', this.last);
    this.tell('dragOver', this.last);
    // The button may have been released before the drag was known.
    if (this.last.action === 'up') this.drop(this.last);
  }

  /** True when the pointer is dragging something: the message is then no mouse event. */
  take(message: Mouse): boolean {
    this.last = message;
    if (this.data === undefined) return false;
    if (message.action === 'move') this.tell('dragOver', message);
    else if (message.action === 'up') this.drop(message);
    return true;
  }

  private drop(at: Mouse): void {
    this.tell('drop', at);
    this.data = undefined;
  }

  private tell(type: 'dragEnter' | 'dragOver' | 'drop', { x, y, modifiers }: Mouse): void {
    this.cdp.post('Input.dispatchDragEvent', { type, x, y, data: this.data, modifiers }, this.tab);
  }
}
