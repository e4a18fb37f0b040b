import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Job } from '#shared/contract/jobs.ts';
import { launchTestBrowser } from '../support/chromium.ts';
import { ann, sampleConnection, sampleJob, sampleTutorial } from '../support/web-data.ts';
import { startStandIn, type StandIn } from '../support/web-fixtures.ts';
import { openPage, until } from '../support/web-page.ts';
import { openStreamOn } from '../support/web-stream.ts';
import { builtWebsite } from '../support/website.ts';

let browser: Browser;
let website: string;
let standIn: StandIn;
let job: Job;

beforeAll(async () => {
  [browser, website] = await Promise.all([launchTestBrowser(), builtWebsite()]);
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  job = sampleJob();
  standIn = await startStandIn(website, { me: ann, jobs: [job] });
});
afterEach(() => standIn.close());

const open = (path = `/jobs/${job.id}`) => openPage(browser, standIn, path);

test('a goal becomes a job, once, and the page shows it live', async () => {
  standIn.state.connections = [sampleConnection()];
  const { page, problems, close } = await open('/new');
  await page.getByLabel('Goal').fill('Add a contact');
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByText('Waiting for a free place').waitFor();
  expect(standIn.state.received).toHaveLength(1);
  expect(standIn.state.received[0]?.body).toMatchObject({ goal: 'Add a contact', language: 'en' });
  expect(problems).toEqual([]);
  await close();
});

test('an empty goal and one that is too long are not sent', async () => {
  standIn.state.connections = [sampleConnection()];
  const { page, close } = await open('/new');
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByText('Please say what the tutorial is to show.').waitFor();
  await page.getByLabel('Goal').fill('x'.repeat(10_000));
  await page.getByText('10000 of 500 characters').waitFor();
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  expect(await page.getByText('Please shorten the goal to 500 characters.').isVisible()).toBe(true);
  expect(standIn.state.received).toEqual([]);
  await close();
});

