import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { generateParts, generateTask } from '#shared/model/prompts/generate.ts';
import { joinText, say, storedText } from '#shared/model/say.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { planText } from './capture/plan-text.ts';
import { stepLines, stepsOf } from './recorded-steps.ts';
import { stateHandler, type StateDeps } from './run-state.ts';
import { keepTexts } from './written-texts.ts';

export interface GenerateDeps extends StateDeps {
  model: ModelDeps;
}

/** Writes the tutorial's texts in the job's language. `reasons` are a reviewer's, when the texts were sent back. */
export async function generate({ db, model }: GenerateDeps, job: JobRow, reasons: readonly string[] = []) {
  if (!job.plan) throw new Error('The job has no plan');
  const steps = await stepsOf(db, job.tutorial_id);
  const tutorial = await db
    .selectFrom('tutorials')
    .select('platform_name')
    .where('id', '=', job.tutorial_id)
    .executeTakeFirstOrThrow();
  const { answer, costMicros } = await askModel(
    model,
    generateTask,
    generateParts({
      goal: ownText(job.goal),
      platformName: ownText(tutorial.platform_name),
      language: job.language,
      plan: planText(job.plan),
      steps: stepLines(steps, job),
      reasons: joinText(reasons.map((reason) => say`- ${storedText(reason)}`)),
    }),
  );
  const texts = new Map(answer.steps.map((step) => [step.position, step]));
  if (steps.some(({ position }) => !texts.get(position)?.text))
    throw new ProductError('MODEL_UNAVAILABLE', 'a step has no text');
  await keepTexts(db, job.tutorial_id, {
    ...answer,
    steps: steps.map(({ id, position }) => {
      const { text = '', why = '' } = texts.get(position) ?? {};
      return { id, text, why };
    }),
  });
  return { steps: steps.length, costMicros };
}

export const handler = stateHandler(
  'generate',
  () => {
    const env = readEnv(programEnv.generate);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      model: { client: modelClient(env.ANTHROPIC_SECRET_ARN) },
    };
  },
  (deps, job) => generate(deps, job),
);
