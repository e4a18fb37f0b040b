import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table browser_sessions
      alter column task_arn drop not null,
      add column queued_at timestamptz,
      add column turn integer,
      add column admitted_at timestamptz,
      add column seen_at timestamptz;
    create table warm_browsers (
      task_arn text primary key,
      started_at timestamptz not null
    );
  `.execute(db);
}
