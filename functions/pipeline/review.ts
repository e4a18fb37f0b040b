import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ReviewFinding, ReviewScore } from '#shared/contract/review.ts';
import { openDatabase } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { logError } from '#shared/log/log.ts';
import { askModel } from '#shared/model/ask-model.ts';
import { modelClient } from '#shared/model/client.ts';
import { criteria, reviewParts, reviewTask, rubric, type ReviewAnswer } from '#shared/model/prompts/review.ts';
import { storedText } from '#shared/model/say.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { generate, type GenerateDeps } from './generate.ts';
import { stepsOf } from './recorded-steps.ts';
import { namesInGoal } from './capture/names-in-goal.ts';
import { findingSentence, gateFindings } from './review-gates.ts';
import { keptWords } from './retaken-step.ts';
import { stateHandler } from './run-state.ts';
import { keepTexts, readTexts } from './written-texts.ts';

/** Points below which a tutorial goes back to `generate` once, and after that is marked as needing its owner's look. */
export const passingScore = 70;

/**
 * Gates by code, then the rubric by the model (T7). What falls short is written once more with the reasons; texts that came
 * out worse are not kept.
 */
export async function review(deps: GenerateDeps, job: JobRow) {
  let judged = await judge(deps, job);
  let cost = judged.costMicros;
  let improved = false;
  if (!passes(judged) && !(judged.kept && judged.findings.length === 0)) {
    const again = await improve(deps, job, judged);
    judged = again;
    cost += again.costMicros;
    improved = again.improved;
  }
  const { findings } = judged;
  const { total, reasons } = judged.score;
  const score: ReviewScore = { total, reasons, findings, improved, needsYourLook: !passes(judged) };
  await deps.db
    .updateTable('tutorials')
    .set({ review: JSON.stringify(score) })
    .where('id', '=', job.tutorial_id)
    .execute();
  return { total: score.total, failedGates: findings.length, rewritten: Number(improved), costMicros: cost };
}

/**
 * Written and judged once more. When the model does not answer or the new texts are worse, the tutorial stays as it is.
 */
async function improve(deps: GenerateDeps, job: JobRow, before: Judged): Promise<Judged & { improved: boolean }> {
  const weak = before.score.reasons.filter(({ points, of }) => points < of);
  const reasons = [
    ...before.findings.map(findingSentence),
    ...weak.map(({ criterion, reason }) => `${criterion}: ${reason}`),
  ];
  const texts = await readTexts(deps.db, job.tutorial_id);
  try {
    const written = await generate(deps, job, reasons);
    const judged = await judge(deps, job);
    const costMicros = judged.costMicros + written.costMicros;
    if (!isWorse(judged, before)) return { ...judged, costMicros, improved: true };
    await keepTexts(deps.db, job.tutorial_id, texts);
    return { ...before, costMicros, improved: false };
  } catch (error) {
    if (!(error instanceof ProductError) || !error.code.startsWith('MODEL_')) throw error;
    logError('review.not_improved', error, { jobId: job.id });
    await keepTexts(deps.db, job.tutorial_id, texts);
    return { ...before, costMicros: 0, improved: false };
  }
}

/** The gates count first: points do not make up for a label that the page does not have. */
function isWorse(now: Judged, before: Judged): boolean {
  if (now.findings.length !== before.findings.length) return now.findings.length > before.findings.length;
  return now.score.total < before.score.total;
}

interface Judged {
  score: Pick<ReviewScore, 'total' | 'reasons'>;
  findings: ReviewFinding[];
  costMicros: number;
  /** The words are those that were judged before. */
  kept?: boolean;
}

const passes = ({ score, findings }: Judged) => findings.length === 0 && score.total >= passingScore;

async function judge({ db, model }: GenerateDeps, job: JobRow): Promise<Judged> {
  const steps = await stepsOf(db, job);
  const tutorial = await db
    .selectFrom('tutorials')
    .select(['title', 'summary', 'before_you_start', 'result', 'troubleshooting', 'review'])
    .where('id', '=', job.tutorial_id)
    .executeTakeFirstOrThrow();
  const frames = await db
    .selectFrom('assets')
    .leftJoin('redaction_audit', 'redaction_audit.asset_id', 'assets.id')
    .select(['step_id as stepId', 'sha256', 'width', 'height', 'highlight', 'output_sha256 as auditedSha256'])
    .where('assets.tutorial_id', 'in', [...new Set([job.tutorial_id, ...steps.map((step) => step.tutorial_id)])])
    .where('kind', '=', 'frame')
    .execute();
  const own = await db
    .selectFrom('users')
    .select(['name', 'email'])
    .where('id', '=', job.user_id)
    .executeTakeFirstOrThrow();
  const { title, summary, before_you_start: before, result, troubleshooting } = tutorial;
  const findings = gateFindings({
    goal: job.goal,
    plan: job.plan,
    steps,
    frames,
    texts: [title, summary, ...before, result, ...troubleshooting],
    redaction: { own, harmless: [...namesInGoal(job.goal), ...(job.plan?.values ?? []).map(({ value }) => value)] },
  });
  // A fresh picture alone earns no other points; the gates hold for it all the same.
  if (tutorial.review && (await keptWords(db, job)))
    return { score: tutorial.review, findings, costMicros: 0, kept: true };
  const frameOf = (id: string) => frames.find(({ stepId }) => stepId === id);
  const shown = {
    title: tutorial.title,
    summary: tutorial.summary,
    beforeYouStart: tutorial.before_you_start,
    steps: steps.map(({ id, position, action, text, why }) => ({
      position,
      kind: action.kind,
      text,
      why,
      hasFrame: frameOf(id) !== undefined,
      hasHighlight: Boolean(frameOf(id)?.highlight),
    })),
    result: tutorial.result,
    troubleshooting: tutorial.troubleshooting,
    failed: findings.map(findingSentence),
  };
  const question = { goal: ownText(job.goal), tutorial: storedText(JSON.stringify(shown)) };
  const { answer, costMicros } = await askModel(model, reviewTask, reviewParts(question));
  return { score: weigh(answer), findings, costMicros };
}

/** Scores of 0, 1 and 2 become none, half or all of the criterion's weight; one that was not scored counts as 0. */
export function weigh({ scores }: ReviewAnswer): Pick<ReviewScore, 'total' | 'reasons'> {
  const reasons = criteria.map((criterion) => {
    const found = scores.find((score) => score.criterion === criterion);
    const of = rubric[criterion].weight;
    return { criterion, points: (of * (found?.score ?? 0)) / 2, of, reason: found?.reason ?? 'Not scored.' };
  });
  return { total: Math.round(reasons.reduce((sum, { points }) => sum + points, 0)), reasons };
}

export const handler = stateHandler(
  'review',
  () => {
    const env = readEnv(programEnv.review);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      model: { client: modelClient(env.ANTHROPIC_SECRET_ARN) },
    };
  },
  review,
);
