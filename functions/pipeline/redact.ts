import { createHash } from 'node:crypto';
import { deleteFile, deleteFiles, frameContentType, getFile, listFiles, putFrame } from '#shared/aws/files.ts';
import { readSecret } from '#shared/aws/secrets.ts';
import { programEnv, readEnv } from '#shared/contract/env.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { openDatabase, type Database } from '#shared/db/database.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import type { StagedFrame } from '#shared/db/schema.ts';
import { auditCounts } from '#shared/redaction/audit-counts.ts';
import type { RedactedFrame } from '#shared/redaction/frames.ts';
import { gateFrame } from '#shared/redaction/gate-frame.ts';
import { stateHandler, type StateDeps } from './run-state.ts';

export interface RedactDeps extends StateDeps {
  filesBucket: string;
}

interface StagedStep {
  id: string;
  tutorial_id: string;
  staged: StagedFrame;
}

/**
 * The gate between `staging/` and `assets/`: every staged frame is looked at again and promoted, or the state fails with
 * FRAME_NOT_SAFE. A run that was cut off anywhere is finished by the next one: an asset's id follows from its step and
 * frame, rows are written together, and the staged file goes last.
 */
export async function redact(deps: RedactDeps, job: JobRow) {
  const { db, filesBucket } = deps;
  const steps = await db
    .selectFrom('steps')
    .select(['id', 'tutorial_id', 'staged'])
    .where('tutorial_id', '=', job.tutorial_id)
    .orderBy('position')
    .execute();
  const counts = { frames: 0, regions: 0, addedByGate: 0 };
  for (const { id, tutorial_id, staged } of steps) {
    if (!staged) continue;
    const frame = await promote(deps, { id, tutorial_id, staged });
    counts.frames += 1;
    counts.regions += frame.regions.length;
    counts.addedByGate += frame.regions.filter(({ stage }) => stage === 'gate').length;
  }
  await deleteFiles(filesBucket, `staging/${job.tutorial_id}/`);
  await deleteStrays(deps, job.tutorial_id);
  return counts;
}

/** Frames of an earlier attempt, or of a tutorial deleted meanwhile, have no row any more and go. */
async function deleteStrays({ db, filesBucket }: RedactDeps, tutorialId: string): Promise<void> {
  const rows = await db.selectFrom('assets').select('key').where('tutorial_id', '=', tutorialId).execute();
  const known = new Set(rows.map(({ key }) => key));
  for (const key of await listFiles(filesBucket, `assets/${tutorialId}/`)) {
    if (!known.has(key)) await deleteFile(filesBucket, key);
  }
}

async function promote({ db, filesBucket }: RedactDeps, step: StagedStep): Promise<RedactedFrame> {
  const { staged } = step;
  if (!staged.key.startsWith(`staging/${step.tutorial_id}/`)) throw new ProductError('FRAME_NOT_SAFE', 'staged key');
  const webp = await getFile(filesBucket, staged.key);
  if (!webp) throw new ProductError('FRAME_NOT_SAFE', 'staged frame missing');
  const frame = await gateFrame(webp, staged);
  const assetId = assetIdOf(step);
  const key = `assets/${step.tutorial_id}/${assetId}.webp`;
  const audit = auditCounts(frame);
  await db.transaction().execute(async (trx) => {
    await holdTutorial(trx, step.tutorial_id);
    // The bytes that were looked at are stored, not copied from storage, where they could have changed since.
    await putFrame(filesBucket, key, frame);
    const asset = await trx
      .insertInto('assets')
      .values({
        id: assetId,
        tutorial_id: step.tutorial_id,
        step_id: step.id,
        kind: 'frame',
        key,
        content_type: frameContentType,
        bytes: frame.webp.length,
        sha256: frame.sha256,
        width: frame.width,
        height: frame.height,
        highlight: staged.highlight && JSON.stringify(staged.highlight),
        redactions: audit.by_kind,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (asset) {
      await trx
        .insertInto('redaction_audit')
        .values({
          asset_id: assetId,
          tutorial_id: step.tutorial_id,
          ...audit,
        })
        .execute();
    }
    await trx.updateTable('steps').set({ staged: null }).where('id', '=', step.id).execute();
  });
  await deleteFile(filesBucket, staged.key);
  return frame;
}

/**
 * Whoever deletes the tutorial waits until the file has its row, and erases its files after that; where it is deleted
 * already, no file is written (S4). Throws NOT_FOUND.
 */
async function holdTutorial(trx: Database, tutorialId: string): Promise<void> {
  const held = await trx
    .selectFrom('tutorials')
    .select('id')
    .where('id', '=', tutorialId)
    .forKeyShare()
    .executeTakeFirst();
  if (!held) throw new ProductError('NOT_FOUND', 'tutorial');
}

/** The same for the same step and staged frame (RFC 9562, version 8), so that a repeated run makes no second asset. */
function assetIdOf({ id, staged }: StagedStep): string {
  const hex = createHash('sha256').update(`${id} ${staged.sha256}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const handler = stateHandler(
  'redact',
  () => {
    const env = readEnv(programEnv.redact);
    return {
      db: openDatabase(() => readSecret(env.DATABASE_SECRET_ARN)),
      now: () => new Date(),
      filesBucket: env.FILES_BUCKET,
    };
  },
  redact,
);
