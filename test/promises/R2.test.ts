import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  databaseDump,
  db,
  executionsOf,
  harbor,
  journey,
  mailsTo,
  product,
  recordedModelRequests,
} from '../support/journey.ts';
import { filesWith } from '../support/search-bytes.ts';

/** How the formats begin that a screenshot (PNG) or a frame of the stream (JPEG) has before it is redacted. */
// oxlint-disable-next-line no-control-regex -- PNG begins so
const rawFormats = [/\x89PNG\r\n\x1a\n/, /\xff\xd8\xff\xe0..JFIF/s];

const holdsRawPicture = (bytes: Buffer) => rawFormats.some((begin) => begin.test(bytes.toString('latin1')));

test('R2: no unredacted picture is written anywhere or sent to anyone', async () => {
  const { stream } = await journey();
  expect(stream.received.some((message) => typeof message !== 'string' && holdsRawPicture(message))).toBe(true);
  const ours = ['cdk.out', 'demo-platform'].map((name) => join(product.dataFolder, name));
  const website = readdirSync(join(product.dataFolder, 's3')).find((name) => name.includes('website'))!;
  const pictures = readdirSync(product.dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ![...ours, website].some((part) => entry.parentPath.includes(part)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => holdsRawPicture(readFileSync(path)));
  expect(pictures).toEqual([]);

  // A picture in a request is WebP, which redaction alone makes.
  const types = (await recordedModelRequests()).flatMap((request) =>
    [...request.matchAll(/"media_type":"([^"]+)"/g)].map(([, type]) => type),
  );
  expect(types.length).toBeGreaterThan(0);
  expect(new Set(types)).toEqual(new Set(['image/webp']));
});

test('R2: what only an unredacted page shows is in no file, table or request', async () => {
  await journey();
  const contacts = harbor()
    .contacts.map(({ email, phone }) => [email, phone])
    .flat();
  expect(contacts.length).toBeGreaterThan(10);
  const dump = await databaseDump();
  const requests = (await recordedModelRequests()).join('\n');
  for (const personal of contacts) {
    expect(dump).not.toContain(personal);
    expect(requests).not.toContain(personal);
  }
  // What the product is made of was there before the page was seen.
  const made = (path: string) => !/\/(demo-platform|cdk\.out)\//.test(path) && !path.includes('website');
  expect(filesWith(contacts, [product.dataFolder], made)).toEqual([]);
});

/** One person of the platform's list, searched for in every place that anything could have gone to. */
const canary = () => harbor().contacts.find(({ phone, email }) => phone !== '' && email !== '')!;

test('R2: a person on a page is in no object, log, mail, event or execution', async () => {
  const { jobId, person } = await journey();
  const { firstName, lastName, email, phone } = canary();
  const texts = [`${firstName} ${lastName}`, email, phone];
  const events = await db.selectFrom('progress_events').selectAll().where('job_id', '=', jobId).execute();
  expect(events.length).toBeGreaterThan(0);
  const told = JSON.stringify([events, executionsOf(jobId), mailsTo(person.email)]);
  expect(texts.filter((text) => told.includes(text))).toEqual([]);
  const made = (path: string) => !/\/(demo-platform|cdk\.out)\//.test(path) && !path.includes('website');
  expect(filesWith(texts, [product.dataFolder], made)).toEqual([]);
});
