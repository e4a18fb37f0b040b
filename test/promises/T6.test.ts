import { expect, test } from 'vitest';
import { db, demoPlatform, finishedJob, harbor, journey, mailsTo, product } from '../support/journey.ts';
import { askForTutorial } from '../support/person.ts';

test('T6: the work goes on when the page is closed, and a mail with a link says when it is done', async () => {
  const { page: other, person, userId } = await journey();
  const page = await other.context().newPage();
  const dealName = `Left alone ${userId.slice(0, 8)}`;
  const goal = `Create a deal called "${dealName}"`;
  await askForTutorial(page, product.url, goal, demoPlatform.name);
  await page.close();

  const { id, tutorial_id } = await db
    .selectFrom('jobs')
    .selectAll()
    .where('goal', '=', goal)
    .executeTakeFirstOrThrow();
  expect((await finishedJob(id)).status).toBe('done');
  expect(harbor().deals.filter(({ name }) => name === dealName)).toHaveLength(1);
  const link = `${product.url}/tutorials/${tutorial_id}`;
  const ready = () =>
    mailsTo(person.email).filter(({ subject, text }) => subject === 'Your tutorial is ready' && text.includes(link));
  await expect.poll(() => ready().length, { timeout: 15_000 }).toBe(1);
  const [mail] = ready();
  expect(mail!.text).toContain(person.name);
});
