import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model service answers instead, for the next `times` requests that hold `includes` and ask for `asks`. */
export interface ModelFault {
  includes: string;
  /** A property of the answer's schema, which names the kind of question. */
  asks: string;
  times: number;
  /** An HTTP failure. */
  status?: number;
  /** Or that the model declines. */
  refuses?: true;
  /** Or this answer. */
  answer?: unknown;
}

function meets({ includes, asks, times }: ModelFault, body: string): boolean {
  if (times < 1 || !body.includes(includes)) return false;
  const sent = JSON.parse(body) as { output_config?: { format?: { schema?: { properties?: object } } } };
  return asks in (sent.output_config?.format?.schema?.properties ?? {});
}

function faultyAnswer({ status, refuses, answer }: ModelFault) {
  if (status) return { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  return {
    id: 'msg_fault',
    type: 'message',
    role: 'assistant',
    model: 'fault',
    content: refuses ? [] : [{ type: 'text', text: JSON.stringify(answer) }],
    stop_reason: refuses ? 'refusal' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 10 },
  };
}

/**
 * Stands between the product and the model service and keeps every byte sent to it, in memory alone.
 * `GET /recorded` answers the bodies as a JSON array of texts; `POST /faults` takes a `ModelFault`; everything else is passed
 * on untouched, or answered by the fault that it meets.
 */
export async function startModelRecorder(upstream: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const recorded: string[] = [];
  const faults: ModelFault[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    if (incoming.url === '/recorded') {
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(JSON.stringify(recorded));
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      if (incoming.url === '/faults') {
        faults.push(JSON.parse(body.toString()) as ModelFault);
        outgoing.end();
        return;
      }
      recorded.push(`${incoming.method} ${incoming.url}\n${JSON.stringify(incoming.headers)}\n${body.toString()}`);
      const fault = faults.find((one) => meets(one, body.toString()));
      if (fault) {
        fault.times -= 1;
        outgoing.writeHead(fault.status ?? 200, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify(faultyAnswer(fault)));
        return;
      }
      const onward = request(new URL(incoming.url ?? '/', upstream), {
        method: incoming.method,
        headers: incoming.headers,
      });
      onward.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
