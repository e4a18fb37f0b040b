import { deleteFiles, putFrame } from '#shared/aws/files.ts';
import type { Database } from '#shared/db/database.ts';
import type { StagedFrame } from '#shared/db/schema.ts';
import type { WalkStep } from './steps.ts';

export interface StepStore {
  db: Database;
  /** Where frames wait for the gate. */
  files: {
    putFrame: (key: string, frame: WalkStep['frame']) => Promise<void>;
    deleteUnder: (prefix: string) => Promise<void>;
  };
}

export function stagingFiles(bucket: string): StepStore['files'] {
  return {
    putFrame: (key, frame) => putFrame(bucket, key, frame),
    deleteUnder: async (prefix) => void (await deleteFiles(bucket, prefix)),
  };
}

/** Takes away what an earlier try left, so that the state can be repeated: rows and staged frames. */
export async function clearSteps({ db, files }: StepStore, tutorialId: string): Promise<void> {
  await db.deleteFrom('steps').where('tutorial_id', '=', tutorialId).execute();
  await files.deleteUnder(`staging/${tutorialId}/`);
}

/** Puts every frame into `staging/` and then writes all rows at once, with positions from `first`. */
export async function storeSteps(
  { db, files }: StepStore,
  tutorialId: string,
  steps: readonly WalkStep[],
  first = 1,
): Promise<void> {
  const rows = steps.map((step, index) => ({
    step,
    position: index + first,
    key: `staging/${tutorialId}/${index + first}.webp`,
  }));
  try {
    await Promise.all(rows.map(({ step, key }) => files.putFrame(key, step.frame)));
    await db.transaction().execute(async (trx) => {
      await trx.deleteFrom('steps').where('tutorial_id', '=', tutorialId).execute();
      const values = rows.map(({ step, position, key }) => ({
        tutorial_id: tutorialId,
        position,
        action: JSON.stringify(step.action),
        labels: JSON.stringify(step.labels),
        staged: JSON.stringify(stagedFrame(step, key)),
      }));
      if (values.length > 0) await trx.insertInto('steps').values(values).execute();
    });
  } catch (error) {
    // The tutorial may be gone: its files must not outlive it.
    await files.deleteUnder(`staging/${tutorialId}/`);
    throw error;
  }
}

function stagedFrame({ frame, highlight }: WalkStep, key: string): StagedFrame {
  const { width, height, sha256, regions, legible } = frame;
  return {
    key,
    width,
    height,
    sha256,
    highlight,
    regions: regions.map(({ box, kind, stage, reason }) => ({ box, kind, stage, reason })),
    legible: [...legible],
  };
}
