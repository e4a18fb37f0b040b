import { randomUUID } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { CreateLinkRequest } from '#shared/contract/sharing.ts';
import { onceLookedOver } from './look-over.ts';
import { isLiveLink } from './live-links.ts';
import type { SharingDeps } from './routes.ts';

const dayMs = 86_400_000;
const linksLimit = 50;

/** Makes a link that opens the tutorial to whoever has it (S2). Throws LOOK_OVER_REQUIRED (R7), LINK_LIMIT. */
export async function createShareLink(
  { db, now }: Pick<SharingDeps, 'db' | 'now'>,
  tutorialId: string,
  { days }: CreateLinkRequest,
): Promise<void> {
  await onceLookedOver(db, tutorialId, async (trx) => {
    const { count } = await trx
      .selectFrom('share_links')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tutorial_id', '=', tutorialId)
      .where((eb) => isLiveLink(eb, now()))
      .executeTakeFirstOrThrow();
    if (Number(count) >= linksLimit) throw new ProductError('LINK_LIMIT', String(linksLimit));
    // The token holds whole seconds.
    const expiresAt = days === null ? null : new Date(Math.floor(now().getTime() / 1000) * 1000 + days * dayMs);
    await trx
      .insertInto('share_links')
      .values({ id: randomUUID(), tutorial_id: tutorialId, created_at: now(), expires_at: expiresAt, revoked_at: null })
      .execute();
  });
}

/** From the moment this returns the link opens nothing, also no picture of a page that is open (S2). Throws NOT_FOUND. */
export async function revokeShareLink(
  { db, now }: Pick<SharingDeps, 'db' | 'now'>,
  tutorialId: string,
  linkId: string,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('share_links')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now())) }))
    .where('id', '=', linkId)
    .where('tutorial_id', '=', tutorialId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ProductError('NOT_FOUND', 'link');
}
