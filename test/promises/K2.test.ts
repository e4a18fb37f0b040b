import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DecryptCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { kms } from '#shared/aws/pair-keys.ts';
import { getFile } from '#shared/aws/files.ts';
import { databaseDump, db, environmentOf, journey, product } from '../support/journey.ts';

test('K2: the pair’s key is wrapped by KMS, opens under its own user and platform only, and lies outside the database', async () => {
  const { userId } = await journey();
  const { KEYS_BUCKET, MASTER_KEY_ARN } = environmentOf('authenticate');
  const { platform_id: platformId } = await db
    .selectFrom('connections')
    .select('platform_id')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  const wrapped = (await getFile(KEYS_BUCKET!, `keys/${userId}/${platformId}`))!;
  const open = (EncryptionContext: Record<string, string>) =>
    kms().send(new DecryptCommand({ KeyId: MASTER_KEY_ARN, CiphertextBlob: wrapped, EncryptionContext }));

  expect((await open({ userId, platformId })).Plaintext).toHaveLength(32);
  for (const context of [{}, { userId }, { userId, platformId: randomUUID() }, { userId: randomUUID(), platformId }]) {
    await expect(open(context as Record<string, string>)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  }
  expect(await databaseDump()).not.toContain(wrapped.toString('hex'));
});

test('K2: the master key’s bytes are in no table, log, template or bundle', async () => {
  const folder = join(product.dataFolder, 'kms');
  const dump = await databaseDump();
  const files = ['logs', 'cdk.out', 'executions', 'sqs'].flatMap((name) =>
    readdirSync(join(product.dataFolder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
  const keys = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(dump.includes(key.toString('hex'))).toBe(false);
    expect(files.some((content) => content.includes(key) || content.includes(key.toString('base64')))).toBe(false);
  }
});
