import { ProductError } from '#shared/contract/errors.ts';
import { readShareToken } from '#shared/crypto/share-token.ts';
import { lookOverOf } from '#shared/db/look-overs.ts';
import type { PublicDeps } from './routes.ts';

/**
 * The tutorial that a share link's token opens (S2). Throws NOT_FOUND, the same for a token that is malformed, forged,
 * ended, revoked, or whose tutorial is gone or shows a picture its owner has not looked over.
 */
export async function openedByLink(
  { db, now, secret }: Pick<PublicDeps, 'db' | 'now' | 'secret'>,
  token: string,
): Promise<string> {
  const claim = readShareToken(await secret(), token);
  if (!claim || (claim.expiresAt && claim.expiresAt <= now())) throw new ProductError('NOT_FOUND', 'link');
  const link = await db
    .selectFrom('share_links')
    .innerJoin('tutorials', 'tutorials.id', 'share_links.tutorial_id')
    .select('tutorials.id')
    .where('share_links.id', '=', claim.linkId)
    .where('share_links.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('share_links.expires_at', 'is', null), eb('share_links.expires_at', '>', now())]))
    .where('tutorials.status', '=', 'ready')
    .executeTakeFirst();
  if (!link || !(await lookOverOf(db, link.id)).covers) throw new ProductError('NOT_FOUND', 'link');
  return link.id;
}

/** The tutorial, if it is in the showcase (S3). Throws NOT_FOUND. */
export async function openedByShowcase({ db }: Pick<PublicDeps, 'db'>, tutorialId: string): Promise<string> {
  const published = await db
    .selectFrom('tutorials')
    .select('id')
    .where('id', '=', tutorialId)
    .where('published_at', 'is not', null)
    .where('status', '=', 'ready')
    .executeTakeFirst();
  if (!published || !(await lookOverOf(db, tutorialId)).covers) throw new ProductError('NOT_FOUND', 'tutorial');
  return tutorialId;
}