test('a goal sent again after a lost answer carries the same request key', async () => {
  standIn.state.connections = [sampleConnection()];
  standIn.state.failures.set('POST /api/jobs', 'INTERNAL');
  const { page, close } = await open('/new');
  await page.getByLabel('Goal').fill('Add a contact');
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByRole('alert').waitFor();
  standIn.state.failures.clear();
  await page.getByRole('button', { name: 'Make the tutorial' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  const keys = standIn.state.received.map(({ body }) => (body as { requestKey: string }).requestKey);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  await close();
});

test('events show as words and a percent', async () => {
  const { page, problems, close } = await open();
  await page.getByText('Waiting for a free place').waitFor();
  standIn.progress.send(job.id, { status: 'capture', percent: 38 });
  await page.getByRole('status').getByText('Walking through the platform').waitFor();
  expect(await page.getByRole('progressbar').getAttribute('value')).toBe('38');
  expect(await page.locator('[aria-current=step]').textContent()).toContain('Walk through the platform');
  expect(await page.getByText('You can leave this page; we’ll mail you.').isVisible()).toBe(true);
  expect(problems).toEqual([]);
  await close();
});

test('an answer that ends is followed by one that starts after the last event', async () => {
  const { page, close } = await open();
  standIn.progress.send(job.id, { status: 'plan', percent: 8 });
  await page.getByText('Planning the steps from your goal').waitFor();
  standIn.progress.cut();
  await until(() => standIn.progress.asked.length === 2, 'the page asks again');
  expect(standIn.progress.asked).toEqual([-1, 0]);
  standIn.progress.send(job.id, { status: 'review', percent: 90 });
  await page.getByText('Reading it again and scoring it').waitFor();
  await close();
});

test('a refused answer is told and tried again, and the page catches up', async () => {
  const { page, close } = await open();
  standIn.progress.send(job.id, { status: 'plan', percent: 8 });
  await page.getByText('Planning the steps from your goal').waitFor();
  standIn.progress.refuse = 1;
  standIn.progress.cut();
  await page.getByText('The live line was interrupted.').waitFor();
  standIn.progress.send(job.id, { status: 'generate', percent: 82 });
  await page.getByText('Writing the step texts').waitFor();
  expect(await page.getByText('The live line was interrupted.').isVisible()).toBe(false);
  await close();
});

test('a job that is done leads to its tutorial', async () => {
  const { page, close } = await open();
  const tutorial = sampleTutorial([{ highlight: null }], { id: job.tutorialId, jobId: job.id });
  standIn.state.tutorials = [tutorial];
  Object.assign(job, { status: 'done', percent: 100 });
  standIn.progress.send(job.id, { status: 'done', percent: 100 });
  await page.getByRole('link', { name: 'Read the tutorial' }).click();
  await page.getByRole('heading', { name: tutorial.title }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/tutorials/${tutorial.id}`);
  await close();
});

test('a new run that is done leads to what it would change', async () => {
  const tutorial = sampleTutorial([{ highlight: null }]);
  standIn.state.tutorials = [tutorial];
  Object.assign(job, { status: 'done', percent: 100, rerunOf: tutorial.id });
  const { page, close } = await open();
  await page.getByRole('heading', { name: 'The new run is ready' }).waitFor();
  expect(await page.getByRole('link', { name: 'Read the tutorial' }).count()).toBe(0);
  const see = page.getByRole('link', { name: 'See what would change' });
  expect(await see.getAttribute('href')).toBe(`/tutorials/${tutorial.id}/changes`);
  await close();
});

test('a failure gives its plain reason, where it stopped, and another try that works', async () => {
  const { page, close } = await open();
  Object.assign(job, { status: 'failed', percent: 15, errorCode: 'BROWSER_LOST' });
  standIn.progress.send(job.id, { status: 'failed', percent: 15 });
  await page.getByText('The browser on our server ended unexpectedly.').waitFor();
  expect(await page.getByText('Nothing was charged.').isVisible()).toBe(true);
  expect(await page.locator('[data-mark=stopped]').textContent()).toContain('Walk through the platform');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Making your tutorial' }).waitFor();
  // The events start from the first again; the old failure among them ends nothing.
  standIn.progress.send(job.id, { status: 'authenticate', percent: 0 });
  await page.getByText('Checking that the platform still knows you').waitFor();
  await close();
});

test('a dead session asks to connect the platform again, with its address filled in', async () => {
  const connection = sampleConnection();
  standIn.state.connections = [connection];
  Object.assign(job, {
    status: 'failed',
    errorCode: 'RECONNECT_REQUIRED',
    connection: { id: connection.id, displayName: 'Acme CRM' },
  });
  const { page, close } = await open();
  await page.getByRole('link', { name: 'Connect the platform again' }).click();
  expect(await page.getByLabel('Address of the sign-in page').inputValue()).toBe(connection.platformUrl);
  await openStreamOn(page, standIn, 1280, 640);
  standIn.stream.send({ type: 'ended', reason: 'connected', connectionId: connection.id });
  await page.getByRole('link', { name: 'Back to the stopped tutorial' }).click();
  await page.getByRole('heading', { name: 'This tutorial could not be finished' }).waitFor();
  await close();
});

test('a failure that only an operator can mend gives the number that finds it, and so does a try that fails', async () => {
  Object.assign(job, { status: 'failed', errorCode: 'INTERNAL' });
  const { page, close } = await open();
  await page.getByText(`Error ${job.id}`).waitFor();
  standIn.state.failures.set(`POST /api/jobs/${job.id}/retry`, 'INTERNAL');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Error e-4f2c91').waitFor();
  expect(await page.getByRole('alert').count()).toBe(1);
  await close();
});

test('a new run whose plan was declined leaves the tutorial as it was, and its goal is not to be changed', async () => {
  Object.assign(job, { status: 'failed', errorCode: 'PLAN_DECLINED', rerun: 'whole' });
  const { page, close } = await open();
  await page.getByText('The tutorial is as it was.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  expect(await page.getByRole('link', { name: 'Change the goal' }).count()).toBe(0);
  await close();
});

test('a run that stopped shows how far it came, to its owner alone', async () => {
  Object.assign(job, { status: 'failed', percent: 65, errorCode: 'GOAL_NOT_REACHED', keptSteps: 3 });
  const [first, second, third] = sampleTutorial([1, 2, 3].map(() => ({ highlight: null }))).steps;
  const steps = [
    { ...first!, text: '', frame: null, did: { kind: 'select' as const, name: 'Contacts', value: '' } },
    { ...second!, text: '', frame: null, did: { kind: 'type' as const, name: 'Name', value: 'Ann' } },
    { ...third!, text: '', frame: null, did: { kind: 'stopped' as const, name: 'gave up', value: 'No such field.' } },
  ];
  standIn.state.tutorials = [{ ...sampleTutorial([]), id: job.tutorialId, jobId: job.id, status: 'failed', steps }];
  const { page, problems, close } = await open();
  await page.getByRole('heading', { name: 'How far it came' }).waitFor();
  expect(await page.locator('[data-mark=stopped]').textContent()).toContain('Walk through the platform');
  await page.getByText('2 steps were done on the platform before it stopped').waitFor();
  const said = await page.getByRole('listitem').allInnerTexts();
  for (const text of [
    '1. Selected Contacts',
    '2. Typed “Ann” into Name',
    'It stopped on this page. It saw no way on from here: “No such field.”',
  ])
    expect(said.join('\n')).toContain(text);
  expect(problems).toEqual([]);
  await close();
});

test('the steps that were kept can be marked and reported', async () => {
  Object.assign(job, { status: 'failed', errorCode: 'GOAL_NOT_REACHED', keptSteps: 1 });
  const [step] = sampleTutorial([{ highlight: null }]).steps;
  const steps = [{ ...step!, text: '', did: { kind: 'select' as const, name: 'Contacts', value: '' } }];
  standIn.state.tutorials = [{ ...sampleTutorial([]), id: job.tutorialId, jobId: job.id, status: 'failed', steps }];
  const { page, close } = await open();
  await page.getByRole('button', { name: 'Mark what was missed' }).waitFor();
  expect(await page.getByRole('button', { name: 'Report' }).count()).toBe(1);
  expect(await page.getByRole('button', { name: 'Take this step again' }).count()).toBe(0);
  await close();
});

test.each([
  ['running', 'Stop and delete', {}],
  ['failed', 'Delete tutorial', { status: 'failed', errorCode: 'GOAL_NOT_REACHED' }],
] as const)('a %s tutorial is deleted from its page after a word about it', async (_, name, part) => {
  Object.assign(job, part);
  standIn.state.tutorials = [{ ...sampleTutorial([]), id: job.tutorialId, jobId: job.id, status: 'making' }];
  const { page, close } = await open();
  await page.getByRole('button', { name }).click();
  const asked = page.getByRole('dialog', { name: 'Delete this tutorial?' });
  await asked.getByText('work under way stops').waitFor();
  expect(standIn.state.received).toEqual([]);
  await asked.getByRole('button', { name: 'Delete tutorial' }).click();
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  expect(standIn.state.received.map(({ call }) => call)).toEqual([`DELETE /api/tutorials/${job.tutorialId}`]);
  standIn.state.jobs = [];
  await page.goBack();
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  await close();
});

test('a card deletes a tutorial that is not ready', async () => {
  standIn.state.tutorials = [{ ...sampleTutorial([]), goal: 'Add a contact', title: '', status: 'failed' }];
  const { page, close } = await open('/');
  await page.getByRole('button', { name: 'Delete “Add a contact”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete tutorial' }).click();
  await page.getByRole('heading', { name: 'Connect the platform you want to explain' }).waitFor();
  expect(standIn.state.tutorials).toEqual([]);
  await close();
});

test('a goal that was typed stays through connecting another platform, Back and a reload', async () => {
  standIn.state.connections = [sampleConnection()];
  const { page, close } = await open('/new');
  const goal = page.getByLabel('Goal');
  await goal.fill('Add a contact named “Mira & Co”');
  await page.getByRole('link', { name: 'Connect another platform' }).click();
  await page.getByRole('heading', { name: 'Connect a platform' }).waitFor();
  await page.goBack();
  await goal.waitFor();
  expect(await goal.inputValue()).toBe('Add a contact named “Mira & Co”');
  await page.reload();
  expect(await goal.inputValue()).toBe('Add a contact named “Mira & Co”');
  await page.getByRole('link', { name: 'Connect another platform' }).click();
  await page.getByLabel('Address of the sign-in page').fill('https://crm.example.com');
  await openStreamOn(page, standIn, 1280, 640);
  const connectionId = standIn.state.connections[0]!.id;
  standIn.stream.send({ type: 'ended', reason: 'connected', connectionId });
  await page.getByRole('link', { name: 'Back to your goal' }).click();
  await goal.waitFor();
  expect(await goal.inputValue()).toBe('Add a contact named “Mira & Co”');
  expect(new URL(page.url()).searchParams.get('connection')).toBe(connectionId);
  await close();
});

test('what could not be refreshed says so and stays', async () => {
  standIn.state.tutorials = [sampleTutorial([])];
  const { page, close } = await open('/');
  await page.getByRole('heading', { name: standIn.state.tutorials[0]!.title }).waitFor();
  standIn.state.failures.set('GET /api/tutorials', 'TOO_MANY_ATTEMPTS');
  await page.evaluate(() => {
    const real = Date.now;
    Date.now = () => real() + 30_000;
    window.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByText('This may be out of date').waitFor();
  expect(await page.getByRole('heading', { name: standIn.state.tutorials[0]!.title }).isVisible()).toBe(true);
  await close();
});
