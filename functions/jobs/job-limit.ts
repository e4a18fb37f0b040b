import { ProductError } from '#shared/contract/errors.ts';
import { jobsInTheMakingLimit } from '#shared/contract/pipeline.ts';
import type { Database } from '#shared/db/database.ts';

/** Holds the user's row until the transaction ends, so that requests sent side by side are counted one by one. */
export async function lockUser(trx: Database, userId: string): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().executeTakeFirstOrThrow();
}

/** Throws QUEUE_LIMIT when the user has as many jobs in the making, `besides` one, as one may have. */
export async function refuseOverLimit(trx: Database, userId: string, besides?: string): Promise<void> {
  const { count } = await trx
    .selectFrom('jobs')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('user_id', '=', userId)
    .where('status', 'not in', ['done', 'failed'])
    .$if(besides !== undefined, (query) => query.where('id', '!=', besides!))
    .executeTakeFirstOrThrow();
  if (Number(count) >= jobsInTheMakingLimit) throw new ProductError('QUEUE_LIMIT', String(jobsInTheMakingLimit));
}
