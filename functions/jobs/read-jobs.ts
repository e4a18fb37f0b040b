import { ProductError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { ApiDeps } from '#shared/http/app.ts';

/** One's own job. Throws NOT_FOUND for somebody else's. */
export async function readJob({ db }: Pick<ApiDeps, 'db'>, userId: string, jobId: string): Promise<Job> {
  const row = await jobsOf({ db }, userId).where('jobs.id', '=', jobId).executeTakeFirst();
  if (!row) throw new ProductError('NOT_FOUND', 'job');
  return toJob(row);
}

function jobsOf({ db }: Pick<ApiDeps, 'db'>, userId: string) {
  return db
    .selectFrom('jobs')
    .leftJoin('connections', 'connections.id', 'jobs.connection_id')
    .selectAll('jobs')
    .select('connections.display_name')
    .where('jobs.user_id', '=', userId);
}

function toJob(row: Awaited<ReturnType<ReturnType<typeof jobsOf>['execute']>>[number]): Job {
  return {
    id: row.id,
    tutorialId: row.tutorial_id,
    goal: row.goal,
    language: row.language,
    status: row.status,
    percent: row.percent,
    errorCode: row.error_code,
    attempt: row.attempt,
    createdAt: row.created_at.toISOString(),
    plan: row.plan,
    connection:
      row.connection_id && row.display_name !== null ? { id: row.connection_id, displayName: row.display_name } : null,
  };
}
