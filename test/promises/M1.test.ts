import { expect, test } from 'vitest';
import { db, executionsOf, harbor, journey, mailsTo, product } from '../support/journey.ts';
import { filesWith } from '../support/search-bytes.ts';

/** One person of the platform's list, searched for in every place that anything could have gone to. */
const canary = () => harbor().contacts.find(({ phone, email }) => phone !== '' && email !== '')!;

test('M1: a person on a page is in no object, log, mail, event or execution', async () => {
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
