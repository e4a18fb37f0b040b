import type { InputMessage } from '#shared/contract/stream.ts';

/**
 * Sends input in the order it happened. Moves of mouse and fingers and wheel turns wait for the next animation frame and are joined
 * with the one before them; whatever else comes sends the waiting one first, so that a press never overtakes its move.
 */
export class InputQueue {
  private waiting: InputMessage | undefined;
  private frame: number | undefined;
  private closed = false;
  private readonly send: (message: InputMessage) => void;

  constructor(send: (message: InputMessage) => void) {
    this.send = send;
  }

  push(message: InputMessage): void {
    if (this.closed) return;
    const joined = this.waiting && join(this.waiting, message);
    if (joined) {
      this.waiting = joined;
      return;
    }
    this.flush();
    if (!canWait(message)) return this.send(message);
    this.waiting = message;
    this.frame = requestAnimationFrame(() => this.flush());
  }

  flush(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    const message = this.waiting;
    this.waiting = undefined;
    if (message) this.send(message);
  }

  close(): void {
    this.flush();
    this.closed = true;
  }
}

const canWait = (message: InputMessage) =>
  message.type === 'wheel' || ((message.type === 'mouse' || message.type === 'touch') && message.action === 'move');

function join(first: InputMessage, second: InputMessage): InputMessage | undefined {
  if (first.type === 'wheel' && second.type === 'wheel' && first.modifiers === second.modifiers) {
    return { ...second, deltaX: first.deltaX + second.deltaX, deltaY: first.deltaY + second.deltaY };
  }
  if (first.type === 'touch' && second.type === 'touch' && first.action === 'move' && second.action === 'move') {
    return fingersOf(first) === fingersOf(second) && first.modifiers === second.modifiers ? second : undefined;
  }
  const bothMoves =
    first.type === 'mouse' && first.action === 'move' && second.type === 'mouse' && second.action === 'move';
  return bothMoves && first.buttons === second.buttons && first.modifiers === second.modifiers ? second : undefined;
}

const fingersOf = ({ points }: Extract<InputMessage, { type: 'touch' }>) => points.map(({ id }) => id).join();
