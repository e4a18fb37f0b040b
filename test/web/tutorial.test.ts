import { beforeEach, expect, test } from 'vitest';
import type { Tutorial } from '#shared/contract/tutorials.ts';
import { ann, sampleTutorial } from '../support/web-data.ts';
import type { StandIn } from '../support/web-fixtures.ts';
import { openPage } from '../support/web-page.ts';
import type { Picture } from '../support/web-pictures.ts';
import { WebsiteTest } from '../support/website-test.ts';

const web = new WebsiteTest({ pictures: true });
let standIn: StandIn;
let tutorial: Tutorial;

beforeEach(async () => {
  tutorial = sampleTutorial(web.pictures);
  const byId = tutorial.steps.map(
    (step, index) => [step.frame?.assetId ?? '', web.pictures[index] as Picture] as const,
  );
  standIn = await web.standIn({ me: ann, tutorials: [tutorial], pictures: new Map(byId) });
});

const open = (width = 1280) =>
  openPage(web.browser, standIn, `/tutorials/${tutorial.id}`, {
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
  });

test.each([360, 1280, 2560])('at %i pixels the highlight lies exactly on its target', async (width) => {
  const { page, problems, close } = await open(width);
  for (const [index, picture] of web.pictures.entries()) {
    const figure = page.locator(`#step-${index + 1} figure`);
    await figure.locator('img').waitFor();
    const image = await figure.locator('img').boundingBox();
    const target = await figure.locator('[data-target]').boundingBox();
    if (!image || !target || !picture.highlight) throw new Error('Picture or target is missing');
    const scale = image.width / 1440;
    expect(image.height).toBeCloseTo(900 * scale, 0);
    expect(Math.abs(target.x - image.x - picture.highlight.x * scale)).toBeLessThan(0.5);
    expect(Math.abs(target.y - image.y - picture.highlight.y * scale)).toBeLessThan(0.5);
    expect(Math.abs(target.width - picture.highlight.width * scale)).toBeLessThan(0.5);
    expect(Math.abs(target.height - picture.highlight.height * scale)).toBeLessThan(0.5);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  expect(problems).toEqual([]);
  await close();
});

test('labels are bold, and what else looks like markup stays text', async () => {
  const first = tutorial.steps[0];
  if (!first) throw new Error('No step');
  first.text = 'Select **Contacts & more** <img src=x onerror=alert(1)>';
  const { page, problems, close } = await open();
  const heading = page.locator('#step-1 h2');
  expect(await heading.locator('strong').textContent()).toBe('Contacts & more');
  expect(await heading.textContent()).toBe('Select Contacts & more <img src=x onerror=alert(1)>');
  expect(problems).toEqual([]);
  await close();
});

test('each picture says what was made unreadable, and why when asked', async () => {
  const { page, close } = await open();
  const captions = page.locator('figcaption');
  await captions.first().waitFor();
  expect(await captions.nth(0).locator('summary').innerText()).toBe('3 names, 2 e-mails made unreadable Why?');
  expect(await captions.nth(2).locator('p').innerText()).toBe('Checked: no personal data found');
  const reason = captions.nth(0).getByText('3: under a label or heading that names personal data');
  expect(await reason.isVisible()).toBe(false);
  await captions.nth(0).locator('summary').click();
  expect(await reason.isVisible()).toBe(true);
  await close();
});

test('before you start, result, troubleshooting and the reasons of the score are there', async () => {
  const { page, close } = await open();
  for (const heading of ['Before you start', 'Result', 'If something looks different', 'Quality']) {
    await page.getByRole('heading', { name: heading }).waitFor();
  }
  expect(await page.getByText('The last picture shows the new contact in the list.').isVisible()).toBe(true);
  await close();
});

test('the arrow keys lead from step to step, and a screen reader is told where it is', async () => {
  const { page, close } = await open();
  await page.locator('#step-1').waitFor();
  const where = page.getByRole('group', { name: 'Steps' }).locator('[aria-live]');
  const focused = () => page.locator(':focus').getAttribute('id');
  for (const step of ['step-1', 'step-2', 'step-3', 'step-4', 'step-4']) {
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(step);
  }
  expect(await where.textContent()).toBe('Step 4 of 4');
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toBe('step-3');
  await close();
});

test('deleting names what it destroys, can be called off, and leads home', async () => {
  const { page, close } = await open();
  const ask = async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete tutorial' }).click();
  };
  await ask();
  await page.getByRole('dialog').getByText('with its 4 steps and every picture is erased at once').waitFor();
  await page.keyboard.press('Escape');
  expect(standIn.state.tutorials).toHaveLength(1);
  await ask();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete tutorial' }).click();
  await page.getByRole('heading', { name: 'My tutorials' }).waitFor();
  await page.getByText('The tutorial and its pictures are erased.').first().waitFor();
  expect(standIn.state.tutorials).toEqual([]);
  await close();
});

test('a tutorial in the making leads to its progress', async () => {
  tutorial.status = 'making';
  const { page, close } = await open();
  await page.waitForURL('**/jobs/*');
  expect(new URL(page.url()).pathname).toBe(`/jobs/${tutorial.jobId}`);
  await close();
});

test('somebody else’s tutorial does not exist', async () => {
  standIn.state.tutorials = [];
  const { page, close } = await open();
  const heading = page.getByRole('heading', { level: 1 });
  expect(await heading.textContent()).toBe('There is nothing at this address');
  await close();
});

test('a tutorial in another language than the page says which, wherever its words stand', async () => {
  Object.assign(tutorial, { language: 'th', title: 'เพิ่มผู้ติดต่อ' });
  const { page, close } = await open(1600);
  const rail = page.getByRole('navigation', { name: 'Steps' }).locator('[lang=th]');
  await rail.first().waitFor();
  expect(await rail.count()).toBe(tutorial.steps.length);
  expect(await page.locator('h1[lang=th]').innerText()).toBe('เพิ่มผู้ติดต่อ');
  await page.getByRole('link', { name: 'Share' }).click();
  await page.getByRole('heading', { name: 'Look over the pictures' }).waitFor();
  expect(await page.locator('main header [lang=th]').innerText()).toBe('เพิ่มผู้ติดต่อ');
  expect(await page.locator('li h3 [lang=th]').count()).toBe(tutorial.steps.length);
  await page.getByRole('link', { name: 'Tutorials', exact: true }).click();
  await page.locator('article h2[lang=th]').waitFor();
  await close();
});

test('what went wrong in a dialog is no news when it is opened again', async () => {
  const { page, close } = await open();
  standIn.state.failures.set(`DELETE /api/tutorials/${tutorial.id}`, 'INTERNAL');
  const ask = async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete tutorial' }).click();
  };
  await ask();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete tutorial' }).click();
  await dialog.getByRole('alert').getByText('Error e-4f2c91').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await ask();
  await dialog.getByRole('button', { name: 'Cancel' }).waitFor();
  expect(await dialog.getByRole('alert').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Delete tutorial' }).click();
  await dialog.getByRole('alert').waitFor();
  await close();
});

test('what a menu opened gives the keyboard back to the menu’s button', async () => {
  const { page, close } = await open();
  const more = page.getByRole('button', { name: 'More actions' });
  for (const name of ['Run it again', 'Delete tutorial']) {
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
  }
  await close();
});

test.each(['share', 'changes'])('the %s page of a tutorial that does not exist says that alone', async (page) => {
  const opened = await openPage(web.browser, standIn, `/tutorials/nonsense/${page}`);
  await opened.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  expect(await opened.page.getByRole('heading').count()).toBe(1);
  await opened.close();
});
