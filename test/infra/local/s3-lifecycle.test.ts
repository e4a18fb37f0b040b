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
  const s3 = createS3(template, made.dataFolder, accessOf(template));
  const files = s3.buckets.get('files')!;
  const given = { contentType: 'text/plain', headers: {}, user: {} };
  for (const key of ['staging/1', 'assets/1']) await files.put(key, Readable.from(['x']), given);
  const goes = expiresAt(files.get('staging/1')!.modified, 7);
  expect(goes % day).toBe(0);
  expect(goes - Date.now()).toBeGreaterThanOrEqual(7 * day - 60_000);
  expect(goes - Date.now()).toBeLessThanOrEqual(8 * day);

  expect(await expireObjects(s3, expiryRules(template), goes - 1)).toBe(0);
  expect(await expireObjects(s3, expiryRules(template), goes)).toBe(1);
  expect(files.keys()).toEqual(['assets/1']);
});

test.each([
  ['2026-11-01T00:00:00.000Z', 1, '2026-11-02T00:00:00.000Z'],
  ['2026-11-01T00:00:00.001Z', 1, '2026-11-03T00:00:00.000Z'],
  ['2026-11-01T10:30:00.000Z', 3, '2026-11-05T00:00:00.000Z'],
])('stored %s, %i days: gone %s', (modified, days, expected) => {
  expect(new Date(expiresAt(modified, days)).toISOString()).toBe(expected);
});

test('versions go their days after they were replaced, a marker that hides nothing goes too, and parts nobody joined', async () => {
  const kept = handMadeTemplate({
    Files: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'files',
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              Status: 'Enabled',
              Prefix: 'a/',
              NoncurrentVersionExpiration: { NoncurrentDays: 2 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              ExpiredObjectDeleteMarker: true,
            },
          ],
        },
      },
    },
  });
  const template = kept.read();
  const s3 = createS3(template, kept.dataFolder, accessOf(template));
  const files = s3.buckets.get('files')!;
  const given = { contentType: 'text/plain', headers: {}, user: {} };
  for (const text of ['one', 'two']) await files.put('a/kept', Readable.from([text]), given);
  for (const key of ['a/deleted', 'b/deleted']) {
    await files.put(key, Readable.from(['x']), given);
    await files.remove(key);
  }
  s3.uploads.get('files')!.create('a/parts', given);
  s3.uploads.get('files')!.create('b/parts', given);

  const expire = (days: number) => expireObjects(s3, expiryRules(template), Date.now() + days * day);
  expect(await expire(0)).toBe(0);
  expect(await expire(2)).toBe(1);
  expect(
    s3.uploads
      .get('files')!
      .list()
      .map(({ key }) => key),
  ).toEqual(['b/parts']);
  expect(await expire(4)).toBe(3);
  expect(files.keysWithVersions()).toEqual(['a/kept', 'b/deleted']);
  expect(files.versionsOf('a/kept').map(({ object }) => object?.size)).toEqual([3]);
  expect(files.versionsOf('b/deleted')).toHaveLength(2);
  kept.remove();
});

test('a rule that does more, and versioning that was suspended, are refused by name', () => {
  const moving = handMadeTemplate(bucket({ Status: 'Enabled', Transitions: [] }));
  expect(() => expiryRules(moving.read())).toThrow('does not know Transitions of a lifecycle rule');
  moving.remove();
  const suspended = handMadeTemplate({
    Files: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Suspended' } } },
  });
  expect(() => createS3(suspended.read(), suspended.dataFolder, accessOf())).toThrow('suspended versioning');
  suspended.remove();
});
