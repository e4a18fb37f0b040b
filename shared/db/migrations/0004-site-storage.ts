import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table connections
      add column site_storage bytea,
      add constraint connection_type_says_what_is_kept
        check ((connection_type = 'cookies_and_storage') = (site_storage is not null));
  `.execute(db);
}
