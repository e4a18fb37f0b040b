import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { walkEndings, type StateCounts, type StateInput } from '#shared/contract/pipeline.ts';
import { changesData } from '#shared/contract/plan.ts';
import { openDatabase, type Database } from '#shared/db/database.ts';
import { reportProgress, type JobRow } from '#shared/db/jobs.ts';
import { logError } from '#shared/log/log.ts';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { redactingEyes } from './capture/eyes.ts';
import { namesInGoal } from './capture/names-in-goal.ts';
import { pathOf } from './capture/path.ts';
import { clearSteps, stagingFiles, storeSteps, type StepStore } from './capture/store-steps.ts';
import { walk } from './capture/walk.ts';
import { keepWords } from './retaken-step.ts';
import { sessionDeps, withPlatformSession, type OpenPlatform, type SessionDeps } from './platform-session.ts';
import { stateHandler } from './run-state.ts';

interface WalkStore extends StepStore {
  model: ModelDeps;
  now: () => Date;
}

export type CaptureDeps = SessionDeps & WalkStore;

/** Percent of the job at the start and at the end of this state. */
const progress = { from: 15, to: 65 };

/**
 * Walks the platform to the goal and keeps the path: a redacted frame and a row for each step. What an earlier try left is
 * taken away first; a try that may have changed the platform is not repeated unasked. A walk that ends before its goal keeps
 * what it did so far for its owner: then `stopped` says why, and the job fails behind the gate. Throws GOAL_NOT_REACHED,
 * RECONNECT_REQUIRED, BROWSER_LOST, FRAME_NOT_SAFE, WALK_INTERRUPTED.
 */
export async function capture(deps: CaptureDeps, job: JobRow, input: StateInput): Promise<StateCounts> {
  if (job.changed_attempt === job.attempt) throw new ProductError('WALK_INTERRUPTED', 'capture');
  try {
    return await withPlatformSession(deps, job, (session) => captureOn(deps, job, input, session));
  } catch (error) {
    const ending = walkEndings.find((code) => error instanceof ProductError && error.code === code);
    const steps = ending ? await keptSteps(deps.db, job.tutorial_id) : 0;
    if (!ending || steps === 0) throw error;
    const { jobId, attempt } = input;
    logError('state.failed', error, { state: 'capture', jobId, attempt, code: ending });
    await deps.db.updateTable('jobs').set({ stopped_by: ending }).where('id', '=', job.id).execute();
    return { steps, stopped: walkEndings.indexOf(ending) + 1 };
  }
}

async function keptSteps(db: Database, tutorialId: string): Promise<number> {
  const { count } = await db
    .selectFrom('steps')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('tutorial_id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The walk on a page that is signed in already. Throws as `capture` does. */
export async function captureOn(
  deps: WalkStore,
  job: JobRow,
  input: StateInput,
  { context, page, platformUrl }: OpenPlatform,
) {
  const { db, model, now } = deps;
  if (!job.plan) throw new Error('The job has no plan');
  const { plan } = job;
  const own = await db
    .selectFrom('users')
    .select(['name', 'email'])
    .where('id', '=', job.user_id)
    .executeTakeFirstOrThrow();
  const { platform_name: platform } = await db
    .selectFrom('tutorials')
    .select('platform_name')
    .where('id', '=', job.tutorial_id)
    .executeTakeFirstOrThrow();
  await clearSteps(deps, job.tutorial_id);
  if (job.stopped_by) await db.updateTable('jobs').set({ stopped_by: null }).where('id', '=', job.id).execute();
  // The platform's name stands all over its pages, with a capital letter or without.
  const platformNames = [platform, platform.replace(/^./u, (letter) => letter.toUpperCase())];
  const harmless = [...plan.values.map(({ value }) => value), ...namesInGoal(job.goal), ...platformNames];
  const walked = await walk(
    {
      model,
      now,
      eyes: redactingEyes({ own, harmless }),
      beforeAction: () => stillConnected(db, input),
      beforeChange: () => markChange(db, input),
      stopped: (position) => markStopped(db, job, position),
      // A retake has nothing to show but its one step.
      unfinished: async (steps) => (job.retakes ? undefined : storeSteps(deps, job.tutorial_id, steps)),
      progress: (done) => reportProgress(db, input, 'capture', percentAfter(done)),
    },
    {
      context,
      page,
      platformUrl,
      goal: ownText(job.goal),
      plan,
      planApproved: job.approved_at !== null,
      script: job.script,
      retake: job.retakes !== null,
      changeless: job.retakes !== null && job.approve_plan && job.approved_at === null && changesData(plan),
    },
  );
  const path = job.retakes ? walked.steps.slice(-1) : pathOf(walked.steps);
  await storeSteps(deps, job.tutorial_id, path, job.retakes ? job.script!.length : 1);
  await keepWords(db, job);
  return { actions: walked.steps.length - 1, steps: path.length, costMicros: walked.costMicros };
}

/** Written down before the change: whatever ends this try then, the next one knows. */
async function markChange(db: Database, { jobId, attempt }: StateInput): Promise<void> {
  await db.updateTable('jobs').set({ changed_attempt: attempt }).where('id', '=', jobId).execute();
}

/** The tutorial's owner is told which step of it could not be done again. */
async function markStopped(db: Database, { id, script }: JobRow, position: number): Promise<void> {
  const marked = script?.map((action, index) => ({ ...action, stopped: index + 1 === position }));
  await db
    .updateTable('jobs')
    .set({ script: JSON.stringify(marked ?? []) })
    .where('id', '=', id)
    .execute();
}

/** A connection that is revoked meanwhile is used no further (K3). */
async function stillConnected(db: Database, { jobId }: StateInput): Promise<void> {
  const job = await db.selectFrom('jobs').select('connection_id').where('id', '=', jobId).executeTakeFirst();
  if (!job?.connection_id) throw new ProductError('RECONNECT_REQUIRED', 'connection');
}

/** Nobody knows how long a walk will be: every action takes an eighth of what is left. */
function percentAfter(actions: number): number {
  return Math.floor(progress.from + (progress.to - progress.from) * (1 - 0.875 ** actions));
}

export const handler = stateHandler(
  'capture',
  () => {
    const env = readEnv(programEnv.capture);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      model: { client: modelClient(env.ANTHROPIC_SECRET_ARN) },
      files: stagingFiles(env.FILES_BUCKET),
      ...sessionDeps(env),
    };
  },
  capture,
);
