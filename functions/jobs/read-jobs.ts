import { sql } from 'kysely';
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
    .select((eb) => [
      'connections.display_name',
      eb
        .selectFrom('steps')
        .select((steps) => sql<number>`${steps.fn.countAll()}::int`.as('count'))
        .whereRef('steps.tutorial_id', '=', 'jobs.tutorial_id')
        .as('steps'),
      eb
        .selectFrom('tutorials')
        .select('tutorials.rerun_of')
        .whereRef('tutorials.id', '=', 'jobs.tutorial_id')
        .as('rerun_of'),
    ])
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
    keptSteps: row.status === 'failed' && row.stopped_by !== null ? (row.steps ?? 0) : 0,
    rerun: row.retakes ? 'step' : row.script ? 'whole' : null,
    rerunOf: row.rerun_of,
    plan: row.plan,
    connection:
      row.connection_id && row.display_name !== null ? { id: row.connection_id, displayName: row.display_name } : null,
  };
}
