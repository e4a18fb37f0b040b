import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tutorials add column rerun_of uuid references tutorials on delete cascade;
    create unique index on tutorials (rerun_of);
    alter table jobs add column script jsonb;
  `.execute(db);
}
