import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProgressEvent } from '#shared/contract/progress.ts';

/** The progress route: events are kept by number, and an answer starts after the last one the page has seen. */
export class StandInProgress {
  /** Number that the page said it has seen, for every answer asked for; -1 for none. */
  readonly asked: number[] = [];
  /** How many answers to refuse with 503 before the next is given. */
  refuse = 0;
  private readonly events = new Map<string, ProgressEvent[]>();
  private readonly open = new Map<ServerResponse, string>();

  async answer(jobId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = Number(request.headers['last-event-id'] ?? -1);
    this.asked.push(seen);
    if (this.refuse > 0) {
      this.refuse -= 1;
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 100\n\n: ping\n\n');
    this.open.set(response, jobId);
    response.on('close', () => this.open.delete(response));
    this.eventsOf(jobId).forEach((event, sequence) => {
      if (sequence > seen) write(response, sequence, event);
    });
  }

  send(jobId: string, event: ProgressEvent): void {
    const sequence = this.eventsOf(jobId).push(event) - 1;
    for (const [response, followed] of this.open) if (followed === jobId) write(response, sequence, event);
  }

  /** Ends the answers under way, as the route does after its lifetime. */
  cut(): void {
    for (const response of this.open.keys()) response.end();
  }

  private eventsOf(jobId: string): ProgressEvent[] {
    const events = this.events.get(jobId) ?? [];
    this.events.set(jobId, events);
    return events;
  }
}

function write(response: ServerResponse, sequence: number, event: ProgressEvent): void {
  response.write(`id: ${sequence}\nevent: progress\ndata: ${JSON.stringify(event)}\n\n`);
}
