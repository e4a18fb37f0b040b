import type { RawData, WebSocket } from 'ws';

/** Above this many bytes under way to one side the other is left unread. */
const highWater = 1024 * 1024;

/** Passes one message on and holds its source back while the other side is slow. Nothing is kept. */
export function passOn(from: WebSocket, to: WebSocket, data: RawData, binary: boolean): void {
  if (to.readyState !== to.OPEN) return;
  to.send(data as Buffer, { binary }, () => {
    if (from.isPaused && to.bufferedAmount < highWater / 2) from.resume();
  });
  if (to.bufferedAmount > highWater) from.pause();
}
