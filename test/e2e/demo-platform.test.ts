import sharp from 'sharp';
import { expect, test } from 'vitest';
import { getFile } from '#shared/aws/files.ts';
import { en } from '../../web/messages/en.ts';
import { connectConsent } from '#shared/contract/consent.ts';
import { db, environmentOf, harbor, journey, mailsTo, product } from '../support/journey.ts';

test('the deal that the goal asked for exists on the platform, once', async () => {
  const { dealName } = await journey();
  expect(harbor().deals.filter(({ name }) => name === dealName)).toHaveLength(1);
});

test('the tutorial shows the way in large frames with the target marked', async () => {
  const { page, tutorialId, dealName } = await journey();
  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.locator('main img').first().waitFor();
  const text = await page.locator('main').innerText();
  for (const part of ['Deals', 'New deal', dealName, 'Create deal']) expect(text).toContain(part);

  const steps = await db
    .selectFrom('steps')
    .select(['action', 'text', 'labels'])
    .where('tutorial_id', '=', tutorialId)
    .orderBy('position')
    .execute();
  expect(steps.length).toBeGreaterThanOrEqual(4);
  expect(steps.length).toBeLessThanOrEqual(7);
  for (const { text: sentence, labels } of steps) {
    const bold = [...sentence.matchAll(/\*\*(.+?)\*\*/g)].map(([, label]) => label!);
    for (const label of bold) expect(labels.some((known) => known.includes(label)) || label === dealName).toBe(true);
  }
});

test('the stored frames are WebP whose recorded regions are unreadable, and nothing waits in staging', async () => {
  const { tutorialId } = await journey();
  const bucket = environmentOf('tutorials')['FILES_BUCKET']!;
  const assets = await db.selectFrom('assets').selectAll().where('tutorial_id', '=', tutorialId).execute();
  const steps = await db.selectFrom('steps').select(['id', 'staged']).where('tutorial_id', '=', tutorialId).execute();
  expect(assets).toHaveLength(steps.length);
  expect(steps.every(({ staged }) => staged === null)).toBe(true);
  for (const { key, width, height, highlight } of assets) {
    const picture = await sharp(await getFile(bucket, key)).metadata();
    expect(picture).toMatchObject({ format: 'webp', width, height });
    if (!highlight) continue;
    expect(highlight.x >= 0 && highlight.y >= 0).toBe(true);
    expect(highlight.x + highlight.width <= width && highlight.y + highlight.height <= height).toBe(true);
  }
  const audits = await db
    .selectFrom('redaction_audit')
    .selectAll()
    .where('tutorial_id', '=', tutorialId)
    .where('asset_id', 'is not', null)
    .execute();
  expect(new Set(audits.map(({ asset_id }) => asset_id))).toEqual(new Set(assets.map(({ id }) => id)));
  // The first frame shows the contacts: names, e-mails and phones of each row.
  expect(Math.max(...audits.map(({ regions }) => regions))).toBeGreaterThan(20);
});

test('tables hold the job, the consent and the review; the outbox holds a mail for the plan and one for the end', async () => {
  const { userId, jobId, person, tutorialId } = await journey();
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow();
  expect(job).toMatchObject({ status: 'done', percent: 100, error_code: null, attempt: 2 });
  const consents = await db.selectFrom('consents').select('version').where('user_id', '=', userId).execute();
  expect(consents).toEqual([{ version: connectConsent.version }]);
  const { review, status } = await db
    .selectFrom('tutorials')
    .select(['review', 'status'])
    .where('id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  expect(status).toBe('ready');
  expect(review!.total).toBeGreaterThanOrEqual(70);
  const subjects = () =>
    mailsTo(person.email)
      .filter(({ html }) => html.includes(tutorialId))
      .map(({ subject }) => subject);
  await expect.poll(subjects, { timeout: 15_000 }).toHaveLength(2);
  expect(subjects().toSorted()).toEqual(['A plan waits for your approval', 'Your tutorial is ready']);
});

test('the review’s points and reasons are stored and shown', async () => {
  const { page, tutorialId } = await journey();
  const { review } = await db
    .selectFrom('tutorials')
    .select('review')
    .where('id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  expect(review!.reasons.reduce((sum, { of }) => sum + of, 0)).toBe(100);
  expect(Math.round(review!.reasons.reduce((sum, { points }) => sum + points, 0))).toBe(review!.total);
  expect(review!.reasons.every(({ reason }) => reason.length > 3)).toBe(true);
  expect(review!.needsYourLook).toBe(review!.total < 70);

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByText(en.tutorial.score(review!.total)).first().waitFor();
  const text = await page.locator('main').textContent();
  for (const { reason } of review!.reasons) expect(text).toContain(reason);
});
