import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { db, environmentOf, harbor, journey } from '../support/journey.ts';
import { bare, readText } from '../support/read-text.ts';

test('R1: nobody on the platform’s pages can be read in the stored pixels', async () => {
  const { tutorialId } = await journey();
  const frames = await db
    .selectFrom('assets')
    .select(['key', 'redactions'])
    .where('tutorial_id', '=', tutorialId)
    .where('kind', '=', 'frame')
    .execute();
  expect(frames.length).toBeGreaterThan(2);
  const masked = frames.reduce(
    (sum, frame) => sum + Object.values(frame.redactions ?? {}).reduce((a, b) => a + b, 0),
    0,
  );
  expect(masked).toBeGreaterThan(5);

  const read: string[] = [];
  for (const { key } of frames)
    read.push(...(await readText((await getFile(environmentOf('redact')['FILES_BUCKET']!, key))!)));
  // The reader reads: the application's own words are there.
  expect(read.map(bare)).toContain('deals');
  const everything = bare(read.join(' '));
  const people = harbor().contacts.flatMap(({ firstName, lastName, email, phone }) => [
    bare(`${firstName} ${lastName}`),
    bare(email),
    bare(phone),
  ]);
  expect(people.filter((person) => person !== '' && everything.includes(person))).toEqual([]);
});
