import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { streamProtocol } from '#shared/contract/stream.ts';
import type { Database } from '#shared/db/database.ts';
import { logError } from '#shared/log/log.ts';
import type { BrowserTasks } from '#shared/browser/browser-tasks.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import { redeemTicket, type RedeemedSession } from './redeem-ticket.ts';
import { RelayedSession } from './relayed-session.ts';

export interface GatewayDeps {
  db: Database;
  tasks: Omit<BrowserTasks, 'start'>;
  keys: PairKeys;
  /** Public origin of the product: the only page that may open a stream. */
  publicUrl: string;
  now: () => Date;
}

/** Close code of a ticket that is unknown, used or expired. */
const ticketRefusedCode = 4403;
/** Input is small: a paste is the longest. A driven browser is sent scripts. */
const inputLimit = 128 * 1024;
const driveLimit = 64 * 1024 * 1024;

/** The only door to browser tasks: a one-time ticket opens the one task that it names. */
export class Gateway {
  private readonly deps: GatewayDeps;
  private readonly sessions = new Set<RelayedSession>();
  private readonly streams: WebSocketServer;
  private readonly drives: WebSocketServer;

  constructor(deps: GatewayDeps) {
    this.deps = deps;
    const common = { noServer: true, perMessageDeflate: false };
    const handleProtocols = (offered: Set<string>) => (offered.has(streamProtocol) ? streamProtocol : false);
    this.streams = new WebSocketServer({ ...common, maxPayload: inputLimit, handleProtocols });
    this.drives = new WebSocketServer({ ...common, maxPayload: driveLimit });
  }

  answer(asked: IncomingMessage, answer: ServerResponse): void {
    if (asked.url === '/healthz') answer.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
    else answer.writeHead(404).end();
  }

  upgrade(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (asked.url === gatewayPaths.stream) this.openStream(asked, socket, head);
    else if (asked.url === gatewayPaths.drive) void this.openDrive(asked, socket, head);
    else refuse(socket, '404 Not Found');
  }

  /** Ends every session, for the end of the service. */
  async end(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.end('browser_lost')));
  }

  /** The ticket is the second subprotocol, so that it is in no address and no log. */
  private openStream(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const offered = (asked.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (asked.headers.origin !== new URL(this.deps.publicUrl).origin) return refuse(socket, '403 Forbidden');
    if (offered[0] !== streamProtocol) return refuse(socket, '400 Bad Request');
    this.streams.handleUpgrade(asked, socket, head, (page) => {
      page.on('error', () => page.terminate());
      page.pause();
      void this.redeem(offered[1], 'stream').then((session) => {
        if (session) this.serve(page, session);
        else {
          page.resume();
          page.close(ticketRefusedCode, 'TICKET_REFUSED');
        }
      });
    });
  }

  /** Pages send an Origin and have no business here. */
  private async openDrive(asked: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (asked.headers.origin !== undefined) return refuse(socket, '403 Forbidden');
    const ticket = /^Bearer (\S+)$/.exec(asked.headers.authorization ?? '')?.[1];
    const session = await this.redeem(ticket, 'drive');
    if (!session) return refuse(socket, '403 Forbidden');
    this.drives.handleUpgrade(asked, socket, head, (client) => {
      client.on('error', () => client.terminate());
      client.pause();
      this.serve(client, session);
    });
  }

  private async redeem(ticket: string | undefined, scope: 'stream' | 'drive'): Promise<RedeemedSession | undefined> {
    if (!ticket) return undefined;
    try {
      return await redeemTicket(this.deps, ticket, scope);
    } catch (error) {
      logError('ticket.not_read', error);
      return undefined;
    }
  }

  private serve(client: WebSocket, session: RedeemedSession): void {
    const relayed = new RelayedSession(this.deps, client, session);
    this.sessions.add(relayed);
    void relayed.run().finally(() => this.sessions.delete(relayed));
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
