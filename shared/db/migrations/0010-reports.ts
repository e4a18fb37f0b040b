import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table reports add column owner_mailed_at timestamptz;
    update reports set owner_mailed_at = closed_at where outcome = 'redacted';
    create table report_attempts (
      source_hash bytea not null,
      tutorial_id uuid not null references tutorials on delete cascade,
      reporter text not null,
      at timestamptz not null
    );
    create index on report_attempts (source_hash, at);
    create index on report_attempts (tutorial_id, at);
    create index on report_attempts (at);
  `.execute(db);
}
