import type { ViewMessage } from '#shared/contract/stream.ts';

/** Over when somebody comes back; what was copied is kept by nobody. */
const ofOneMoment: readonly ViewMessage['type'][] = ['refused', 'copied'];

/**
 * What the page was last told of each kind, for one that comes back after a cut. Frames are not among it: the browser
 * sends a whole one anew.
 */
export class ShownState {
  private readonly last = new Map<ViewMessage['type'], string>();

  take(message: ViewMessage): void {
    if (ofOneMoment.includes(message.type)) return;
    // In the order in which they came last: what follows may take back what was said before.
    this.last.delete(message.type);
    this.last.set(message.type, JSON.stringify(message));
  }

  replay(send: (message: string) => void): void {
    for (const message of this.last.values()) send(message);
  }
}
