import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { Database } from '#shared/db/database.ts';
import { lockUser, refuseOverLimit } from './job-limit.ts';
import { liveConnection } from './next-attempt.ts';
import type { JobsDeps } from './routes.ts';
import { sendJob } from './send-job.ts';

/**
 * Runs a finished tutorial's script again: a job with the same goal and plan that fills a draft beside the tutorial, which
 * stays as it is until its owner takes the draft over. There is one draft at a time: asking again answers with its job.
 * Throws NOT_FOUND, RECONNECT_REQUIRED, QUEUE_LIMIT.
 */
export async function createRerun(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  tutorialId: string,
): Promise<{ id: string; created: boolean }> {
  const made = await deps.db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const draft = await draftOf(trx, userId, tutorialId);
    if (draft) return { id: draft, created: false };
    const original = await trx
      .selectFrom('tutorials')
      .innerJoin('jobs', 'jobs.tutorial_id', 'tutorials.id')
      .selectAll('tutorials')
      .select(['jobs.plan', 'jobs.goal as job_goal'])
      .where('tutorials.id', '=', tutorialId)
      .where('tutorials.user_id', '=', userId)
      .where('tutorials.status', '=', 'ready')
      .where('tutorials.rerun_of', 'is', null)
      .executeTakeFirst();
    if (!original?.plan) throw new ProductError('NOT_FOUND', 'tutorial');
    const connectionId = await liveConnection(trx, userId, original.platform_url, deps.now());
    if (!connectionId) throw new ProductError('RECONNECT_REQUIRED', 'connection');
    await refuseOverLimit(trx, userId);
    const steps = await trx
      .selectFrom('steps')
      .select('action')
      .where('tutorial_id', '=', tutorialId)
      .orderBy('position')
      .execute();
    const preferences = await trx
      .selectFrom('connection_preferences')
      .select('approve_plans')
      .where('connection_id', '=', connectionId)
      .executeTakeFirst();
    const { title, language, platform_name, platform_url } = original;
    const same = { user_id: userId, goal: original.job_goal, language };
    const tutorial = await trx
      .insertInto('tutorials')
      .values({ ...same, title, platform_name, platform_url, status: 'making', review: null, rerun_of: tutorialId })
      .returning('id')
      .executeTakeFirstOrThrow();
    const job = await trx
      .insertInto('jobs')
      .values({
        ...same,
        connection_id: connectionId,
        tutorial_id: tutorial.id,
        request_key: randomUUID(),
        status: 'queued',
        error_code: null,
        plan: JSON.stringify(original.plan),
        script: JSON.stringify(steps.map(({ action }) => action)),
        approve_plan: preferences?.approve_plans ?? true,
        updated_at: deps.now(),
        finished_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await trx.insertInto('progress_events').values({ job_id: job.id, status: 'queued', percent: 0 }).execute();
    return { id: job.id, created: true };
  });
  if (made.created) await sendJob(deps, { jobId: made.id, attempt: 1 });
  return made;
}

async function draftOf(trx: Database, userId: string, tutorialId: string): Promise<string | undefined> {
  const job = await trx
    .selectFrom('tutorials')
    .innerJoin('jobs', 'jobs.tutorial_id', 'tutorials.id')
    .select('jobs.id')
    .where('tutorials.rerun_of', '=', tutorialId)
    .where('tutorials.user_id', '=', userId)
    .executeTakeFirst();
  return job?.id;
}
