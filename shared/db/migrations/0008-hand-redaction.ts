import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table marks (
      tutorial_id uuid not null references tutorials on delete cascade,
      request_key uuid not null,
      asset_id uuid not null,
      result_asset_id uuid not null,
      marked_by text not null,
      regions integer not null,
      created_at timestamptz not null default now(),
      primary key (tutorial_id, request_key)
    );
    create index on marks (asset_id);
    create table erasures (
      key text primary key,
      created_at timestamptz not null default now()
    );
    create table reports (
      id uuid primary key default gen_random_uuid(),
      tutorial_id uuid not null references tutorials on delete cascade,
      asset_id uuid not null,
      reporter text not null,
      subject text not null,
      created_at timestamptz not null,
      due_at timestamptz not null,
      mailed_at timestamptz,
      warned_at timestamptz,
      closed_at timestamptz,
      outcome text
    );
    create unique index on reports (asset_id) where closed_at is null;
    create index on reports (due_at) where closed_at is null;
    create index on reports (tutorial_id);
    create table operator_access (
      id uuid primary key default gen_random_uuid(),
      operator text not null,
      report_id uuid not null,
      tutorial_id uuid not null,
      asset_id uuid not null,
      action text not null,
      at timestamptz not null
    );
    create index on operator_access (at);
    create index on redaction_audit (asset_id);
  `.execute(db);
}
