import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table look_overs (
      tutorial_id uuid primary key references tutorials on delete cascade,
      frames jsonb not null,
      at timestamptz not null,
      voided_at timestamptz
    );
    create table share_links (
      id uuid primary key,
      tutorial_id uuid not null references tutorials on delete cascade,
      created_at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz
    );
    create index on share_links (tutorial_id);
    alter table tutorials add column published_at timestamptz;
    create index on tutorials (published_at desc) where published_at is not null;
  `.execute(db);
}
