import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { planParts, planTask } from '#shared/model/prompts/plan.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { stateHandler, type StateDeps } from './run-state.ts';

export interface PlanDeps extends StateDeps {
  model: ModelDeps;
}

/** Plans from the goal and the platform's name and address, and from nothing else (T4); the plan is kept with the job. */
export async function plan({ db, model, now }: PlanDeps, job: JobRow) {
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
  return { steps: answer.steps.length, costMicros };
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
