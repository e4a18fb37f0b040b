import type { WebSocket } from 'ws';

const heartbeatMs = 15_000;

/** Calls `gone` once when a client's line is closed; one that has gone without a word is found by its missing answers. */
export function watchLine(client: WebSocket, gone: () => void): () => void {
  let alive = true;
  client.on('pong', () => (alive = true));
  client.once('close', gone);
  // It may have left while its ticket was looked at, before anybody listened.
  if (client.readyState !== client.OPEN) queueMicrotask(gone);
  const beat = setInterval(() => {
    if (!alive && !client.isPaused) client.terminate();
    alive = false;
    client.ping();
  }, heartbeatMs);
  const stop = () => clearInterval(beat);
  client.once('close', stop);
  return () => {
    stop();
    client.off('close', gone);
  };
}
