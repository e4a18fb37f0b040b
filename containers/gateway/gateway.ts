import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { sql } from 'kysely';
import { WebSocketServer, type WebSocket } from 'ws';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { streamProtocol, type EndReason, type ViewMessage } from '#shared/contract/stream.ts';
import type { SessionLimits } from '#shared/contract/session-limits.ts';
import type { Database } from '#shared/db/database.ts';
import { logError } from '#shared/log/log.ts';
import type { BrowserTasks } from '#shared/browser/browser-tasks.ts';
import type { PairKeys } from '#shared/crypto/pair-keys.ts';
import { redeemTicket, type RedeemedSession } from './redeem-ticket.ts';
import { RelayedSession, type SessionDeps } from './relayed-session.ts';
import { beatMs, WaitingRoom } from './waiting-room.ts';
import { WarmBrowsers } from './warm-browsers.ts';

export interface GatewayDeps {
  db: Database;
  tasks: BrowserTasks;
  keys: PairKeys;
  /** Public origin of the product: the only page that may open a stream. */
  publicUrl: string;
  limits: SessionLimits;
  now: () => Date;
}

/** Close code of a ticket that is unknown, used or expired. */
const ticketRefusedCode = 4403;
/** Input is small: a paste is the longest. A driven browser is sent scripts. */
const inputLimit = 128 * 1024;
const driveLimit = 64 * 1024 * 1024;

/** The only door to browser tasks: a one-time ticket opens the one task that it names. */
export class Gateway {
  private readonly deps: SessionDeps;
  private readonly warm: WarmBrowsers;
  private readonly sessions = new Map<string, RelayedSession>();
  private readonly beating: NodeJS.Timeout;
  private readonly streams: WebSocketServer;
  private readonly drives: WebSocketServer;
  private ready = false;

  constructor(deps: GatewayDeps) {
    this.warm = new WarmBrowsers(deps, deps.limits);
    this.deps = { ...deps, room: new WaitingRoom(deps, deps.limits), browsers: this.warm };
    this.warm.start();
    this.beating = setInterval(() => void this.beat(), beatMs).unref();
    const common = { noServer: true, perMessageDeflate: false };
    const handleProtocols = (offered: Set<string>) => (offered.has(streamProtocol) ? streamProtocol : false);
    this.streams = new WebSocketServer({ ...common, maxPayload: inputLimit, handleProtocols });
    this.drives = new WebSocketServer({ ...common, maxPayload: driveLimit });
  }

  answer(asked: IncomingMessage, answer: ServerResponse): void {
    if (asked.url === '/healthz') void this.answerHealth(answer);
    else answer.writeHead(404).end();
  }

  /**
   * Ready once it has reached the database, without which no ticket opens anything. Not asked again after that: a database
   * that is away for a minute must not end the sessions that go on without it.
   */
  private async answerHealth(answer: ServerResponse): Promise<void> {
    try {
      if (!this.ready) await sql`select 1`.execute(this.deps.db);
      this.ready = true;
      answer.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
    } catch (error) {
      logError('gateway.not_ready', error);
      answer.writeHead(503).end();
    }
  }

  upgrade(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (asked.url === gatewayPaths.stream) this.openStream(asked, socket, head);
    else if (asked.url === gatewayPaths.drive) void this.openDrive(asked, socket, head);
    else refuse(socket, '404 Not Found');
  }

  /** Ends every session, for the end of the service. */
  async end(): Promise<void> {
    this.warm.stop();
    clearInterval(this.beating);
    await Promise.all([...this.sessions.values()].map((session) => session.end('browser_lost')));
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
        else refuseTicket(page);
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

  /**
   * A ticket of a session that is open brings its page back. One of a session that has ended opens nothing: its page, which
   * came from another gateway, is told how it ended.
   */
  private serve(client: WebSocket, session: RedeemedSession): void {
    const known = this.sessions.get(session.id);
    if (known) return known.resume(client);
    if (session.end_reason) return tellEnd(client, session.end_reason, session.end_connection_id);
    if (session.queued_at) return refuseTicket(client);
    const relayed = new RelayedSession(this.deps, session);
    this.sessions.set(session.id, relayed);
    void relayed.run(client).finally(() => this.sessions.delete(session.id));
  }

  /** Says that this gateway and its sessions are alive, and ends those whose row, or whose user, is gone. */
  private async beat(): Promise<void> {
    const ids = [...this.sessions.keys()];
    if (ids.length === 0) return;
    try {
      const alive = await this.deps.db
        .updateTable('browser_sessions')
        .set({ seen_at: this.deps.now() })
        .where('id', 'in', ids)
        .returning('id')
        .execute();
      const known = new Set(alive.map(({ id }) => id));
      for (const id of ids) if (!known.has(id)) void this.sessions.get(id)?.end('cancelled');
    } catch (error) {
      logError('sessions.not_seen', error);
    }
  }
}

function tellEnd(client: WebSocket, reason: EndReason, connectionId: string | null): void {
  client.resume();
  client.send(JSON.stringify({ type: 'ended', reason, connectionId } satisfies ViewMessage));
  client.close(1000);
}

function refuseTicket(client: WebSocket): void {
  client.resume();
  client.close(ticketRefusedCode, 'TICKET_REFUSED');
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
