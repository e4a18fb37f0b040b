import { expect, test } from 'vitest';
import { criteria } from '#shared/model/prompts/review.ts';
import { en } from '../../web/messages/en.ts';
import {
  db,
  demoPlatform,
  finishedJob,
  journey,
  modelFault,
  newSignedUpPerson,
  product,
  recordedModelRequests,
} from '../support/journey.ts';
import { askForTutorial, connectPlatform } from '../support/person.ts';

const reviewOf = async (tutorialId: string) =>
  (await db.selectFrom('tutorials').select('review').where('id', '=', tutorialId).executeTakeFirstOrThrow()).review!;

test('T7: a finished tutorial has a score with a reason for each criterion, and its page shows them', async () => {
  const { page, tutorialId } = await journey();
  const review = await reviewOf(tutorialId);
  expect(review.reasons.map(({ criterion }) => criterion)).toEqual([...criteria]);
  expect(review.reasons.every(({ reason, points, of }) => reason.length > 0 && points >= 0 && points <= of)).toBe(true);
  expect(review.total).toBe(Math.round(review.reasons.reduce((sum, { points }) => sum + points, 0)));
  expect(review.findings).toEqual([]);

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  const section = page.locator('section', {
    has: page.getByRole('heading', { name: en.tutorial.review, exact: true }),
  });
  await section.getByText(en.tutorial.score(review.total)).waitFor();
  for (const { reason } of review.reasons) expect(await section.getByText(reason).count()).toBeGreaterThan(0);
});

test('T7: one below the bar is written once more, and marked when that does not help', async () => {
  const { page, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  const dealName = `Poor ${userId.slice(0, 8)}`;
  const scores = criteria.map((criterion) => ({ criterion, score: 1, reason: 'Half of it is there.' }));
  await modelFault({ includes: dealName, asks: 'scores', times: 2, answer: { scores } });
  await askForTutorial(page, product.url, `Create a deal called "${dealName}"`, demoPlatform.name);
  const { id } = await db.selectFrom('jobs').select('id').where('user_id', '=', userId).executeTakeFirstOrThrow();
  const { status, tutorial_id: tutorialId } = await finishedJob(id);
  expect(status).toBe('done');

  expect(await reviewOf(tutorialId)).toMatchObject({ total: 50, improved: true, needsYourLook: true });
  const sent = (await recordedModelRequests()).filter((request) => request.includes(dealName));
  const writing = sent.filter((request) => request.includes('You write a tutorial'));
  expect(writing).toHaveLength(2);
  expect(writing[1]).toContain('Half of it is there.');
  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByText(en.tutorial.needsLook).waitFor();
});
