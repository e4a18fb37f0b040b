import { expect, test } from 'vitest';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import { demoPlatform, executionsOf, journey, product } from '../support/journey.ts';

test('T3: an operator sees every state of a job, in order, with ids and counts alone', async () => {
  const { jobId, person, goal, dealName, page } = await journey();
  const [planned, execution, ...more] = executionsOf(jobId);
  expect(more).toEqual([]);
  const names: string[] = pipelineStates.map(({ name }) => name);
  const entered = (of = execution) =>
    of!.events.flatMap(({ type, state = '' }) => (type.endsWith('StateEntered') ? [state] : []));
  // The first execution ends where the plan waits for its user; nothing runs meanwhile.
  expect(planned!.name).toBe(`job-${jobId}-1`);
  expect(entered(planned)).toEqual(['authenticate', 'plan', 'needs-approval', 'approval', 'waits']);
  expect(planned!.status).toBe('SUCCEEDED');
  expect(execution!.name).toBe(`job-${jobId}-2`);
  expect(entered().filter((state) => names.includes(state))).toEqual(names);
  expect(execution!.status).toBe('SUCCEEDED');

  expect([planned!, execution!].map(({ input }) => JSON.parse(input))).toEqual([
    { jobId, attempt: 1 },
    { jobId, attempt: 2 },
  ]);
  const history = JSON.stringify([planned, execution]);
  const { host } = new URL(demoPlatform.url);
  for (const personal of [person.name, person.email, goal, dealName, host, demoPlatform.user])
    expect(history).not.toContain(personal);

  const console = await page.context().newPage();
  await console.goto(`${product.url}/_local`);
  expect(await console.locator('body').innerText()).toContain(execution!.name);
  await console.close();
});
