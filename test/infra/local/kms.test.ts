import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DecryptCommand, DisableKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKms } from '../../../infra/local/kms.ts';
import {
  clientSettings,
  handMadeTemplate,
  onlyServices,
  startTestAws,
  type TestAws,
} from '../../support/hand-made-template.ts';

const made = handMadeTemplate({ Master: { Type: 'AWS::KMS::Key' }, Other: { Type: 'AWS::KMS::Key' } });
const [master, other] = made
  .read()
  .resources('AWS::KMS::Key')
  .map(({ names }) => names.attributes['Arn']!);
const EncryptionContext = { userId: 'u1', platformId: 'p1' };
let aws: TestAws;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startTestAws();
  aws.serve(onlyServices(made.read(), createKms(made.read(), made.dataFolder)));
  kms = new KMSClient(clientSettings(aws.url));
});
afterAll(async () => {
  kms.destroy();
  await aws.stop();
  made.remove();
});

const generate = () => kms.send(new GenerateDataKeyCommand({ KeyId: master, KeySpec: 'AES_256', EncryptionContext }));

test('a data key is unwrapped under the same context, in whatever order its pairs come', async () => {
  const key = await generate();
  expect(key.Plaintext).toHaveLength(32);
  const reordered = { platformId: 'p1', userId: 'u1' };
  const opened = await kms.send(
    new DecryptCommand({ CiphertextBlob: key.CiphertextBlob, EncryptionContext: reordered }),
  );
  expect(opened.Plaintext).toEqual(key.Plaintext);
  expect(opened.KeyId).toBe(master);
});

test.each([
  ['another user', { userId: 'u2', platformId: 'p1' }],
  ['a part of it', { userId: 'u1' }],
  ['none', undefined],
  ['one that runs into the other', { userId: 'u1p', platformId: '1' }],
])('a wrong context is refused: %s', async (_, context) => {
  const { CiphertextBlob } = await generate();
  const opening = kms.send(new DecryptCommand({ CiphertextBlob, ...(context && { EncryptionContext: context }) }));
  await expect(opening).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
});

test('a change of any byte is refused', async () => {
  const blob = (await generate()).CiphertextBlob!;
  for (const at of [0, 5, 40, 60, blob.length - 1]) {
    const changed = Uint8Array.from(blob);
    changed[at] = changed[at]! ^ 1;
    const opening = kms.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext }));
    await expect(opening).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  }
});

test('another key than the one it was made with is refused', async () => {
  const { CiphertextBlob } = await generate();
  const opening = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: other }));
  await expect(opening).rejects.toMatchObject({ name: 'IncorrectKeyException' });
});

test('the material is kept for the owner alone and outlives a restart', async () => {
  const { CiphertextBlob, Plaintext } = await generate();
  const folder = join(made.dataFolder, 'kms');
  const files = readdirSync(folder).map((name) => join(folder, name));
  expect(files.map((file) => [statSync(file).mode & 0o777, readFileSync(file).length])).toEqual([[0o600, 32]]);
  aws.serve(onlyServices(made.read(), createKms(made.read(), made.dataFolder)));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(opened.Plaintext).toEqual(Plaintext);
});

test('an operation that is not there names itself', async () => {
  await expect(kms.send(new DisableKeyCommand({ KeyId: master }))).rejects.toThrow('TrentService.DisableKey');
});
