import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { ProductError } from '#shared/contract/errors.ts';
import type { RerunRequest } from '#shared/contract/rerun.ts';
import type { Database } from '#shared/db/database.ts';
import type { Schema } from '#shared/db/schema.ts';
import { lockUser, refuseOverLimit } from './job-limit.ts';
import { liveConnection } from './next-attempt.ts';
import type { JobsDeps } from './routes.ts';
import { sendJob } from './send-job.ts';

/**
 * Runs a finished tutorial's script again: a job with the same goal and plan that fills a draft beside the tutorial, which
 * stays as it is until its owner takes the draft over. With a step, the script runs up to it and that step alone is taken
 * anew. There is one draft at a time: asking again answers with its job.
 * Throws NOT_FOUND, RECONNECT_REQUIRED, QUEUE_LIMIT.
 */
export async function createRerun(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  { tutorialId, stepId }: RerunRequest,
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
      .select(['id', 'action'])
      .where('tutorial_id', '=', tutorialId)
      .orderBy('position')
      .execute();
    const last = stepId ? steps.findIndex(({ id }) => id === stepId) : steps.length - 1;
    if (last < 0) throw new ProductError('NOT_FOUND', 'step');
    const preferences = await trx
      .selectFrom('connection_preferences')
      .select('approve_plans')
      .where('connection_id', '=', connectionId)
      .executeTakeFirst();
    const { title, language, platform_name, platform_url } = original;
    // What is said about the whole stays when one step is taken anew.
    const whole = stepId ? textsOf(original) : { review: null };
    const same = { user_id: userId, goal: original.job_goal, language };
    const tutorial = await trx
      .insertInto('tutorials')
      .values({ ...same, title, platform_name, platform_url, ...whole, status: 'making', rerun_of: tutorialId })
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
        script: JSON.stringify(steps.slice(0, last + 1).map(({ action }) => action)),
        ...(stepId && { retakes: stepId }),
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

function textsOf(original: Selectable<Schema['tutorials']>) {
  const { summary, before_you_start, result, troubleshooting, review } = original;
  return {
    summary,
    before_you_start: JSON.stringify(before_you_start),
    result,
    troubleshooting: JSON.stringify(troubleshooting),
    review: review && JSON.stringify(review),
  };
}
