import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import type { LocalServices } from './ecs-services.ts';

/** What CloudFront adds on the way to an origin; a header of the origin's own takes the place of the viewer's. */
export function forwarded(request: IncomingMessage, originHeaders: Record<string, string> = {}): IncomingMessage {
  const chain = [request.headers['x-forwarded-for'], request.socket.remoteAddress].filter(Boolean).join(', ');
  request.headers['x-forwarded-for'] = chain;
  request.rawHeaders.push('X-Forwarded-For', chain);
  for (let index = request.rawHeaders.length - 2; index >= 0; index -= 2) {
    if (request.rawHeaders[index]!.toLowerCase() in originHeaders) request.rawHeaders.splice(index, 2);
  }
  for (const [name, value] of Object.entries(originHeaders)) {
    request.headers[name] = value;
    request.rawHeaders.push(name, value);
  }
  return request;
}

/** A balancer speaks TLS to its targets and does not ask who issued their certificates. */
export const anyIssuer = { rejectUnauthorized: false } as const;

/** Passes a request on to a healthy task behind a load balancer. */
export function relayRequest(
  services: LocalServices,
  domain: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const target = services.target(domain);
  if (!target) {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('Service unavailable');
    return;
  }
  const headers = { ...forwarded(request).headers, host: domain };
  const { host, port, tls } = target;
  const options = { host, port, ...anyIssuer, path: request.url, method: request.method, headers, agent: false };
  const relayed = (tls ? httpsRequest : httpRequest)(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  relayed.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end('Bad gateway')));
  request.pipe(relayed);
}

/** Relays a WebSocket by its bytes: the handshake as it came but for the Host, then whatever either side sends. */
export function relayUpgrade(
  services: LocalServices,
  domain: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const target = services.target(domain);
  if (!target) {
    socket.end(refusal('503 Service Unavailable'));
    return;
  }
  const { host, port, tls } = target;
  const upstream = tls ? connectByTls({ host, port, ...anyIssuer }) : connect({ host, port });
  upstream.setNoDelay(true);
  upstream.once(tls ? 'secureConnect' : 'connect', () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    const raw = forwarded(request).rawHeaders;
    for (let index = 0; index < raw.length; index += 2) {
      lines.push(`${raw[index]}: ${raw[index]!.toLowerCase() === 'host' ? domain : raw[index + 1]}`);
    }
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => {
    if (upstream.bytesRead === 0) socket.end(refusal('502 Bad Gateway'));
    else socket.destroy();
  });
  socket.on('error', () => upstream.destroy());
  socket.on('close', () => upstream.destroy());
  // A refusal is still being written when the connection that failed closes.
  upstream.on('close', () => void (socket.writableEnded || socket.destroy()));
}

const refusal = (status: string) => `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
