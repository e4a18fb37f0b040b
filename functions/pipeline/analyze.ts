import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { StateCounts } from '#shared/contract/pipeline.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { analyzeParts, analyzeTask } from '#shared/model/prompts/analyze.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { stepLines, stepsOf } from './recorded-steps.ts';
import { keptWords } from './retaken-step.ts';
import { stateHandler, type StateDeps } from './run-state.ts';

export interface AnalyzeDeps extends StateDeps {
  model: ModelDeps;
}

/** Explains every kept step: the element, the change, the purpose. */
export async function analyze({ db, model }: AnalyzeDeps, job: JobRow): Promise<StateCounts> {
  const steps = await stepsOf(db, job);
  if (await keptWords(db, job)) return { steps: steps.length, explained: 0, kept: 1 };
  const question = { goal: ownText(job.goal), steps: stepLines(steps, job) };
  const { answer, costMicros } = await askModel(model, analyzeTask, analyzeParts(question));
  let explained = 0;
  for (const { id, position, tutorial_id } of steps) {
    if (tutorial_id !== job.tutorial_id) continue;
    const found = answer.analyses.find((analysis) => analysis.position === position);
    if (!found) continue;
    const analysis = `${found.element}: ${found.change} ${found.purpose}`;
    await db.updateTable('steps').set({ analysis }).where('id', '=', id).execute();
    explained++;
  }
  return { steps: steps.length, explained, costMicros };
}

export const handler = stateHandler(
  'analyze',
  () => {
    const env = readEnv(programEnv.analyze);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      model: { client: modelClient(env.ANTHROPIC_SECRET_ARN) },
    };
  },
  analyze,
);
