import { expect, test } from 'vitest';
import { en } from '../../web/messages/en.ts';
import { rerunText } from '../../web/messages/rerun.ts';
import { api, db, demoPlatform, finishedJob, harbor, newSignedUpPerson, product } from '../support/journey.ts';
import { approvePlan, askForTutorial, connectPlatform } from '../support/person.ts';

const text = rerunText.en;

test('a tutorial is run again on a platform that calls a button otherwise now, and the mended step is taken alone', async () => {
  const { page, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  const dealName = `Again ${userId.slice(0, 8)}`;
  await askForTutorial(page, product.url, `Create a deal called "${dealName}"`, demoPlatform.name);
  const first = await db.selectFrom('jobs').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  expect(await finishedJob(first.id)).toMatchObject({ status: 'done' });
  const tutorialId = first.tutorial_id;
  const steps = () =>
    db.selectFrom('steps').selectAll().where('tutorial_id', '=', tutorialId).orderBy('position').execute();
  const assets = async () => await db.selectFrom('assets').select(['id', 'step_id']).execute();
  const before = await steps();

  // One step is taken again: what comes before it is done, and neither it nor anything behind it.
  const typing = before.find(({ action }) => action.kind === 'type')!;
  const frames = async () =>
    (await db.selectFrom('assets').selectAll().where('tutorial_id', '=', tutorialId).execute()).toSorted((a, b) =>
      a.step_id!.localeCompare(b.step_id!),
    );
  const framesBefore = await frames();
  const sharing = (method: string, path: string, body?: object) =>
    api(page, method, `/api/sharing/${tutorialId}${path}`, body);
  expect((await sharing('POST', '/look-over', { frames: framesBefore.map(({ id }) => id) })).status).toBe(200);
  const [link] = (await sharing('POST', '/links', { days: 7 })).body.links as { url: string }[];
  const opened = async () => (await fetch(link!.url.replace('/s/', '/api/public/links/'))).status;
  expect(await opened()).toBe(200);

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  const card = page.getByRole('listitem', { name: en.tutorial.step(typing.position), exact: true });
  await card.getByRole('button', { name: text.retake.menu }).click();
  await page.getByRole('button', { name: text.retake.start, exact: true }).click();
  await page.getByRole('heading', { name: en.progress.making }).waitFor();
  await approvePlan(page);
  const retake = await db
    .selectFrom('jobs')
    .selectAll()
    .where('user_id', '=', userId)
    .where('retakes', '=', typing.id)
    .executeTakeFirstOrThrow();
  expect(await finishedJob(retake.id)).toMatchObject({ status: 'done' });
  expect(harbor().deals.filter(({ name }) => name === dealName)).toHaveLength(1);
  expect(await frames()).toEqual(framesBefore);

  await page.goto(`${product.url}/tutorials/${tutorialId}/changes`);
  await page.getByRole('button', { name: text.retake.take }).click();
  await page.getByText(text.stepTaken).first().waitFor();
  const words = ({ id, text: said, why, analysis }: (typeof before)[number]) => ({ id, said, why, analysis });
  expect((await steps()).map(words)).toEqual(before.map(words));
  const others = (all: typeof framesBefore) => all.filter(({ step_id }) => step_id !== typing.id);
  expect(others(await frames())).toEqual(others(framesBefore));
  const retaken = (await frames()).find(({ step_id }) => step_id === typing.id)!;
  expect(framesBefore.map(({ id }) => id)).not.toContain(retaken.id);
  expect(await opened()).toBe(404);
  expect((await sharing('POST', '/look-over', { frames: [retaken.id] })).status).toBe(200);
  expect(await opened()).toBe(200);

  // The walk of then is remembered with the name that the button had then.
  const saving = before.findLast(({ action }) => action.kind === 'select')!;
  const renamed = { ...saving.action, name: 'Keep it' };
  await db
    .updateTable('steps')
    .set({ action: JSON.stringify(renamed) })
    .where('id', '=', saving.id)
    .execute();
  const picture = (await assets()).find(({ step_id }) => step_id === saving.id)!.id;

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: text.menu }).click();
  await page.getByRole('button', { name: text.start }).click();
  await page.getByRole('heading', { name: en.progress.making }).waitFor();
  await approvePlan(page);
  const second = await db
    .selectFrom('jobs')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', 'not in', [first.id, retake.id])
    .executeTakeFirstOrThrow();
  expect(await finishedJob(second.id)).toMatchObject({ status: 'done' });
  expect(harbor().deals.filter(({ name }) => name === dealName)).toHaveLength(2);

  await page.goto(`${product.url}/tutorials/${tutorialId}/changes`);
  await page.getByText(text.counts(before.length - 1, 1, 0, 0)).waitFor();
  await page.getByText(text.mended, { exact: true }).waitFor();
  const changed = page.getByRole('listitem').filter({ hasText: text.mended });
  await changed.getByRole('button', { name: text.takeStep }).click();
  await page.getByRole('dialog').getByRole('button', { name: text.takeStep }).click();
  await page.getByText(text.stepTaken).first().waitFor();

  const after = await steps();
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(after.find(({ id }) => id === saving.id)?.action).toMatchObject({ name: saving.action.name, mended: true });
  expect((await assets()).find(({ step_id }) => step_id === saving.id)?.id).not.toBe(picture);
  const untouched = after.filter(({ id }) => id !== saving.id);
  expect(untouched).toEqual(before.filter(({ id }) => id !== saving.id));
  // What nobody has looked over is shown to nobody else.
  expect((await api(page, 'GET', `/api/sharing/${second.tutorial_id}`)).status).toBe(404);
});
