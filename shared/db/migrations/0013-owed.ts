import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column mail_owed_since timestamptz;
    alter table jobs add column mail_tries integer not null default 0;
    create index on jobs (mail_owed_since) where mail_owed_since is not null;
    alter table reports add column owner_mail_tries integer not null default 0;
    alter table browser_sessions add column end_reason text;
    alter table browser_sessions add column end_connection_id uuid;
    create table pair_key_erasures (
      user_id uuid not null,
      platform_id uuid not null,
      created_at timestamptz not null default now(),
      primary key (user_id, platform_id)
    );
  `.execute(db);
}
