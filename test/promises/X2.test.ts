import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTasksCommand, ECSClient, RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Program } from '#shared/contract/env.ts';
import { environmentOf, product, templateOf } from '../support/journey.ts';

/** AWS as a program of the running product reaches it: with its own role's keys. */
function as(program: Program) {
  const settings = { endpoint: product.awsUrl, region: 'ap-southeast-1', credentials: product.programKeys[program]! };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { FILES_BUCKET, KEYS_BUCKET } = { ...environmentOf('redact'), ...environmentOf('authenticate') };
  const bucketOf = (key: string) => (key.startsWith('keys/') ? KEYS_BUCKET : FILES_BUCKET);
  const { MASTER_KEY_ARN: KeyId } = environmentOf('authenticate');
  const kms = new KMSClient(settings);
  return {
    read: (Key: string) => s3.send(new GetObjectCommand({ Bucket: bucketOf(Key), Key })),
    write: (Key: string) => s3.send(new PutObjectCommand({ Bucket: bucketOf(Key), Key, Body: 'x' })),
    remove: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: bucketOf(Key), Key, VersionId: 'null' })),
    list: (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: bucketOf(Prefix), Prefix })),
    listVersions: (Prefix: string) => s3.send(new ListObjectVersionsCommand({ Bucket: bucketOf(Prefix), Prefix })),
    makeKey: (EncryptionContext?: Record<string, string>) =>
      kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext })),
    openKey: (CiphertextBlob: Uint8Array, EncryptionContext?: Record<string, string>) =>
      kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext })),
    secret: (SecretId: string) => new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId })),
    start: () => {
      const { STATE_MACHINE_ARN: stateMachineArn } = environmentOf('dispatcher');
      return new SFNClient(settings).send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    },
    send: (MessageBody: string) => new SQSClient(settings).send(new SendMessageCommand({ ...queue(), MessageBody })),
    receive: () => new SQSClient(settings).send(new ReceiveMessageCommand(queue())),
    ecs: new ECSClient(settings),
  };
}
const queue = () => ({ QueueUrl: environmentOf('jobs')['JOBS_QUEUE_URL'] });
const pair = { userId: randomUUID(), platformId: randomUUID() };
const anthropic = () => environmentOf('plan')['ANTHROPIC_SECRET_ARN']!;
const resend = () => environmentOf('notify')['RESEND_SECRET_ARN']!;

test.each<[string, () => Promise<unknown>]>([
  ['accounts does not reach the storage', () => as('accounts').read('assets/x')],
  ['accounts does not read the key of the model', () => as('accounts').secret(anthropic())],
  ['jobs asks for work and does not start it itself', () => as('jobs').start()],
  ['jobs does not take work from the queue', () => as('jobs').receive()],
  ['tutorials does not see what has not passed the gate', () => as('tutorials').read('staging/x')],
  ['tutorials does not reach the keys', () => as('tutorials').read('keys/x')],
  ['tutorials puts nothing into the storage', () => as('tutorials').write('assets/x')],
  ['the gateway makes keys and cannot read one back', () => as('gateway').read('keys/x')],
  ['plan asks the model and sends no mail', () => as('plan').secret(resend())],
  ['notify sends mails and asks no model', () => as('notify').secret(anthropic())],
  ['capture stores nothing where users look', () => as('capture').write('assets/x')],
  ['capture does not read frames back', () => as('capture').read('staging/x')],
  ['redact does not reach the keys', () => as('redact').read('keys/x')],
  ['redact puts nothing back before the gate', () => as('redact').write('staging/x')],
  ['redact lists what it works on and not the whole bucket', () => as('redact').list('')],
  ['analyze sees no frame before the gate', () => as('analyze').read('staging/x')],
  ['authenticate deletes no keys', () => as('authenticate').remove('keys/x')],
  ['authenticate makes no keys', () => as('authenticate').makeKey(pair)],
  ['retention reads no keys', () => as('retention').read('keys/x')],
  ['dispatcher does not reach the storage', () => as('dispatcher').read('assets/x')],
])('X2: %s', async (_, call) => {
  await expect(call()).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied(Exception)?$/) });
});

const nobody = randomUUID();

