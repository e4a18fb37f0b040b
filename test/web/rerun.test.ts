import { beforeEach, expect, test } from 'vitest';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { ann, sampleChanges, sampleJob, sampleTutorial } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest({ pictures: true });
let standIn: StandIn;
let tutorial: Tutorial;

beforeEach(async () => {
  tutorial = sampleTutorial(web.pictures);
  standIn = await web.standIn({
    me: ann,
    tutorials: [tutorial],
    pictures: new Map([['any', web.pictures[0]!]]),
    changes: sampleChanges(tutorial),
  });
});

test('a tutorial is run again after a word about what that does', async () => {
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Run it again' }).click();
  await page.getByText('What the tutorial creates or changes is created or changed again').waitFor();
  await page.getByRole('button', { name: 'Run it again' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  expect(standIn.state.received).toEqual([{ call: 'POST /api/jobs/rerun', body: { tutorialId: tutorial.id } }]);
  await close();
});

test('the finished draft is compared step by step and taken over, whole or one step alone', async () => {
  const draft = { tutorialId: sampleJob().tutorialId, jobId: sampleJob().id, status: 'ready' } as const;
  Object.assign(tutorial, { draft });
  const { page, problems, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByRole('link', { name: 'See what would change' }).click();
  await page.getByText('1 step with a fresh picture alone, 1 changed, 1 new, 1 gone').waitFor();
  await page.getByText('2 steps no longer fitted the platform').waitFor();
  expect(await page.getByText('Mended', { exact: true }).count()).toBe(2);
  await page.getByText('1 step was done and led elsewhere than before').waitFor();
  expect(await page.getByText('Check', { exact: true }).count()).toBe(1);
  // Of the two steps on whose pictures something was covered, one is gone with its picture.
  await page.getByText('1 picture takes the place of one that was covered by hand').waitFor();
  expect(await page.getByText('Covered by hand so far', { exact: true }).count()).toBe(1);
  expect(await page.getByRole('button', { name: 'Take this step alone' }).count()).toBe(2);
  await page.getByRole('button', { name: 'Take this step alone' }).last().click();
  const asked = page.getByRole('dialog', { name: 'Take this step alone?' });
  await asked.getByText('Everything else of the new run is erased').waitFor();
  expect(standIn.state.received).toEqual([]);
  await asked.getByRole('button', { name: 'Take this step alone' }).click();
  await page.getByText('This step is taken anew').first().waitFor();
  await page.goto(`${standIn.url}/tutorials/${tutorial.id}/changes`);
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByText('The tutorial shows the new run.').first().waitFor();
  const stepId = standIn.state.changes?.changes[1]?.after?.id;
  expect(standIn.state.received.map(({ call }) => call)).toEqual([
    `POST /api/tutorials/${tutorial.id}/take-over/${stepId}`,
    `POST /api/tutorials/${tutorial.id}/take-over`,
  ]);
  expect(problems).toEqual([]);
  await close();
});

test('a draft that failed can be followed and discarded', async () => {
  const { tutorialId, id: jobId } = sampleJob();
  const draft = { tutorialId, jobId, status: 'failed', stoppedAt: 3 } as const;
  Object.assign(tutorial, { draft });
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByText('Step 3 could not be done as before').waitFor();
  await page.getByRole('button', { name: 'Discard the new run' }).click();
  expect(standIn.state.received).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the new run' }).click();
  await expect
    .poll(() => standIn.state.received.map(({ call }) => call))
    .toEqual([`DELETE /api/tutorials/${draft.tutorialId}`]);
  await close();
});

test('one step taken again stands beside the old one alone', async () => {
  const draft = { tutorialId: sampleJob().tutorialId, jobId: sampleJob().id, status: 'ready' } as const;
  Object.assign(tutorial, { draft });
  const all = standIn.state.changes!;
  standIn.state.changes = { ...all, retake: true, changes: all.changes.slice(0, 1) };
  const { page, problems, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  // There is one draft at a time.
  expect(await page.getByRole('button', { name: 'Take this step again' }).count()).toBe(0);
  await page.getByRole('link', { name: 'See what would change' }).click();
  await page.getByRole('heading', { name: 'One step taken again' }).waitFor();
  expect(await page.getByText('Taking it over replaces every step').count()).toBe(0);
  await page.getByRole('button', { name: 'Take the new one' }).click();
  await page.getByText('This step is taken anew').first().waitFor();
  expect(standIn.state.received.map(({ call }) => call)).toEqual([
    `POST /api/tutorials/${tutorial.id}/take-over/${all.changes[0]!.after!.id}`,
  ]);
  expect(problems).toEqual([]);
  await close();
});

test('a draft in the making is followed: its plan that waits, and that it is ready, are said without a reload', async () => {
  const draft = { tutorialId: sampleJob().tutorialId, jobId: sampleJob().id };
  Object.assign(tutorial, { draft: { ...draft, status: 'making', waits: true } });
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByText('The plan of a new run of this tutorial waits for your approval.').waitFor();
  Object.assign(tutorial, { draft: { ...draft, status: 'ready' } });
  await page.getByText('A new run of this tutorial is ready.').waitFor();
  expect(await page.getByRole('link', { name: 'See what would change' }).isVisible()).toBe(true);
  await close();
});

test('a draft is discarded only after a word about what that erases', async () => {
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}/changes`);
  await page.getByRole('button', { name: 'Discard the new run' }).click();
  const asked = page.getByRole('dialog', { name: 'Discard the new run?' });
  await asked.getByText('It is erased with its pictures').waitFor();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  expect(standIn.state.received).toEqual([]);
  await page.getByRole('button', { name: 'Discard the new run' }).click();
  await asked.getByRole('button', { name: 'Discard the new run' }).click();
  await page.getByText('The new run is erased').first().waitFor();
  await close();
});

test('a run again that needs the platform anew leads there and back', async () => {
  standIn.state.failures.set('POST /api/jobs/rerun', 'RECONNECT_REQUIRED');
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Run it again' }).click();
  await page.getByRole('button', { name: 'Run it again' }).click();
  await page.getByRole('link', { name: 'Connect the platform again' }).click();
  expect(await page.getByLabel('Address of the sign-in page').inputValue()).toBe(tutorial.platformUrl);
  expect(new URL(page.url()).searchParams.get('back')).toBe(`/tutorials/${tutorial.id}`);
  await close();
});

test('changes that were taken over or discarded meanwhile lead to the tutorial', async () => {
  standIn.state.changes = null;
  const { page, close } = await openPage(web.browser, standIn, `/tutorials/${tutorial.id}/changes`);
  await page.getByRole('heading', { name: tutorial.title }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/tutorials/${tutorial.id}`);
  await close();
});
