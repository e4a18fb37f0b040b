import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import * as z from 'zod';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/**
 * A lazy connection: nothing is dialled before the first query. One Lambda environment serves one request at a time,
 * so a few connections each are plenty; a long-lived service passes more.
 */
export function openDatabase(connectionString: () => Promise<string>, connections = 2): Database {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: async () => {
        const pool = new Pool({
          connectionString: connectionStringOf(await connectionString()),
          max: connections,
          idleTimeoutMillis: 60_000,
          connectionTimeoutMillis: 10_000,
        });
        // A restarted server ends idle connections; the pool replaces them, and an unheard event would end the process.
        pool.on('error', () => undefined);
        return pool;
      },
    }),
  });
}

/** The JSON that RDS keeps in the secret of a cluster it made. */
const clusterSecret = z.object({
  username: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.number(),
  dbname: z.string(),
});

/**
 * The secret's value: a connection string put in by hand, or what RDS wrote for its own cluster. Throws where a server
 * elsewhere would be spoken to without TLS, or without asking whose certificate it shows.
 */
function connectionStringOf(secret: string): string {
  if (!secret.startsWith('{')) return withVerifiedTls(secret);
  const { username, password, host, port, dbname } = clusterSecret.parse(JSON.parse(secret));
  return `postgresql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:${port}/${dbname}?sslmode=verify-full`;
}

function withVerifiedTls(connectionString: string): string {
  const url = URL.parse(connectionString);
  const verified = url?.searchParams.getAll('sslmode').join() === 'verify-full';
  if (!verified && url?.hostname !== '127.0.0.1') {
    throw new Error('The connection string in the database’s secret must be a URL with sslmode=verify-full');
  }
  return connectionString;
}
