import type * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import { approvalState } from '#shared/contract/pipeline.ts';
import type { approvePlanRequest, Plan } from '#shared/contract/plan.ts';
import type { StepAction } from '#shared/db/schema.ts';
import type { Database } from '#shared/db/database.ts';
import type { JobsDeps } from './routes.ts';
import { sendJob } from './send-job.ts';
import { valueEdits } from './value-edits.ts';

type Answer = Pick<z.output<typeof approvePlanRequest>, 'attempt'>;

/**
 * Takes the plan with its values as the user wants them, and queues the next attempt, which goes on behind the plan.
 * Throws NOT_FOUND, PLAN_NOT_WAITING for a plan that was answered or replaced meanwhile, INVALID_INPUT.
 */
export async function approvePlan(
  deps: Pick<JobsDeps, 'db' | 'queue' | 'now'>,
  userId: string,
  jobId: string,
  { values, ...answer }: z.output<typeof approvePlanRequest>,
): Promise<void> {
  const attempt = await deps.db.transaction().execute(async (trx) => {
    const job = await waitingJob(trx, userId, jobId, answer);
    if (values.length !== job.plan.values.length) throw new ProductError('INVALID_INPUT', 'values');
    const approved = withValues(job.plan, job.goal, values);
    await trx
      .updateTable('jobs')
      .set({
        status: 'queued',
        attempt: job.attempt + 1,
        plan: JSON.stringify(approved.plan),
        goal: approved.goal,
        ...(job.script ? { script: JSON.stringify(approved.script(job.script)) } : {}),
        approved_at: deps.now(),
        updated_at: deps.now(),
      })
      .where('id', '=', jobId)
      .execute();
    await trx.updateTable('tutorials').set({ goal: approved.goal }).where('id', '=', job.tutorial_id).execute();
    await trx.insertInto('progress_events').values({ job_id: jobId, status: 'queued', percent: job.percent }).execute();
    return job.attempt + 1;
  });
  await sendJob(deps, { jobId, attempt });
}

/** Ends the job; nothing was done on the platform. Throws NOT_FOUND, PLAN_NOT_WAITING. */
export async function declinePlan(
  { db, now }: Pick<JobsDeps, 'db' | 'now'>,
  userId: string,
  jobId: string,
  answer: Answer,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const job = await waitingJob(trx, userId, jobId, answer);
    await trx
      .updateTable('jobs')
      .set({ status: 'failed', error_code: 'PLAN_DECLINED', failed_in: 'plan', updated_at: now(), finished_at: now() })
      .where('id', '=', jobId)
      .execute();
    await trx.updateTable('tutorials').set({ status: 'failed' }).where('id', '=', job.tutorial_id).execute();
    await trx.insertInto('progress_events').values({ job_id: jobId, status: 'failed', percent: job.percent }).execute();
  });
}

async function waitingJob(trx: Database, userId: string, jobId: string, { attempt }: Answer) {
  const job = await trx
    .selectFrom('jobs')
    .select(['status', 'attempt', 'plan', 'goal', 'script', 'percent', 'tutorial_id'])
    .where('id', '=', jobId)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
  if (!job) throw new ProductError('NOT_FOUND', 'job');
  const { plan } = job;
  if (job.status !== approvalState || job.attempt !== attempt || !plan) throw new ProductError('PLAN_NOT_WAITING');
  return { ...job, plan };
}

/**
 * A value that the user typed is no sample any more, and the goal and the plan's sentences name it instead. In the script
 * it is what is typed, and the names of elements that are the value, such as the entry that it made.
 */
function withValues(plan: Plan, goal: string, values: readonly string[]) {
  const { edited, editedName, editedValue } = valueEdits(
    plan.values.map(({ value }, at) => ({ from: value, to: values[at] ?? value })),
  );
  return {
    goal: edited(goal),
    script: (script: StepAction[]) =>
      script.map((action) => ({
        ...action,
        name: editedName(action.name),
        value: editedValue(action.value),
        ...(action.holds && { holds: { ...action.holds, shown: action.holds.shown.map(editedName) } }),
      })),
    plan: {
      ...plan,
      title: edited(plan.title),
      steps: plan.steps.map((step) => ({ ...step, intent: edited(step.intent) })),
      values: plan.values.map((planned, index) => {
        const value = values[index] ?? planned.value;
        return { ...planned, value, sample: planned.sample && value === planned.value };
      }),
      changes: plan.changes.map(edited),
      proof: edited(plan.proof),
    },
  };
}
