import type { Database } from '#shared/db/database.ts';
import { voidLookOver } from '#shared/db/look-overs.ts';
import type { RedactedFrame } from '#shared/redaction/frames.ts';
import type { FrameRow } from './current-frame.ts';
import { erasedKinds } from './derivatives.ts';

interface Successor {
  id: string;
  key: string;
  frame: RedactedFrame;
  at: Date;
}

/**
 * Puts the masked picture in the place of a frame: one row for all pictures of the step, its audit, a look-over that has
 * to be made again, and the old files and everything made from them written down as to be erased. Returns their keys. Run
 * inside a transaction that holds the tutorial's row.
 */
export async function replaceFrame(trx: Database, old: FrameRow, { id, key, frame, at }: Successor): Promise<string[]> {
  const gone = await trx
    .deleteFrom('assets')
    .where('tutorial_id', '=', old.tutorial_id)
    .where((eb) =>
      eb.or([
        eb('id', '=', old.id),
        // Earlier pictures of the same step are shown nowhere and may show the same.
        ...(old.step_id ? [eb.and([eb('kind', '=', 'frame'), eb('step_id', '=', old.step_id)])] : []),
        eb('kind', 'in', erasedKinds),
      ]),
    )
    .returning('key')
    .execute();
  await trx
    .insertInto('erasures')
    .values(gone.map((file) => ({ key: file.key })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const added = frame.regions.length;
  await trx
    .insertInto('assets')
    .values({
      id,
      tutorial_id: old.tutorial_id,
      step_id: old.step_id,
      kind: 'frame',
      key,
      content_type: old.content_type,
      bytes: frame.webp.length,
      sha256: frame.sha256,
      width: frame.width,
      height: frame.height,
      highlight: old.highlight && JSON.stringify(old.highlight),
      redactions: JSON.stringify(plus(old.redactions, 'marked', added)),
      created_at: at,
    })
    .execute();
  const marked = { assetId: old.id, sha256: old.sha256 };
  await voidLookOver(trx, old.tutorial_id, { marked, by: { assetId: id, sha256: frame.sha256 }, at });
  await auditMark(trx, old, { id, frame });
  return gone.map((file) => file.key);
}

/** One audit row for every stored picture (R5): the old picture's counts and what was added by hand. */
async function auditMark(trx: Database, old: FrameRow, { id, frame }: Pick<Successor, 'id' | 'frame'>): Promise<void> {
  const before = await trx
    .selectFrom('redaction_audit')
    .selectAll()
    .where('asset_id', '=', old.id)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  const added = frame.regions.length;
  const reason = frame.regions[0]?.reason ?? 'marked by owner';
  const counted = Object.values(old.redactions).reduce((sum, count) => sum + count, 0);
  await trx
    .insertInto('redaction_audit')
    .values({
      asset_id: id,
      tutorial_id: old.tutorial_id,
      regions: (before?.regions ?? counted) + added,
      by_kind: JSON.stringify(plus(before?.by_kind ?? old.redactions, 'marked', added)),
      by_stage: JSON.stringify(plus(before?.by_stage ?? {}, 'hand', added)),
      by_reason: JSON.stringify(plus(before?.by_reason ?? {}, reason, added)),
      output_sha256: frame.sha256,
    })
    .execute();
}

function plus<K extends string>(counts: Partial<Record<K, number>>, key: K, more: number): Partial<Record<K, number>> {
  return { ...counts, [key]: (counts[key] ?? 0) + more };
}
