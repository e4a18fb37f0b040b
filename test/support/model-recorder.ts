import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands between the product and the model service and keeps every byte sent to it, in memory alone.
 * `GET /recorded` answers the bodies as a JSON array of texts; everything else is passed on untouched.
 */
export async function startModelRecorder(upstream: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const recorded: string[] = [];
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
      recorded.push(`${incoming.method} ${incoming.url}\n${JSON.stringify(incoming.headers)}\n${body.toString()}`);
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
