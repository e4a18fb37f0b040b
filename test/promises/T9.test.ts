import { expect, test } from 'vitest';
import { en } from '../../web/messages/en.ts';
import {
  db,
  demoPlatform,
  executionsOf,
  finishedJob,
  harbor,
  mailsTo,
  modelFault,
  newSignedUpPerson,
  product,
} from '../support/journey.ts';
import { approvePlan, askForTutorial, connectPlatform } from '../support/person.ts';

/** A fault in each state that asks the model, by the question of its that fails, in the order of the states. */
const faults = [
  { state: 'plan', asks: 'preconditions' },
  { state: 'capture', asks: 'action' },
  { state: 'analyze', asks: 'analyses' },
  { state: 'generate', asks: 'beforeYouStart' },
  { state: 'review', asks: 'scores' },
] as const;

test('T9: a fault in any state ends with a plain reason; redriven by an operator, the job goes on and nothing is lost', async () => {
  const { page, person, userId } = await newSignedUpPerson();
  await connectPlatform(page, product.url, demoPlatform);
  const dealName = `Faulty ${userId.slice(0, 8)}`;
  for (const { asks } of faults) await modelFault({ includes: dealName, asks, times: 2, refuses: true });
  // An overload passes: the state is tried again, and nobody is told.
  await modelFault({ includes: dealName, asks: 'scores', times: 5, status: 529 });
  await askForTutorial(page, product.url, `Create a deal called "${dealName}"`, demoPlatform.name);
  const job = () => db.selectFrom('jobs').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
  const { id } = await job();
  const operator = await page.context().newPage();
  const deals = () => harbor().deals.filter(({ name }) => name === dealName).length;

  for (const { state } of faults) {
    const failed = await finishedJob(id);
    expect([state, failed.status, failed.error_code, failed.failed_in]).toEqual([
      state,
      'failed',
      'MODEL_REFUSED',
      state,
    ]);
    await page.goto(`${product.url}/jobs/${id}`);
    await page.getByText(en.errors.MODEL_REFUSED).waitFor();
    await page.getByText(en.progress.notCharged).waitFor();

    const execution = () => executionsOf(id).at(-1)!;
    await expect.poll(() => execution().status, { timeout: 30_000 }).toBe('FAILED');
    const { name } = execution();
    await operator.goto(`${product.url}/_local/executions/${name}`);
    await operator.getByText('MODEL_REFUSED').first().waitFor();
    await operator.getByRole('button', { name: 'Redrive' }).click();
    await expect.poll(async () => (await job()).attempt, { timeout: 30_000 }).toBeGreaterThan(failed.attempt);
    // A refused plan or walk was the plan's fault: a new one is made, and asked about again.
    if (state === 'plan' || state === 'capture') {
      await page.goto(`${product.url}/jobs/${id}`);
      await approvePlan(page);
    }
  }
  expect(await finishedJob(id)).toMatchObject({ status: 'done', error_code: null });
  // Walked once to the end: what was done on the platform was not done again.
  expect(deals()).toBe(1);
  // The job is done before its mail is sent.
  await expect.poll(() => executionsOf(id).at(-1)!.status, { timeout: 30_000 }).toBe('SUCCEEDED');
  const last = executionsOf(id).at(-1)!;
  expect(JSON.parse(last.output!)).toMatchObject({ capture: { kept: 1 }, redact: { kept: 1 }, generate: { kept: 1 } });
  expect(last.events.some(({ type, state }) => type === 'StateRetried' && state === 'review')).toBe(true);
  const told = () => mailsTo(person.email).filter(({ subject }) => subject === 'Your tutorial could not be made');
  expect(told()).toHaveLength(faults.length);
  await page.goto(`${product.url}/tutorials/${(await job()).tutorial_id}`);
  await page.locator('main img').first().waitFor();
});
