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
import { keptWords } from './retaken-step.ts';
import { stateHandler, type StateDeps } from './run-state.ts';
import { keepTexts, readTexts } from './written-texts.ts';

export interface GenerateDeps extends StateDeps {
  model: ModelDeps;
}

/**
 * Writes the tutorial's texts in the job's language. `reasons` are a reviewer's, when the texts were sent back. Where one
 * step is taken anew, its words alone are written.
 */
export async function generate({ db, model }: GenerateDeps, job: JobRow, reasons: readonly string[] = []) {
  if (!job.plan) throw new Error('The job has no plan');
  if (reasons.length === 0 && (await keptWords(db, job))) return { steps: 0, costMicros: 0 };
  const steps = await stepsOf(db, job);
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
  const own = steps.filter(({ tutorial_id }) => tutorial_id === job.tutorial_id);
  await keepTexts(db, job.tutorial_id, {
    ...(job.retakes ? await readTexts(db, job.tutorial_id) : answer),
    steps: own.map(({ id, position }) => {
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
