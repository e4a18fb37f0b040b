import { expect, test } from 'vitest';
import { sharingText } from '../../web/messages/sharing.ts';
import { newSignedUpPerson, product } from '../support/journey.ts';
import { framesOf, lookOver, sharableTutorial } from '../support/sharable-tutorial.ts';

test('S3: publishing on the page puts the tutorial into the showcase, unpublishing takes it out', async () => {
  const tutorial = await sharableTutorial();
  const { page, tutorialId } = tutorial;
  await lookOver(tutorial);
  const words = sharingText.en;
  const [frame] = await framesOf(tutorialId);
  const inShowcase = async () => {
    const list = await (await fetch(`${product.url}/api/public/showcase`)).json();
    return list.tutorials.some(({ id }: { id: string }) => id === tutorialId);
  };
  const opens = async () => {
    const paths = [`/api/public/showcase/${tutorialId}`, `/api/public/showcase/${tutorialId}/frames/${frame!.id}`];
    return Promise.all(paths.map(async (path) => (await fetch(product.url + path)).status));
  };
  expect([await inShowcase(), ...(await opens())]).toEqual([false, 404, 404]);

  await page.goto(`${product.url}/tutorials/${tutorialId}/share`);
  await page.getByRole('button', { name: words.publish, exact: true }).click();
  await page.getByRole('button', { name: words.unpublish }).waitFor();
  expect([await inShowcase(), ...(await opens())]).toEqual([true, 200, 200]);
  const { page: reader } = await newSignedUpPerson();
  await reader.goto(`${product.url}/showcase/${tutorialId}`);
  await reader.locator('article figure img').first().waitFor();

  await page.getByRole('button', { name: words.unpublish }).click();
  await page.getByRole('button', { name: words.publish, exact: true }).waitFor();
  expect([await inShowcase(), ...(await opens())]).toEqual([false, 404, 404]);
});
