import type { WebSocket } from 'ws';
import type { DevToolsPipe } from './devtools-pipe.ts';

/** Above this many bytes under way Chromium's pipe is left unread until the gateway has caught up. */
const highWater = 4 * 1024 * 1024;

/** Carries DevTools messages between the gateway and Chromium's pipe as they are, until either end closes. */
export function serveDrive(pipe: DevToolsPipe, socket: WebSocket): Promise<void> {
  pipe.listen((message) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(message, () => {
      if (socket.bufferedAmount < highWater / 2) pipe.resume();
    });
    if (socket.bufferedAmount > highWater) pipe.pause();
  });
  socket.on('message', (data, binary) => {
    if (binary) socket.close(1003);
    else pipe.send((data as Buffer).toString('utf8'));
  });
  socket.resume();
  return Promise.race([pipe.closed, new Promise<void>((resolve) => socket.once('close', () => resolve()))]);
}
