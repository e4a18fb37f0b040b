import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs add column retakes uuid;
    alter table jobs add column stopped_by text;
    alter table redaction_audit alter column asset_id drop not null;
  `.execute(db);
}
