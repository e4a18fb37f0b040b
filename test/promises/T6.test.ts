import { expect, test } from 'vitest';
import { db, demoPlatform, finishedJob, harbor, mailsTo, newSignedUpPerson, product } from '../support/journey.ts';
import { askForTutorial, connectPlatform } from '../support/person.ts';

test('T6: the work goes on when the page is closed, and a mail with a link says when it is done', async () => {
  const { page, person, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  const dealName = `Left alone ${userId.slice(0, 8)}`;
  await askForTutorial(page, product.url, `Create a deal called "${dealName}"`, demoPlatform.name);
  await page.close();

  const { id, tutorial_id } = await db
    .selectFrom('jobs')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  expect((await finishedJob(id)).status).toBe('done');
  expect(harbor().deals.filter(({ name }) => name === dealName)).toHaveLength(1);
  const ready = () => mailsTo(person.email).filter(({ subject }) => subject === 'Your tutorial is ready');
  await expect.poll(() => ready().length, { timeout: 15_000 }).toBe(1);
  const [mail] = ready();
  expect(mail!.text).toContain(`${product.url}/tutorials/${tutorial_id}`);
  expect(mail!.text).toContain(person.name);
});
