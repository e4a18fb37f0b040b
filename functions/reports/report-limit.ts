import { createHmac } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { Reporter } from '#shared/contract/reports.ts';
import type { ReportsDeps } from './routes.ts';

const windowMs = 60 * 60_000;
/** A tutorial has a dozen pictures: whoever reports more than two tutorials' worth in an hour is a program. */
const perSource = 30;
/** From all readers of one tutorial together. Its owner's reports are not held back by theirs. */
const perTutorial = 90;

export interface ReportSource {
  reporter: Reporter;
  /** The account's id or the network address: kept as a keyed hash, and for a day. */
  source: string;
  tutorialId: string;
}

/**
 * Counts a report before it is filed, so that reports sent side by side are all counted. Throws TOO_MANY_REPORTS when the
 * hour holds too many of the same source or, from readers, about the same tutorial.
 */
export async function countReport(
  { db, now, secret }: Pick<ReportsDeps, 'db' | 'now' | 'secret'>,
  { reporter, source, tutorialId }: ReportSource,
): Promise<void> {
  const source_hash = createHmac('sha256', await secret())
    .update(`report source ${source}`)
    .digest();
  await db
    .insertInto('report_attempts')
    .values({ source_hash, tutorial_id: tutorialId, reporter, at: now() })
    .execute();
  const { bySource, onTutorial } = await db
    .selectFrom('report_attempts')
    .select(({ fn, eb }) => [
      fn.countAll<string>().filterWhere('source_hash', '=', source_hash).as('bySource'),
      fn
        .countAll<string>()
        .filterWhere(eb.and({ tutorial_id: tutorialId, reporter: 'viewer' }))
        .as('onTutorial'),
    ])
    .where('at', '>', new Date(now().getTime() - windowMs))
    .where((eb) => eb.or([eb('source_hash', '=', source_hash), eb('tutorial_id', '=', tutorialId)]))
    .executeTakeFirstOrThrow();
  const tooMany = Number(bySource) > perSource || (reporter === 'viewer' && Number(onTutorial) > perTutorial);
  if (tooMany) throw new ProductError('TOO_MANY_REPORTS', Number(bySource) > perSource ? 'source' : 'tutorial');
}
