import type { ShowcaseEntry } from '#shared/contract/sharing.ts';
import { writtenLanguage } from '#shared/contract/tutorial-language.ts';
import { lookOverOf } from '#shared/db/look-overs.ts';
import { readSteps } from '../tutorials/read-steps.ts';
import type { PublicDeps } from './routes.ts';

const entriesLimit = 60;

/** Published tutorials, newest first (S3); one with a picture that nobody looked over is left out until it was. */
export async function listShowcase({
  db,
  offlineModel,
}: Pick<PublicDeps, 'db' | 'offlineModel'>): Promise<{ tutorials: ShowcaseEntry[] }> {
  const rows = await db
    .selectFrom('tutorials')
    .select(['id', 'title', 'platform_name', 'language', 'published_at'])
    .where('published_at', 'is not', null)
    .where('status', '=', 'ready')
    .orderBy('published_at', 'desc')
    .limit(entriesLimit)
    .execute();
  const tutorials: ShowcaseEntry[] = [];
  for (const { id, title, platform_name: platformName, language, published_at: publishedAt } of rows) {
    if (!publishedAt || !(await lookOverOf(db, id)).covers) continue;
    const steps = await readSteps(db, id);
    const firstFrameId = steps[0]?.frame?.assetId ?? null;
    tutorials.push({
      id,
      title,
      platformName,
      language: writtenLanguage(language, offlineModel),
      stepCount: steps.length,
      firstFrameId,
      publishedAt: publishedAt.toISOString(),
    });
  }
  return { tutorials };
}
