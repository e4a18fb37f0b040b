import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { asksForValues, changesData, type Plan } from '#shared/contract/plan.ts';
import type { StateCounts } from '#shared/contract/pipeline.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { planParts, planTask } from '#shared/model/prompts/plan.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { replayChanges } from './capture/guards.ts';
import { stateHandler, type StateDeps } from './run-state.ts';

export interface PlanDeps extends StateDeps {
  model: ModelDeps;
}

/**
 * Plans from the goal and the platform's name and address, and from nothing else (T4); the plan is kept with the job. One
 * that is there already is not made again. `waits` is 1 for a plan that needs its user before anything else happens.
 */
export async function plan(deps: PlanDeps, job: JobRow): Promise<StateCounts> {
  if (job.plan) return { steps: job.plan.steps.length, waits: waits(job, job.plan), kept: 1 };
  const { plan: made, costMicros } = await makePlan(deps, job);
  return { steps: made.steps.length, waits: waits(job, made), costMicros };
}

/**
 * What changes data waits where the connection says so, of a step that is taken anew where what leads to it may change
 * something; a value that only the user knows is always asked for.
 */
function waits(job: JobRow, planned: Plan): number {
  if (job.approved_at) return 0;
  const changes = changesData(planned) && (!job.retakes || replayChanges(doneAgain(job.script ?? [])));
  return (job.approve_plan && changes) || asksForValues(planned) ? 1 : 0;
}

/** The step that is taken anew is shown and not done; the result is seen behind all steps. */
function doneAgain(script: StepAction[]): StepAction[] {
  return script.at(-1)?.kind === 'done' ? script : script.slice(0, -1);
}

async function makePlan({ db, model, now }: PlanDeps, job: JobRow): Promise<{ plan: Plan; costMicros: number }> {
  const tutorial = await db
    .selectFrom('tutorials')
    .select(['platform_name', 'platform_url'])
    .where('id', '=', job.tutorial_id)
    .executeTakeFirstOrThrow();
  const { answer, costMicros } = await askModel(
    model,
    planTask,
    planParts({
      goal: ownText(job.goal),
      platformName: ownText(tutorial.platform_name),
      platformOrigin: ownText(new URL(tutorial.platform_url).origin),
      language: job.language,
    }),
  );
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('jobs')
      .set({ plan: JSON.stringify(answer), updated_at: now() })
      .where('id', '=', job.id)
      .execute();
    await trx.updateTable('tutorials').set({ title: answer.title }).where('id', '=', job.tutorial_id).execute();
  });
  return { plan: answer, costMicros };
}

export const handler = stateHandler(
  'plan',
  () => {
    const env = readEnv(programEnv.plan);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      model: { client: modelClient(env.ANTHROPIC_SECRET_ARN) },
    };
  },
  plan,
);
