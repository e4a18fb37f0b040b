import { approvalState } from '#shared/contract/pipeline.ts';
import { planWaitsDays } from '#shared/contract/plan.ts';
import { failJobs } from './stale-jobs.ts';
import type { RetentionDeps } from './run-retention.ts';

/** Ends jobs whose plan nobody answered; their users can ask for a new plan. */
export async function expirePlans({ db, now }: Pick<RetentionDeps, 'db' | 'now'>) {
  const before = new Date(now().getTime() - planWaitsDays * 86_400_000);
  const expired = await db.transaction().execute(async (trx) => {
    const jobs = await trx
      .selectFrom('jobs')
      .select('id')
      .where('status', '=', approvalState)
      .where('updated_at', '<', before)
      .forUpdate()
      .execute();
    return failJobs(
      trx,
      jobs.map(({ id }) => id),
      'PLAN_EXPIRED',
      now(),
    );
  });
  return { expiredPlans: expired };
}
