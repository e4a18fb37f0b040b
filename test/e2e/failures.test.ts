import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import type { JobRow } from '#shared/db/jobs.ts';
import { en } from '../../web/messages/en.ts';
import { db, demoPlatform, executionsOf, finishedJob, harbor, newSignedUpPerson, product } from '../support/journey.ts';
import { askForTutorial, connectPlatform } from '../support/person.ts';

/** Processes of the product's data folder whose arguments or environment name `part`. */
function processesNaming(part: string): number[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      const whole = read(pid, 'cmdline') + read(pid, 'environ');
      return whole.includes(product.dataFolder) && whole.includes(part);
    })
    .map(Number);
}

/** One person with a connection for all of them: connecting takes as long as half a walk. */
let page: Page;
beforeAll(async () => {
  ({ page } = await newSignedUpPerson());
  await connectPlatform(page, product.url, demoPlatform);
});

/** Asks for a tutorial and breaks something once `reached` holds for its job. The job as it ended. */
async function jobWith(reached: (job: JobRow) => boolean, breakage: (job: JobRow) => unknown) {
  const dealName = `Unbroken ${randomUUID().slice(0, 8)}`;
  const goal = `Create a deal called "${dealName}"`;
  await askForTutorial(page, product.url, goal, demoPlatform.name);
  const job = () => db.selectFrom('jobs').selectAll().where('goal', '=', goal).executeTakeFirstOrThrow();
  await expect.poll(async () => reached(await job()), { timeout: 60_000, interval: 20 }).toBe(true);
  await breakage(await job());
  const ended = await finishedJob((await job()).id);
  const deals = () => harbor().deals.filter(({ name }) => name === dealName);
  return { ended, deals, execution: executionsOf(ended.id).at(-1)! };
}

/** The first action is done, which finds the way: the walk's own browser is at work and has changed nothing. */
const walking = (job: JobRow) => job.percent > pipelineStates.find(({ name }) => name === 'plan')!.percent;
/** The action that changes the platform is about to be done. */
const changing = (job: JobRow) => job.changed_attempt !== null;

async function killWalkingFunction() {
  const functions = () => processesNaming('AWS_LAMBDA_FUNCTION_NAME=stepify-local-capture');
  await expect.poll(functions, { timeout: 10_000, interval: 20 }).not.toEqual([]);
  for (const pid of functions()) process.kill(pid, 'SIGKILL');
}

test('a browser killed in the middle of the walk is replaced, and the tutorial is finished', async () => {
  const { ended, deals, execution } = await jobWith(walking, async () => {
    const browsers = () => processesNaming('--remote-debugging-pipe');
    await expect.poll(browsers, { timeout: 10_000, interval: 20 }).not.toEqual([]);
    for (const pid of browsers()) process.kill(pid, 'SIGKILL');
  });
  expect(ended).toMatchObject({ status: 'done', error_code: null });
  expect(execution.events.filter(({ state, error }) => state === 'capture' && error === 'BROWSER_LOST')).not.toEqual(
    [],
  );
  expect(deals()).toHaveLength(1);
});

test('a function that crashes before anything was changed runs again, and the tutorial is finished', async () => {
  const { ended, deals, execution } = await jobWith(walking, killWalkingFunction);
  expect(ended).toMatchObject({ status: 'done', error_code: null });
  expect(
    execution.events.filter(({ state, error }) => state === 'capture' && error === 'Runtime.ExitError'),
  ).not.toEqual([]);
  expect(deals()).toHaveLength(1);
});

test('a function that crashes while it changes the platform is not repeated unasked; asked, it finishes', async () => {
  const { ended, deals } = await jobWith(changing, killWalkingFunction);
  expect(ended).toMatchObject({ status: 'failed', error_code: 'WALK_INTERRUPTED' });
  expect(deals().length).toBeLessThanOrEqual(1);

  await page.goto(`${product.url}/jobs/${ended.id}`);
  await page.getByText(en.errors.WALK_INTERRUPTED).waitFor();
  await page.getByRole('button', { name: en.progress.retry }).click();
  await expect
    .poll(
      async () =>
        (await db.selectFrom('jobs').select('attempt').where('id', '=', ended.id).executeTakeFirst())?.attempt,
    )
    .toBe(ended.attempt + 1);
  expect(await finishedJob(ended.id)).toMatchObject({ status: 'done', error_code: null });
});

test('a database that restarts in the middle loses nothing', async () => {
  const { ended } = await jobWith(walking, async () => {
    const restarted = await fetch(`${product.controlUrl}/restart-database`, { method: 'POST' });
    expect(restarted.status).toBe(200);
  });
  expect(ended).toMatchObject({ status: 'done', error_code: null });
  await page.goto(`${product.url}/tutorials/${ended.tutorial_id}`);
  await page.locator('main img').first().waitFor();
});

// The last one, because the others need the connection.
test('a connection that is revoked while it is used is used no further', async () => {
  const { ended } = await jobWith(walking, ({ connection_id: id }) =>
    db.deleteFrom('connections').where('id', '=', id!).execute(),
  );
  expect(ended).toMatchObject({ status: 'failed', error_code: 'RECONNECT_REQUIRED' });
  await page.goto(`${product.url}/jobs/${ended.id}`);
  await page.getByText(en.errors.RECONNECT_REQUIRED).waitFor();
});
