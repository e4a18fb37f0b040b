import { ProductError } from '#shared/contract/errors.ts';
import type { ConnectionsDeps } from './routes.ts';

/** Whether plans that change data on this platform wait for the user. Throws NOT_FOUND. */
export async function setPlanApproval(
  { db }: Pick<ConnectionsDeps, 'db'>,
  userId: string,
  connectionId: string,
  approvePlans: boolean,
): Promise<void> {
  const own = await db
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!own) throw new ProductError('NOT_FOUND', 'connection');
  await db
    .insertInto('connection_preferences')
    .values({ connection_id: connectionId, approve_plans: approvePlans })
    .onConflict((conflict) => conflict.column('connection_id').doUpdateSet({ approve_plans: approvePlans }))
    .execute();
}
