import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { listFiles } from '#shared/aws/files.ts';
import { en } from '../../web/messages/en.ts';
import { keptText } from '../../web/messages/kept.ts';
import { api, db, executionsOf, finishedJob, harbor, journey, modelFault } from '../support/journey.ts';
import { filesBucket, framesOf } from '../support/sharable-tutorial.ts';

test('a run that ends midway leaves its owner a draft that nobody else gets, and trying again replaces it', async () => {
  const { page, userId, connectionId } = await journey();
  const dealName = `Midway ${userId.slice(0, 8)}`;
  const deals = () => harbor().deals.filter(({ name }) => name === dealName);
  const gaveUp = {
    reason: 'There is no way.',
    action: 'give_up',
    ref: '',
    to: '',
    value: 'There is no way.',
    detour: false,
    personal: [],
  };
  // Once the name is typed, which the history of the walk then says.
  await modelFault({ includes: `= \\"${dealName}\\" ->`, asks: 'ref', times: 1, answer: gaveUp });
  const request = { connectionId, goal: `Create a deal called "${dealName}"`, approvePlan: false };
  const { body } = await api(page, 'POST', '/api/jobs', { ...request, requestKey: randomUUID() });
  const ended = await finishedJob(body.id);
  expect(ended).toMatchObject({ status: 'failed', error_code: 'GOAL_NOT_REACHED', failed_in: 'capture' });
  expect(deals()).toEqual([]);
  await expect.poll(() => executionsOf(body.id).at(-1)?.status, { timeout: 30_000 }).toBe('FAILED');

  // Its pictures went through the gate like any other.
  const tutorialId = ended.tutorial_id;
  const frames = await framesOf(tutorialId);
  const audited = await db
    .selectFrom('redaction_audit')
    .select('output_sha256')
    .where('tutorial_id', '=', tutorialId)
    .where('asset_id', 'is not', null)
    .execute();
  expect(audited.map(({ output_sha256 }) => output_sha256).toSorted()).toEqual(
    frames.map(({ sha256 }) => sha256).toSorted(),
  );
  expect(await listFiles(filesBucket(), `staging/${tutorialId}/`)).toEqual([]);

  await page.goto(new URL(`/jobs/${body.id}`, page.url()).href);
  await page.getByText(en.errors.GOAL_NOT_REACHED).waitFor();
  await page.getByRole('heading', { name: keptText.en.title }).waitFor();
  await page.getByText(keptText.en.text(frames.length - 1)).waitFor();
  await page.getByText(`Typed “${dealName}” into`).waitFor();
  await page.getByText('It saw no way on from here: “There is no way.”').waitFor();
  expect(await page.locator('main figure').count()).toBe(frames.length);

  const asked = await Promise.all([
    api(page, 'GET', `/api/sharing/${tutorialId}`),
    api(page, 'POST', `/api/sharing/${tutorialId}/look-over`, { frames: frames.map(({ id }) => id) }),
    api(page, 'POST', `/api/sharing/${tutorialId}/links`, { days: 7 }),
    api(page, 'POST', `/api/sharing/${tutorialId}/publication`),
  ]);
  expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);

  expect((await api(page, 'POST', `/api/jobs/${body.id}/retry`)).status).toBe(200);
  expect(await finishedJob(body.id)).toMatchObject({ status: 'done', stopped_by: null });
  expect(deals()).toHaveLength(1);
  const old = new Set(frames.map(({ id }) => id));
  expect((await framesOf(tutorialId)).filter(({ id }) => old.has(id))).toEqual([]);
});
