import sharp from 'sharp';
import { frameStore, putFrame } from '#shared/aws/files.ts';
import type { Database } from '#shared/db/database.ts';
import { RawFrame, type RedactedFrame } from '#shared/redaction/frames.ts';
import { addJob, addStepWithFrame } from './rows.ts';
import { masked } from './masked-frame.ts';

export const frameSize = { width: 320, height: 160 };

/** Where the picture of `storedTutorial` still shows strokes like writing. */
export const missed = { x: 20, y: 88, width: 200, height: 24 };

/** White, with two rows of strokes like writing; the first row is made unreadable. */
export async function writtenFrame(): Promise<RedactedFrame> {
  const { width, height } = frameSize;
  const strokes = Array.from({ length: 50 }, (_, index) => `M${20 + index * 4} 30v18M${20 + index * 4} 90v18`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>
<path d="${strokes.join('')}" stroke="#111"/></svg>`;
  const raw = new RawFrame(await sharp(Buffer.from(svg)).png().toBuffer(), width, height);
  return masked(raw, [
    { box: { x: 20, y: 30, width: 200, height: 18 }, kind: 'name', stage: 'structure', reason: 'label' },
  ]);
}

/** A finished tutorial of the user with real pictures in storage, as the gate leaves it. */
export async function storedTutorial(db: Database, bucket: string, userId: string, steps = 1) {
  const { tutorialId, jobId } = await addJob(db, userId, { status: 'done' });
  const frames: { stepId: string; assetId: string; key: string }[] = [];
  for (let position = 1; position <= steps; position += 1) {
    const row = await addStepWithFrame(db, tutorialId, position);
    const frame = await writtenFrame();
    await putFrame(bucket, row.key, frame);
    await db
      .updateTable('assets')
      .set({ sha256: frame.sha256, bytes: frame.webp.length, ...frameSize, redactions: JSON.stringify({ name: 1 }) })
      .where('id', '=', row.assetId)
      .execute();
    await db
      .insertInto('redaction_audit')
      .values({
        asset_id: row.assetId,
        tutorial_id: tutorialId,
        regions: 1,
        by_kind: '{"name":1}',
        by_stage: '{"structure":1}',
        by_reason: '{"label":1}',
        output_sha256: frame.sha256,
      })
      .execute();
    frames.push(row);
  }
  return { tutorialId, jobId, frames, first: frames[0]! };
}

export const markDeps = (db: Database, bucket: string) => ({ db, now: () => new Date(), files: frameStore(bucket) });
