import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import sharp from 'sharp';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  encodeFrame,
  type FramePatch,
  inputMessage,
  streamProtocol,
  type InputMessage,
  type ViewMessage,
} from '#shared/contract/stream.ts';

/** The gateway's side of one streamed browser: sends frames and messages, and keeps what the page sends. */
export class StandInStream {
  /** What the page sent, in order. */
  readonly received: InputMessage[] = [];
  /** The ticket of the last page that came. */
  ticket: string | undefined;
  /** Refuses tickets as the gateway does. */
  refuseTickets = false;
  private socket: WebSocket | undefined;
  private sequence = 0;
  private readonly server = new WebSocketServer({ noServer: true, handleProtocols: () => streamProtocol });

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    this.server.handleUpgrade(request, socket, head, (page) => {
      if (this.refuseTickets || offered[0] !== streamProtocol) return page.close(4403, 'TICKET_REFUSED');
      this.ticket = offered[1];
      this.socket = page;
      this.sequence = 0;
      page.on('message', (data) => this.received.push(inputMessage.parse(JSON.parse((data as Buffer).toString()))));
      this.send({ type: 'starting' });
    });
  }

  send(message: ViewMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  /** Sends a picture of the given viewport: one colour, or the given JPEG. Returns its number. */
  async frame(width: number, height: number, picture?: Buffer | { r: number; g: number; b: number }): Promise<number> {
    const background = Buffer.isBuffer(picture) || !picture ? { r: 240, g: 240, b: 240 } : picture;
    const jpeg = Buffer.isBuffer(picture)
      ? picture
      : await sharp({ create: { width, height, channels: 3, background } })
          .jpeg()
          .toBuffer();
    return this.patches(width, height, [{ x: 0, y: 0, width, height, picture: new Uint8Array(jpeg) }]);
  }

  /** Sends a frame of these parts. Returns its number. */
  patches(width: number, height: number, patches: FramePatch[]): number {
    const sequence = ++this.sequence;
    this.socket?.send(encodeFrame({ sequence, width, height }, patches));
    return sequence;
  }

  /** Cuts the line without a word. */
  drop(): void {
    this.socket?.terminate();
  }

  of<T extends InputMessage['type']>(type: T): Extract<InputMessage, { type: T }>[] {
    return this.received.filter((message) => message.type === type) as Extract<InputMessage, { type: T }>[];
  }

  close(): void {
    this.socket?.terminate();
    this.server.close();
  }
}
