import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { MarkRequest } from '#shared/contract/marks.ts';
import type { Database } from '#shared/db/database.ts';
import { eraseFiles, type EraseFile } from '#shared/db/erasures.ts';
import type { MarkedBy } from '#shared/db/schema.ts';
import type { RedactedFrame } from '#shared/redaction/frames.ts';
import { checkedFrame } from '#shared/redaction/gate-frame.ts';
import { addRegions } from '#shared/redaction/mask-frame.ts';
import { currentFrame, type FrameRow } from './current-frame.ts';
import { markedRegions } from './marked-regions.ts';
import { replaceFrame } from './replace-frame.ts';

export interface MarkDeps {
  db: Database;
  now: () => Date;
  files: {
    get(key: string): Promise<Buffer | undefined>;
    putFrame(key: string, frame: RedactedFrame): Promise<void>;
    erase: EraseFile;
  };
}

/**
 * Makes the boxes unreadable in a frame of a tutorial that is not being made and in every copy of it (R6), and returns
 * the id of the frame that takes its place. The masked picture is stored under a new key before the rows change, and the rows change
 * together; the old files are written down as to be erased in the same transaction, so that a cut in between loses
 * neither the mark nor the erasure. The tutorial's row is held meanwhile: marks at once come one after the other, each
 * on what the one before has left. Throws NOT_FOUND, INVALID_INPUT, or FRAME_NOT_SAFE when the result is not unreadable.
 */
export async function markFrame(
  { db, now, files }: MarkDeps,
  { tutorialId, assetId }: { tutorialId: string; assetId: string },
  { requestKey, boxes }: MarkRequest,
  by: MarkedBy,
): Promise<string> {
  const marked = await db.transaction().execute(async (trx) => {
    const tutorial = await trx
      .selectFrom('tutorials')
      .select('status')
      .where('id', '=', tutorialId)
      .forUpdate()
      .executeTakeFirst();
    // What a run left that stopped before its goal can be marked too; what is being made is not there yet.
    if (!tutorial || tutorial.status === 'making') throw new ProductError('NOT_FOUND', 'tutorial');
    const before = await trx
      .selectFrom('marks')
      .select('result_asset_id')
      .where('tutorial_id', '=', tutorialId)
      .where('request_key', '=', requestKey)
      .executeTakeFirst();
    if (before) return { id: before.result_asset_id, replaced: [] };

    const frame = await currentFrame(trx, tutorialId, assetId);
    const masked = await maskedFrame(files, frame, boxes, by);
    const id = randomUUID();
    const key = `assets/${tutorialId}/${id}.webp`;
    await files.putFrame(key, masked);
    const replaced = await replaceFrame(trx, frame, { id, key, frame: masked, at: now() });
    await trx
      .insertInto('marks')
      .values({
        tutorial_id: tutorialId,
        request_key: requestKey,
        asset_id: frame.id,
        result_asset_id: id,
        marked_by: by,
        regions: masked.regions.length,
      })
      .execute();
    return { id, replaced };
  });
  // A picture that was taken over lies in its draft's folder. One that an earlier try left lies in the tutorial's own.
  await eraseFiles({ db, erase: files.erase }, [`assets/${tutorialId}/`, ...marked.replaced]);
  return marked.id;
}

/** The stored bytes are checked against their row, masked, and looked at again as the gate looks at a staged frame. */
async function maskedFrame(
  files: Pick<MarkDeps['files'], 'get'>,
  { key, width, height, sha256 }: FrameRow,
  boxes: MarkRequest['boxes'],
  by: MarkedBy,
): Promise<RedactedFrame> {
  const regions = markedRegions(boxes, { width, height }, by);
  const webp = await files.get(key);
  if (!webp) throw new ProductError('NOT_FOUND', 'frame');
  const stored = await checkedFrame(webp, { width, height, sha256, regions: [] });
  const masked = await addRegions(stored, regions);
  return checkedFrame(masked.webp, masked);
}
