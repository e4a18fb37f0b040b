import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table model_calls (
      id bigint generated always as identity primary key,
      job_id uuid not null references jobs on delete cascade,
      attempt integer not null,
      state text not null,
      task text not null,
      model text not null,
      outcome text not null,
      status integer not null,
      input integer not null,
      cache_read integer not null,
      cache_written integer not null,
      output integer not null,
      cost_micros integer not null,
      ms integer not null,
      created_at timestamptz not null default now()
    );
    create index on model_calls (job_id, attempt);
    create table connection_preferences (
      connection_id uuid primary key references connections on delete cascade,
      approve_plans boolean not null
    );
    alter table jobs
      add column approve_plan boolean not null default true,
      add column approved_at timestamptz,
      add column failed_in text,
      add column resume_from text;
  `.execute(db);
}
