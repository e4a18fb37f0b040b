import type { CdpClient } from './cdp.ts';

const everyMs = 80;
const keyword = /^[a-z-]{1,32}$/;

/** Follows the shape of the pointer over the page: one question at a time, at most a dozen in a second. */
export class CursorShape {
  private readonly cdp: CdpClient;
  private readonly tell: (cursor: string) => void;
  private place: { tab: string; x: number; y: number } | undefined;
  private asking = false;
  private told = 'default';

  constructor(cdp: CdpClient, tell: (cursor: string) => void) {
    this.cdp = cdp;
    this.tell = tell;
  }

  at(tab: string, x: number, y: number): void {
    this.place = { tab, x, y };
    if (this.asking) return;
    this.asking = true;
    setTimeout(() => void this.ask(), everyMs);
  }

  /** The pointer has moved on while the answer was under way. */
  private askAgain(): void {
    if (this.place) this.at(this.place.tab, this.place.x, this.place.y);
  }

  private async ask(): Promise<void> {
    const { tab, x, y } = this.place!;
    this.place = undefined;
    const answer = await this.cdp
      .send<{ result: { value?: unknown } }>('Runtime.evaluate', { expression: shapeAt(x, y), timeout: 500 }, tab)
      .catch(() => undefined);
    this.asking = false;
    const { value } = answer?.result ?? {};
    const shape = typeof value === 'string' ? value.split(',').at(-1)!.trim() : 'default';
    if (keyword.test(shape) && shape !== this.told) {
      this.told = shape;
      this.tell(shape);
    }
    this.askAgain();
  }
}

/** `auto` becomes what a browser shows for it: a caret over text fields, an arrow elsewhere. */
function shapeAt(x: number, y: number): string {
  return `(() => {
    let element = document.elementFromPoint(${x}, ${y});
    while (element && element.shadowRoot) {
      const inner = element.shadowRoot.elementFromPoint(${x}, ${y});
      if (!inner || inner === element) break;
      element = inner;
    }
    if (!element) return 'default';
    const shape = getComputedStyle(element).cursor;
    if (shape !== 'auto') return shape;
    return element.matches('input:not([type=button], [type=submit], [type=checkbox], [type=radio]), textarea, [contenteditable=true]') ? 'text' : 'default';
  })()`;
}
