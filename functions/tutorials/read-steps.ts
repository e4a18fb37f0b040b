import { explanationOf } from '#shared/contract/redaction.ts';
import type { Frame, Step } from '#shared/contract/tutorials.ts';
import type { Database } from '#shared/db/database.ts';
import type { StepAction } from '#shared/db/schema.ts';

/** A tutorial's steps in order, each with its picture. */
export async function readSteps(db: Database, tutorialId: string): Promise<Step[]> {
  const steps = await db
    .selectFrom('steps')
    .select(['id', 'position', 'text', 'why', 'action'])
    .where('tutorial_id', '=', tutorialId)
    .orderBy('position')
    .execute();
  const frames = await framesByStep(db, tutorialId);
  return steps.map(({ action, ...step }) => ({
    ...step,
    frame: frames.get(step.id) ?? null,
    ...(step.text === '' && { did: didOf(action) }),
  }));
}

function didOf({ kind, name, value }: StepAction): Step['did'] {
  return { kind: kind === 'done' ? 'stopped' : kind, name, value };
}

/** The newest frame of every step: a step that was walked again keeps its last picture. */
async function framesByStep(db: Database, tutorialId: string): Promise<Map<string, Frame>> {
  const assets = await db
    .selectFrom('assets')
    .select((eb) => [
      'id',
      'step_id',
      'width',
      'height',
      'highlight',
      'redactions',
      eb
        .selectFrom('redaction_audit')
        .select('by_reason')
        .whereRef('redaction_audit.asset_id', '=', 'assets.id')
        .orderBy('redaction_audit.created_at', 'desc')
        .limit(1)
        .as('reasons'),
    ])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .orderBy('created_at')
    .execute();
  const frames = new Map<string, Frame>();
  for (const { id, step_id, width, height, highlight, redactions, reasons } of assets) {
    const why = explained(reasons ?? {});
    if (step_id) frames.set(step_id, { assetId: id, width, height, highlight, redactions, why });
  }
  return frames;
}

function explained(reasons: Record<string, number>): Frame['why'] {
  const why: Frame['why'] = {};
  for (const [reason, count] of Object.entries(reasons)) {
    const explanation = explanationOf(reason);
    why[explanation] = (why[explanation] ?? 0) + count;
  }
  return why;
}
