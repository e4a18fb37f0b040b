import { deleteFiles, putFrame } from '#shared/aws/files.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import { analyze } from '../../functions/pipeline/analyze.ts';
import { captureOn } from '../../functions/pipeline/capture.ts';
import { generate } from '../../functions/pipeline/generate.ts';
import { plan } from '../../functions/pipeline/plan.ts';
import type { OpenPlatform } from '../../functions/pipeline/platform-session.ts';
import { stepsOf } from '../../functions/pipeline/recorded-steps.ts';
import { redact } from '../../functions/pipeline/redact.ts';
import { review } from '../../functions/pipeline/review.ts';
import type { TestDatabase } from './postgres.ts';
import { addConnection, addJob, addUser } from './rows.ts';
import type { TestS3 } from './s3.ts';

export interface Workshop {
  database: TestDatabase;
  s3: TestS3;
  model: ModelDeps;
}

export interface Made {
  /** Actions that were done, and how many of them became steps; the result's frame counts in neither. */
  actions: number;
  steps: number;
  score?: number;
  failedGates?: number;
  /** Names in steps that no label of their page bears. */
  strangeNames: number;
  error?: string;
}

/** The pipeline's own states from plan to review, one after the other, on a page that was signed in beforehand. */
export async function makeTutorial(
  { database, s3, model }: Workshop,
  { name, goal, session, lap }: { name: string; goal: string; session: OpenPlatform; lap?: () => void },
): Promise<Made> {
  const { db } = database;
  const user = await addUser(db);
  const { id: connectionId } = await addConnection(db, user.id, { platformUrl: session.platformUrl });
  const { jobId, tutorialId } = await addJob(db, user.id, { status: 'plan', connectionId });
  await db.updateTable('jobs').set({ goal }).where('id', '=', jobId).execute();
  const tutorial = { goal, platform_name: name, platform_url: session.platformUrl };
  await db.updateTable('tutorials').set(tutorial).where('id', '=', tutorialId).execute();
  const job = () => db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  const deps = { db, model, now: () => new Date(), filesBucket: s3.bucket };
  const files = {
    putFrame: (key: string, frame: Parameters<typeof putFrame>[2]) => putFrame(s3.bucket, key, frame),
    deleteUnder: async (prefix: string) => void (await deleteFiles(s3.bucket, prefix)),
  };
  const made: Made = { actions: 0, steps: 0, strangeNames: 0 };
  try {
    await plan(deps, await job());
    lap?.();
    const walked = await captureOn({ ...deps, files }, await job(), { jobId, attempt: 1 }, session);
    lap?.();
    Object.assign(made, { actions: walked.actions, steps: walked.steps - 1 });
    await redact(deps, await job());
    await analyze(deps, await job());
    await generate(deps, await job());
    const { total, failedGates } = await review(deps, await job());
    const steps = await stepsOf(db, { tutorial_id: tutorialId, retakes: null });
    const strange = steps.filter(({ action, labels }) => action.name && !labels.includes(action.name));
    return { ...made, score: total, failedGates, strangeNames: strange.length };
  } catch (error) {
    if (!(error instanceof ProductError)) throw error;
    return { ...made, error: error.message };
  }
}
