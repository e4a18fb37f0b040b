import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '#shared/aws/files.ts';
import { marksText } from '../../web/messages/marks.ts';
import { reportsText } from '../../web/messages/reports.ts';
import { api, db, mailsTo, newSignedUpPerson, product } from '../support/journey.ts';
import {
  filesBucket,
  framesOf,
  hides,
  lookOver,
  readablePlace,
  sharableTutorial,
} from '../support/sharable-tutorial.ts';

const marks = marksText.en;

test('R6: what the owner marks on the page is unreadable in every copy at once, and the old picture is gone', async () => {
  const { page, tutorialId } = await sharableTutorial();
  const [before] = await framesOf(tutorialId);
  const place = await readablePlace(before!);

  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByRole('button', { name: marks.open }).first().click();
  const marker = page.locator('[data-marker]');
  await marker.locator('img').evaluate((img: HTMLImageElement) => img.decode());
  const dialog = page.locator('dialog[open]');
  await dialog.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
  const shown = (await marker.boundingBox())!;
  const scale = shown.width / before!.width;
  await page.mouse.move(shown.x + place.x * scale, shown.y + place.y * scale);
  await page.mouse.down();
  const [right, bottom] = [place.x + place.width, place.y + place.height];
  await page.mouse.move(shown.x + right * scale, shown.y + bottom * scale, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: marks.confirm(1) }).click();
  await page.getByText(marks.done(1)).first().waitFor();

  const [after] = await framesOf(tutorialId);
  expect(after!.id).not.toBe(before!.id);
  const inside = { x: place.x + 4, y: place.y + 4, width: place.width - 8, height: place.height - 8 };
  expect(await hides(after!.key, inside)).toBe(true);
  const files = await listFiles(filesBucket(), `assets/${tutorialId}/`);
  expect(files).toContain(after!.key);
  expect(files).not.toContain(before!.key);
  expect((await api(page, 'GET', `/api/tutorials/${tutorialId}/frames/${before!.id}`)).status).toBe(404);
  const audit = await db
    .selectFrom('redaction_audit')
    .select(['by_stage', 'output_sha256'])
    .where('asset_id', '=', after!.id)
    .execute();
  expect(audit).toMatchObject([{ by_stage: { hand: 1 }, output_sha256: after!.sha256 }]);
});

test('R6: a report reaches the operators with a 24-hour clock, and their tool redacts the one frame', async () => {
  const { page, tutorialId } = await sharableTutorial();
  const [, reported] = await framesOf(tutorialId);
  const place = await readablePlace(reported!);
  const words = reportsText.en;
  await page.goto(`${product.url}/tutorials/${tutorialId}`);
  await page.getByRole('button', { name: words.open, exact: true }).nth(1).click();
  await page.getByRole('button', { name: words.send }).click();
  await page.locator('dialog[open]').getByText('An operator looks at the picture before').waitFor();

  const report = await db
    .selectFrom('reports')
    .selectAll()
    .where('asset_id', '=', reported!.id)
    .executeTakeFirstOrThrow();
  expect(report.due_at.getTime() - report.created_at.getTime()).toBe(24 * 3_600_000);
  expect(mailsTo('operators@stepify.example').map(({ subject }) => subject)).toContain('A picture was reported');

  const { page: desk } = await newSignedUpPerson();
  expect((await api(desk, 'GET', '/api/operators/reports')).status).toBe(401);
  await desk.goto(`${product.url}/operators`);
  await desk.getByLabel(words.key, { exact: true }).fill(operatorKey());
  await desk.getByRole('button', { name: words.enter }).click();
  await desk.getByRole('button', { name: words.look }).first().waitFor();
  const { body: opened } = await api(desk, 'POST', `/api/operators/reports/${report.id}/look`);
  expect(opened).toMatchObject({ width: reported!.width, height: reported!.height });
  expect((await api(desk, 'GET', `/api${opened.path}`)).status).toBe(200);
  // Nothing else of the tutorial opens to an operator.
  for (const path of ['', `/frames/${reported!.id}`])
    expect((await api(desk, 'GET', `/api/tutorials/${tutorialId}${path}`)).status).toBe(404);
  const request = { requestKey: crypto.randomUUID(), boxes: [place] };
  expect((await api(desk, 'POST', `/api${opened.path}/marks`, request)).status).toBe(204);

  const [, after] = await framesOf(tutorialId);
  expect(await hides(after!.key, place)).toBe(true);
  expect(await listFiles(filesBucket(), `assets/${tutorialId}/`)).not.toContain(reported!.key);
  const closed = await db.selectFrom('reports').select('outcome').where('id', '=', report.id).execute();
  expect(closed).toEqual([{ outcome: 'redacted' }]);
  const access = db.selectFrom('operator_access').select('action').where('report_id', '=', report.id).orderBy('at');
  expect((await access.execute()).map(({ action }) => action)).toEqual(['looked', 'redacted']);
});

test('R6: readers of a link report too, operators what they were told elsewhere, and both are reminded in time', async () => {
  const tutorial = await sharableTutorial();
  const { page, tutorialId } = tutorial;
  const [first, second] = await framesOf(tutorialId);
  await lookOver(tutorial);
  const made = await api(page, 'POST', `/api/sharing/${tutorialId}/links`, { days: 1 });
  const link = new URL(made.body.links[0].url).pathname.replace('/s/', '');
  const { page: desk } = await newSignedUpPerson();
  const byReader = { way: { link }, assetId: first!.id, subject: 'photo' };
  expect((await api(desk, 'POST', '/api/reports/shared', byReader)).status).toBe(201);

  expect((await api(desk, 'POST', '/api/operators/sign-in', { key: operatorKey() })).status).toBe(204);
  const address = `${product.url}/api/tutorials/${tutorialId}/frames/${second!.id}`;
  expect((await api(desk, 'POST', '/api/operators/reports', { address, subject: 'number' })).status).toBe(201);
  const open = db.selectFrom('reports').select(['id', 'reporter', 'mailed_at']).where('closed_at', 'is', null);
  const reports = await open.where('asset_id', 'in', [first!.id, second!.id]).orderBy('created_at').execute();
  expect(reports.map(({ reporter, mailed_at }) => [reporter, mailed_at !== null])).toEqual([
    ['viewer', true],
    ['operator', true],
  ]);

  const ids = reports.map(({ id }) => id);
  const soon = new Date(Date.now() + 3 * 3_600_000);
  await db.updateTable('reports').set({ due_at: soon }).where('id', 'in', ids).execute();
  expect((await fetch(`${product.controlUrl}/run/report-clock`, { method: 'POST' })).status).toBe(200);
  const reminders = mailsTo('operators@stepify.example').filter(({ subject }) => subject.includes('little time left'));
  expect(reminders.length).toBeGreaterThanOrEqual(2);
  for (const id of ids) expect((await api(desk, 'POST', `/api/operators/reports/${id}/close`)).status).toBe(204);
});

/** The key that the local run has put into the operators' secret. */
function operatorKey(): string {
  const folder = join(product.dataFolder, 'secrets');
  const secrets = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const { value } = secrets.find(({ name }: { name: string }) => name.endsWith('/operators'));
  return Object.values(JSON.parse(value))[0] as string;
}
