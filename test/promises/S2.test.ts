import { expect, test } from 'vitest';
import { sharingText } from '../../web/messages/sharing.ts';
import { api, db, newSignedUpPerson, product } from '../support/journey.ts';
import { framesOf, lookOver, sharableTutorial } from '../support/sharable-tutorial.ts';

test('S2: a share link opens the tutorial to anybody, is signed, and stops at once when revoked or ended', async () => {
  const tutorial = await sharableTutorial();
  const { page, tutorialId } = tutorial;
  await lookOver(tutorial);
  const links = `/api/sharing/${tutorialId}/links`;
  const make = async (days: number | null) => (await api(page, 'POST', links, { days })).body.links[0];
  const first = await make(null);
  const second = await make(7);
  const token = (link: { url: string }) => new URL(link.url).pathname.replace('/s/', '');
  const [frame] = await framesOf(tutorialId);
  const opens = async (key: string) => {
    const paths = [`/api/public/links/${key}`, `/api/public/links/${key}/frames/${frame!.id}`];
    return Promise.all(paths.map(async (path) => (await fetch(product.url + path)).status));
  };
  expect(await opens(token(first))).toEqual([200, 200]);
  expect(await opens(token(second))).toEqual([200, 200]);

  const { page: reader } = await newSignedUpPerson();
  await reader.goto(first.url);
  await reader.locator('article figure img').first().waitFor();
  expect(await reader.locator('article figure').count()).toBe((await framesOf(tutorialId)).length);

  // Signed: whatever is changed in it, it opens nothing.
  const key = token(first);
  for (const at of [0, 10, 24, 40, key.length - 1]) {
    const other = key[at] === 'x' ? 'y' : 'x';
    expect(await opens(key.slice(0, at) + other + key.slice(at + 1))).toEqual([404, 404]);
  }
  expect((await api(page, 'DELETE', `${links}/${first.id}`)).status).toBe(200);
  expect(await opens(token(first))).toEqual([404, 404]);
  await reader.reload();
  await reader.getByRole('heading', { name: sharingText.en.gone }).waitFor();
  expect(await opens(token(second))).toEqual([200, 200]);

  await db.updateTable('share_links').set({ expires_at: new Date() }).where('id', '=', second.id).execute();
  expect(await opens(token(second))).toEqual([404, 404]);
});
