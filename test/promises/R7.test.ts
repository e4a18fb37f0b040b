import { expect, test } from 'vitest';
import { sharingText } from '../../web/messages/sharing.ts';
import { api, db, product } from '../support/journey.ts';
import { framesOf, lookOver, readablePlace, sharableTutorial } from '../support/sharable-tutorial.ts';

test('R7: the API refuses links and publishing until the pictures were looked over, and again once one changes', async () => {
  const tutorial = await sharableTutorial();
  const { page, tutorialId } = tutorial;
  await db.deleteFrom('look_overs').where('tutorial_id', '=', tutorialId).execute();
  const refused = async () => {
    const answers = [
      await api(page, 'POST', `/api/sharing/${tutorialId}/links`, { days: 7 }),
      await api(page, 'POST', `/api/sharing/${tutorialId}/publication`),
    ];
    return answers.map(({ status, body }) => [status, body.error?.code]);
  };
  const both = [
    [409, 'LOOK_OVER_REQUIRED'],
    [409, 'LOOK_OVER_REQUIRED'],
  ];
  expect(await refused()).toEqual(both);

  const frames = await framesOf(tutorialId);
  const most = frames.slice(1).map(({ id }) => id);
  expect((await api(page, 'POST', `/api/sharing/${tutorialId}/look-over`, { frames: most })).status).toBe(409);
  expect(await refused()).toEqual(both);

  await lookOver(tutorial);
  const row = await db
    .selectFrom('look_overs')
    .selectAll()
    .where('tutorial_id', '=', tutorialId)
    .executeTakeFirstOrThrow();
  expect(row.frames.map(({ sha256 }) => sha256).toSorted()).toEqual(frames.map(({ sha256 }) => sha256).toSorted());
  const made = await api(page, 'POST', `/api/sharing/${tutorialId}/links`, { days: 1 });
  expect(made.status).toBe(201);
  await api(page, 'DELETE', `/api/sharing/${tutorialId}/links/${made.body.links[0].id}`);

  const last = frames.at(-1)!;
  const marks = { requestKey: crypto.randomUUID(), boxes: [await readablePlace(last)] };
  expect((await api(page, 'POST', `/api/marks/${tutorialId}/frames/${last.id}`, marks)).status).toBe(200);
  expect(await refused()).toEqual(both);
});

test('R7: on the page every picture has to be seen before the look over it can be confirmed', async () => {
  const { page, tutorialId } = await sharableTutorial();
  await db.deleteFrom('look_overs').where('tutorial_id', '=', tutorialId).execute();
  const words = sharingText.en;
  await page.goto(`${product.url}/tutorials/${tutorialId}/share`);
  const confirm = page.getByRole('button', { name: words.confirm });
  await confirm.waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  for (const { id } of await framesOf(tutorialId)) {
    const picture = page.locator(`[data-seen="${id}"]`);
    await picture.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const looked = page.getByRole('listitem').filter({ has: picture }).getByText(words.seenOne, { exact: true });
    await looked.waitFor();
  }
  await confirm.click();
  await page.getByRole('button', { name: words.again }).waitFor();
  const row = await db.selectFrom('look_overs').select('voided_at').where('tutorial_id', '=', tutorialId).execute();
  expect(row).toEqual([{ voided_at: null }]);
});
