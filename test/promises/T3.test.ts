import { expect, test } from 'vitest';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import { executionsOf, journey, product } from '../support/journey.ts';

test('T3: an operator sees every state of a job, in order, with ids and counts alone', async () => {
  const { jobId, person, goal, page } = await journey();
  const [execution, ...more] = executionsOf(jobId);
  expect(more).toEqual([]);
  expect(execution!.name).toBe(`job-${jobId}-1`);
  const entered = execution!.events.flatMap(({ type, state }) => (type.endsWith('StateEntered') ? [state] : []));
  expect(entered).toEqual(pipelineStates.map(({ name }) => name));
  expect(execution!.status).toBe('SUCCEEDED');

  const history = JSON.stringify(execution);
  for (const personal of [person.name, person.email, goal]) expect(history).not.toContain(personal);

  const console = await page.context().newPage();
  await console.goto(`${product.url}/_local`);
  expect(await console.locator('body').innerText()).toContain(execution!.name);
  await console.close();
});
