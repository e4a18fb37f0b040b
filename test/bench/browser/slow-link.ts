import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface LinkOptions {
  /** Bytes a millisecond, in each direction. */
  rate: number;
  /** Milliseconds on the way, in each direction. */
  delay: number;
}

/** So much waits before the line, as in a router; the sender is held back then. */
const bufferBytes = 100_000;

/** A TCP line of limited speed and some length to a listener. Returns its own port and what ends it. */
export async function startSlowLink(
  target: { host: string; port: number },
  options: LinkOptions,
): Promise<{ port: number; stop: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ ...target, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    carry(near, far, options);
    carry(far, near, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function carry(from: Socket, to: Socket, { rate, delay }: LinkOptions): void {
  let free = 0;
  from.on('data', (chunk: Buffer) => {
    const now = performance.now();
    free = Math.max(now, free) + chunk.length / rate;
    if ((free - now) * rate > bufferBytes) {
      from.pause();
      setTimeout(() => from.resume(), free - now - bufferBytes / rate / 2);
    }
    setTimeout(() => to.write(chunk), free + delay - now);
  });
}
