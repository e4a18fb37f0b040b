import { expect, test } from 'vitest';
import { api, db, journey, newSignedUpPerson, product } from '../support/journey.ts';

test('S1: a tutorial and its files are readable by their owner and by nobody else', async () => {
  const { page, tutorialId, jobId } = await journey();
  const assets = await db.selectFrom('assets').select(['id', 'key']).where('tutorial_id', '=', tutorialId).execute();
  expect(assets.length).toBeGreaterThan(2);
  const paths = [
    `/api/tutorials/${tutorialId}`,
    `/api/jobs/${jobId}`,
    `/api/progress/${jobId}`,
    ...assets.map(({ id }) => `/api/tutorials/${tutorialId}/frames/${id}`),
  ];
  for (const path of paths.filter((path) => !path.includes('/progress/'))) {
    expect([path, (await api(page, 'GET', path)).status]).toEqual([path, 200]);
  }

  const { page: other } = await newSignedUpPerson();
  for (const path of paths) expect([path, (await api(other, 'GET', path)).status]).toEqual([path, 404]);
  expect((await api(other, 'GET', '/api/tutorials')).body.tutorials).toEqual([]);
  expect((await api(other, 'DELETE', `/api/tutorials/${tutorialId}`)).status).toBe(404);
  expect((await api(other, 'POST', `/api/jobs/${jobId}/retry`)).status).toBe(404);

  for (const path of paths) expect([path, (await fetch(product.url + path)).status]).toEqual([path, 401]);
  // The stored files have no address of their own on the product's origin.
  for (const { key } of assets) {
    const guess = await fetch(`${product.url}/${key}`);
    expect(guess.headers.get('content-type')).not.toContain('image');
  }
});

test('S1: a frame of one tutorial does not open under the address of another', async () => {
  const { page, tutorialId } = await journey();
  const foreign = await db.selectFrom('assets').select('id').where('tutorial_id', '!=', tutorialId).executeTakeFirst();
  const id = foreign?.id ?? '00000000-0000-4000-8000-000000000000';
  expect((await api(page, 'GET', `/api/tutorials/${tutorialId}/frames/${id}`)).status).toBe(404);
});
