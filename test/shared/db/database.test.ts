import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '#shared/db/database.ts';

const ask = async (connectionString: string) => {
  const db = openDatabase(async () => connectionString);
  try {
    return await sql`select 1`.execute(db).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  } finally {
    await db.destroy();
  }
};

test.each([
  'postgresql://stepify:hunter2secret@db.example.invalid/stepify',
  'postgresql://stepify:hunter2secret@db.example.invalid/stepify?sslmode=require',
  'postgresql://stepify:hunter2secret@db.example.invalid/stepify?sslmode=verify-ca',
  'postgresql://stepify:hunter2secret@db.example.invalid/stepify?sslmode=verify-full&sslmode=disable',
  'postgresql://stepify:hunter2secret@10.0.0.4/stepify?sslmode=disable',
  'host=db.example.invalid password=hunter2secret',
])('a server elsewhere is not dialled without TLS that asks who it is: %s', async (connectionString) => {
  const message = await ask(connectionString);
  expect(message).toContain('sslmode=verify-full');
  expect(message).not.toContain('hunter2secret');
});

/** A server that agrees to TLS, or does not, and keeps what it is told. */
async function startServer(tls: boolean) {
  const [cert, key] = ['untrusted-cert.pem', 'untrusted-key.pem'].map((name) =>
    readFileSync(new URL(`../../support/${name}`, import.meta.url)),
  );
  const told: Buffer[] = [];
  const listenTo = (socket: Socket | TLSSocket) => {
    socket.on('data', (bytes: Buffer) => told.push(bytes));
    socket.on('error', () => undefined);
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(tls ? 'S' : 'N');
      listenTo(tls ? new TLSSocket(socket, { isServer: true, cert, key }) : socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgresql://stepify:hunter2secret@127.0.0.1:${port}/stepify?sslmode=verify-full`;
  return { url, told: () => Buffer.concat(told).toString('latin1'), stop: () => void server.close() };
}

test.each([
  ['whose certificate nobody vouches for', true, /self.signed|unable to verify|certificate/i],
  ['that speaks no TLS', false, /does not support SSL/],
])('with verify-full a server %s is told nothing', async (_, tls, message) => {
  const { url, told, stop } = await startServer(tls);
  expect(await ask(url)).toMatch(message);
  expect(told()).not.toContain('stepify');
  stop();
});
