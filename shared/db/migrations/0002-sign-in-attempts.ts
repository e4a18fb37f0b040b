import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sign_in_attempts (
      email_hash bytea not null,
      at timestamptz not null
    );
    create index on sign_in_attempts (email_hash, at);
    create index on sign_in_attempts (at);
  `.execute(db);
}