// What the rest of the suite comes to rarely or never; whatever else a program may do, some other test would miss.
test.each<[string, () => Promise<unknown>]>([
  ['authenticate learns that a key is gone', () => as('authenticate').read(`keys/${nobody}/x`)],
  ['capture learns that a key is gone', () => as('capture').read(`keys/${nobody}/x`)],
  ['tutorials learns that a picture is gone', () => as('tutorials').read(`assets/${nobody}/x`)],
  ['public learns that a picture is gone', () => as('public').read(`assets/${nobody}/x`)],
  ['marks learns that a picture is gone', () => as('marks').read(`assets/${nobody}/x`)],
  ['operators learns that a picture is gone', () => as('operators').read(`assets/${nobody}/x`)],
])('X2: %s', async (_, call) => {
  await expect(call()).rejects.toMatchObject({ name: 'NoSuchKey' });
});
test.each<[string, () => Promise<unknown>]>([
  ['capture clears away what an earlier try left', () => as('capture').remove(`staging/${nobody}/x`)],
  ['redact clears away what an earlier try left', () => as('redact').remove(`assets/${nobody}/x`)],
  ['redact looks for every version of it', () => as('redact').listVersions(`assets/${nobody}/`)],
  ['tutorials deletes what never passed the gate', () => as('tutorials').remove(`staging/${nobody}/x`)],
  ['the gateway deletes a key it made in vain', () => as('gateway').remove(`keys/${nobody}/x`)],
  ['the gateway looks for every version of it', () => as('gateway').listVersions(`keys/${nobody}/x`)],
])('X2: %s', async (_, call) => {
  await expect(call()).resolves.toBeDefined();
});

test('X2: the master key works for a pair’s context alone, and who wraps cannot unwrap', async () => {
  const made = (await as('gateway').makeKey(pair)).CiphertextBlob!;
  expect((await as('authenticate').openKey(made, pair)).Plaintext).toHaveLength(32);
  const denied = { name: 'AccessDeniedException' };
  await expect(as('gateway').openKey(made, pair)).rejects.toMatchObject(denied);
  await expect(as('plan').openKey(made, pair)).rejects.toMatchObject(denied);
  await expect(as('authenticate').openKey(made)).rejects.toMatchObject(denied);
  await expect(as('authenticate').openKey(made, { ...pair, purpose: 'x' })).rejects.toMatchObject(denied);
  await expect(as('gateway').makeKey()).rejects.toMatchObject(denied);
});

test('X2: the log names the statement that was missing, and nobody’s ids', async () => {
  const id = randomUUID();
  await as('analyze')
    .read(`staging/${id}/frame`)
    .catch(() => undefined);
  const log = readFileSync(join(product.dataFolder, 'logs', 'iam.log'), 'utf8');
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const resource = `arn:aws:s3:::${environmentOf('redact')['FILES_BUCKET']}/staging/*`;
  const missing = { Effect: 'Allow', Action: 's3:GetObject', Resource: resource };
  expect(lines.at(-1)).toMatchObject({ caller: 'analyze', action: 's3:GetObject', missing });
  expect(log).not.toContain(id);
});

test('X2: a browser task has no keys, is given none, and reaches no service without', async () => {
  expect(Object.keys(product.programKeys)).not.toContain('browser');
  const { ecs } = as('gateway');
  const template = templateOf();
  const cluster = template.resources('AWS::ECS::Cluster')[0]!.names.ref;
  const definitions = template.resources('AWS::ECS::TaskDefinition').map(({ names }) => names.ref);
  const taskDefinition = definitions.find((arn) => arn.includes('-browser:'))!;
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition, launchType: 'FARGATE' }));
  const task = tasks![0]!.taskArn!;
  const id = task.split('/').at(-1)!;
  try {
    const environments = () => environmentsWith(id);
    await expect.poll(() => environments().length).toBeGreaterThan(0);
    for (const environment of environments()) {
      expect(environment.filter((entry) => /^AWS_(ACCESS|SECRET|SESSION|ENDPOINT|CONTAINER_CRED)/.test(entry))).toEqual(
        [],
      );
      const metadata = environment.find((entry) => entry.startsWith('ECS_CONTAINER_METADATA_URI_V4='))!.split('=')[1]!;
      for (const path of ['/credentials', '/../../v2/credentials']) {
        expect(await (await fetch(`${metadata}${path}`)).text()).not.toMatch(/AccessKey/i);
      }
    }
    expect((await fetch(product.awsUrl)).status).toBe(403);
    // Who uses browsers does not start or find them, and who starts them starts nothing else.
    for (const program of ['connections', 'capture', 'authenticate'] as const) {
      const other = as(program).ecs;
      const finds = other.send(new DescribeTasksCommand({ cluster, tasks: [task] }));
      await expect(finds).rejects.toThrow('ecs:DescribeTasks');
      await expect(other.send(new RunTaskCommand({ cluster, taskDefinition }))).rejects.toThrow('ecs:RunTask');
    }
    const gateway = definitions.find((arn) => arn.includes('-gateway:'))!;
    await expect(ecs.send(new RunTaskCommand({ cluster, taskDefinition: gateway }))).rejects.toThrow('ecs:RunTask');
  } finally {
    await ecs.send(new StopTaskCommand({ cluster, task }));
  }
});

/** Environments of the processes that hold the text in theirs. */
function environmentsWith(text: string): string[][] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes(text) ? [environment.split('\0')] : [];
      } catch {
        return [];
      }
    });
}
