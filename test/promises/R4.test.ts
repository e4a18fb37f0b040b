import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { db, environmentOf, harbor, journey } from '../support/journey.ts';
import { bare, readText } from '../support/read-text.ts';

test('R4: the signed-in user’s own name, as the platform shows it, can be read in the tutorial’s pictures', async () => {
  const { tutorialId } = await journey();
  const frames = await db
    .selectFrom('assets')
    .select('key')
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .execute();
  const own = bare(harbor().settings.name);
  expect(own.length).toBeGreaterThan(6);
  const shown: boolean[] = [];
  for (const { key } of frames) {
    const read = await readText((await getFile(environmentOf('redact')['FILES_BUCKET']!, key))!);
    shown.push(bare(read.join(' ')).includes(own));
  }
  expect(shown).toContain(true);
});
