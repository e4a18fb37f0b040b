import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProductError } from '#shared/contract/errors.ts';
import { pinPublicAddress, portOf, type AddressDeps } from '#shared/browser/public-address.ts';

export interface EgressProxy {
  /** `http://127.0.0.1:port`, for Chromium's `--proxy-server`. */
  url: string;
  close(): void;
}

const connectTimeoutMs = 15_000;
/** Headers between a client and its proxy alone (RFC 9110, 7.6.1). */
const hopHeaders = ['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/**
 * The one way from Chromium to the network, outside of every page's reach. Each connection's host is resolved here
 * once, judged, and connected to by the judged address: redirects, sub-resources, WebSockets and second DNS answers
 * pass the same check. Nothing is logged or kept.
 */
export async function startEgressProxy(deps: AddressDeps): Promise<EgressProxy> {
  const open = new Set<Duplex>();
  const track = <S extends Duplex>(socket: S): S => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    return socket;
  };
  const server = createServer((asked, answer) => void forward(deps, asked, answer));
  server.on('connection', track);
  server.on('connect', (asked, client, head) => void tunnel(deps, asked, track(client), head, track));
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** `CONNECT host:port`: HTTPS and WebSockets. */
async function tunnel(
  deps: AddressDeps,
  asked: IncomingMessage,
  client: Duplex,
  head: Buffer,
  track: (socket: Socket) => Socket,
): Promise<void> {
  client.on('error', () => client.destroy());
  try {
    const target = new URL(`tcp://${asked.url}`);
    const port = Number(target.port);
    const address = await pinPublicAddress(deps, new URL(`http://${target.host}`).hostname, port);
    const upstream = track(connect({ host: address, port, noDelay: true }));
    upstream.setTimeout(connectTimeoutMs, () => upstream.destroy());
    upstream.once('connect', () => {
      upstream.setTimeout(0);
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.once('error', () => client.destroy());
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
  } catch (error) {
    client.end(`HTTP/1.1 ${statusOf(error)} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  }
}

/** `GET http://host/…`: plain HTTP. */
async function forward(deps: AddressDeps, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  try {
    const url = new URL(asked.url ?? '');
    if (url.protocol !== 'http:') throw new ProductError('ADDRESS_REFUSED', 'protocol');
    const port = portOf(url);
    const address = await pinPublicAddress(deps, url.hostname, port);
    const headers = { ...asked.headers, host: url.host };
    for (const name of hopHeaders) delete (headers as Record<string, unknown>)[name];
    const upstream = request({
      host: address,
      port,
      method: asked.method,
      path: `${url.pathname}${url.search}`,
      headers,
      agent: false,
    });
    upstream.once('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.rawHeaders.length > 0 ? forwardable(got.rawHeaders) : undefined);
      got.pipe(answer);
      got.once('error', () => answer.destroy());
    });
    upstream.once('error', () => answer.destroy());
    answer.once('close', () => upstream.destroy());
    asked.pipe(upstream);
  } catch {
    // An answer of our own would look like the site's: the connection ends, as it would with no such server.
    answer.destroy();
  }
}

/** Raw header pairs without those of the hop, repeated ones (Set-Cookie) kept apart. */
function forwardable(raw: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (!hopHeaders.includes(raw[at]!.toLowerCase())) kept.push(raw[at]!, raw[at + 1]!);
  }
  return kept;
}

function statusOf(error: unknown): number {
  return error instanceof ProductError && error.code === 'ADDRESS_REFUSED' ? 403 : 502;
}
