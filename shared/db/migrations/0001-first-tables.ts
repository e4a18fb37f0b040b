import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id uuid primary key default gen_random_uuid(),
      name text not null,
      email text not null unique,
      password_hash text not null,
      preferences jsonb not null,
      created_at timestamptz not null default now()
    );
    create table sessions (
      token_hash bytea primary key,
      user_id uuid not null references users on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index on sessions (user_id);
    create table consents (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      kind text not null,
      version text not null,
      given_at timestamptz not null default now()
    );
    create index on consents (user_id);
    create table connections (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      platform_id uuid not null,
      platform_url text not null,
      display_name text not null,
      connection_type text not null,
      cookies bytea not null,
      connected_at timestamptz not null,
      last_used_at timestamptz,
      expires_at timestamptz not null
    );
    create index on connections (user_id);
    create index on connections (expires_at);
    create table browser_sessions (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      scope text not null,
      platform_url text not null,
      display_name text not null,
      task_arn text not null,
      ticket_hash bytea not null unique,
      ticket_expires_at timestamptz not null,
      ticket_used_at timestamptz,
      created_at timestamptz not null default now()
    );
    create table tutorials (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      title text not null,
      goal text not null,
      language text not null,
      platform_name text not null,
      platform_url text not null,
      summary text not null default '',
      before_you_start jsonb not null default '[]',
      result text not null default '',
      troubleshooting jsonb not null default '[]',
      status text not null,
      review jsonb,
      created_at timestamptz not null default now()
    );
    create index on tutorials (user_id, created_at desc);
    create table jobs (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references users on delete cascade,
      connection_id uuid references connections on delete set null,
      tutorial_id uuid not null references tutorials on delete cascade,
      request_key uuid not null,
      goal text not null,
      language text not null,
      status text not null,
      percent integer not null default 0,
      error_code text,
      attempt integer not null default 1,
      plan jsonb,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (user_id, request_key)
    );
    create index on jobs (user_id, created_at desc);
    create table progress_events (
      sequence bigint generated always as identity primary key,
      job_id uuid not null references jobs on delete cascade,
      status text not null,
      percent integer not null,
      created_at timestamptz not null default now()
    );
    create index on progress_events (job_id, sequence);
    create table steps (
      id uuid primary key default gen_random_uuid(),
      tutorial_id uuid not null references tutorials on delete cascade,
      position integer not null,
      action jsonb not null,
      labels jsonb not null,
      staged jsonb,
      analysis text not null default '',
      text text not null default '',
      why text not null default '',
      unique (tutorial_id, position)
    );
    create table assets (
      id uuid primary key default gen_random_uuid(),
      tutorial_id uuid not null references tutorials on delete cascade,
      step_id uuid references steps on delete cascade,
      kind text not null,
      key text not null unique,
      content_type text not null,
      bytes integer not null,
      sha256 text not null,
      width integer not null,
      height integer not null,
      highlight jsonb,
      redactions jsonb not null,
      created_at timestamptz not null default now()
    );
    create index on assets (tutorial_id);
    create table redaction_audit (
      id uuid primary key default gen_random_uuid(),
      asset_id uuid not null,
      tutorial_id uuid not null,
      regions integer not null,
      by_kind jsonb not null,
      by_stage jsonb not null,
      by_reason jsonb not null,
      output_sha256 text not null,
      created_at timestamptz not null default now()
    );
  `.execute(db);
}
