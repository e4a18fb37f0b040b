import { sharedPagePath, type Sharing } from '#shared/contract/sharing.ts';
import { signShareToken } from '#shared/crypto/share-token.ts';
import { lookOverOf } from '#shared/db/look-overs.ts';
import { isLiveLink } from './live-links.ts';
import type { SharingDeps } from './routes.ts';

/** What the owner sees of a tutorial's sharing. */
export async function readSharing(
  { db, now, publicUrl, secret }: Pick<SharingDeps, 'db' | 'now' | 'publicUrl' | 'secret'>,
  tutorialId: string,
): Promise<Sharing> {
  const { published_at: publishedAt } = await db
    .selectFrom('tutorials')
    .select('published_at')
    .where('id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  const links = await db
    .selectFrom('share_links')
    .selectAll()
    .where('tutorial_id', '=', tutorialId)
    .where((eb) => isLiveLink(eb, now()))
    .orderBy('created_at', 'desc')
    .execute();
  const { at, covers, valid, spared } = await lookOverOf(db, tutorialId);
  const key = links.length > 0 ? await secret() : '';
  return {
    spared: spared.map(({ assetId }) => assetId),
    lookOver: at && { at: at.toISOString(), current: valid },
    links: links.map((link) => ({
      id: link.id,
      url: publicUrl + sharedPagePath(signShareToken(key, { linkId: link.id, expiresAt: link.expires_at })),
      createdAt: link.created_at.toISOString(),
      expiresAt: link.expires_at?.toISOString() ?? null,
    })),
    publishedAt: publishedAt?.toISOString() ?? null,
    paused: !covers && (links.length > 0 || publishedAt !== null),
  };
}
