import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { expireObjects, expiresAt, expiryRules } from '../../../infra/local/s3-lifecycle.ts';
import { createS3 } from '../../../infra/local/s3.ts';
import { accessOf, handMadeTemplate } from '../../support/hand-made-template.ts';

const bucket = (...Rules: object[]) => ({
  Files: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: 'files', LifecycleConfiguration: { Rules } },
  },
});
const week = { Status: 'Enabled', Prefix: 'staging/', ExpirationInDays: 7 };
const made = handMadeTemplate(bucket(week, { Status: 'Disabled', Prefix: 'assets/', ExpirationInDays: 1 }));
afterAll(() => made.remove());

const day = 86_400_000;

test('an object goes at the midnight after its days, within its prefix alone', async () => {
  const template = made.read();
  const { buckets } = createS3(template, made.dataFolder, accessOf(template));
  const files = buckets.get('files')!;
  const given = { contentType: 'text/plain', headers: {}, user: {} };
  for (const key of ['staging/1', 'assets/1']) await files.put(key, Readable.from(['x']), given);
  const goes = expiresAt(files.get('staging/1')!.modified, 7);
  expect(goes % day).toBe(0);
  expect(goes - Date.now()).toBeGreaterThanOrEqual(7 * day - 60_000);
  expect(goes - Date.now()).toBeLessThanOrEqual(8 * day);

  expect(await expireObjects(buckets, expiryRules(template), goes - 1)).toBe(0);
  expect(await expireObjects(buckets, expiryRules(template), goes)).toBe(1);
  expect(files.keys()).toEqual(['assets/1']);
});

test.each([
  ['2026-11-01T00:00:00.000Z', 1, '2026-11-02T00:00:00.000Z'],
  ['2026-11-01T00:00:00.001Z', 1, '2026-11-03T00:00:00.000Z'],
  ['2026-11-01T10:30:00.000Z', 3, '2026-11-05T00:00:00.000Z'],
])('stored %s, %i days: gone %s', (modified, days, expected) => {
  expect(new Date(expiresAt(modified, days)).toISOString()).toBe(expected);
});

test('a rule that does more, and a bucket that is to keep versions, are refused by name', () => {
  const moving = handMadeTemplate(bucket({ Status: 'Enabled', Transitions: [] }));
  expect(() => expiryRules(moving.read())).toThrow('does not know Transitions of a lifecycle rule');
  moving.remove();
  const versioned = handMadeTemplate({
    Files: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
  });
  expect(() => createS3(versioned.read(), versioned.dataFolder, accessOf())).toThrow('keeps no versions');
  versioned.remove();
});
