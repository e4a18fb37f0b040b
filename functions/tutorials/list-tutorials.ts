import { sql } from 'kysely';
import type { TutorialSummary } from '#shared/contract/tutorials.ts';
import type { ApiDeps } from '#shared/http/app.ts';
import type { TutorialsDeps } from './routes.ts';

/** One's own tutorials, newest first. */
export async function listTutorials(
  deps: Pick<TutorialsDeps, 'db' | 'offlineModel'>,
  userId: string,
): Promise<TutorialSummary[]> {
  const rows = await tutorialsOf(deps, userId)
    .where('tutorials.rerun_of', 'is', null)
    .orderBy('tutorials.created_at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => toSummary(deps, row));
}

/** Tutorials with what their summaries need, for one row or for all of them. */
export function tutorialsOf({ db }: Pick<ApiDeps, 'db'>, userId: string) {
  return db
    .selectFrom('tutorials')
    .innerJoin('jobs', 'jobs.tutorial_id', 'tutorials.id')
    .selectAll('tutorials')
    .select((eb) => [
      'jobs.id as job_id',
      'jobs.status as job_status',
      eb
        .selectFrom('steps')
        .select((steps) => sql<number>`${steps.fn.countAll()}::int`.as('count'))
        .whereRef('steps.tutorial_id', '=', 'tutorials.id')
        .as('step_count'),
      eb
        .selectFrom('assets')
        .innerJoin('steps', 'steps.id', 'assets.step_id')
        .select('assets.id')
        .whereRef('assets.tutorial_id', '=', 'tutorials.id')
        .where('assets.kind', '=', 'frame')
        .orderBy('steps.position')
        .orderBy('assets.created_at', 'desc')
        .limit(1)
        .as('first_frame_id'),
    ])
    .where('tutorials.user_id', '=', userId);
}

export type TutorialRow = Awaited<ReturnType<ReturnType<typeof tutorialsOf>['execute']>>[number];

export function toSummary({ offlineModel }: Pick<TutorialsDeps, 'offlineModel'>, row: TutorialRow): TutorialSummary {
  return {
    id: row.id,
    jobId: row.job_id,
    title: row.title,
    goal: row.goal,
    language: row.language,
    offlineModel,
    platformName: row.platform_name,
    status: row.status,
    jobStatus: row.job_status,
    score: row.review?.total ?? null,
    firstFrameId: row.first_frame_id,
    stepCount: row.step_count ?? 0,
    createdAt: row.created_at.toISOString(),
  };
}
