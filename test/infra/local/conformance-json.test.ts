import { createHash } from 'node:crypto';
import {
  DescribeTasksCommand,
  ECSClient,
  ListServicesCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEcs } from '../../../infra/local/ecs.ts';
import { createKms } from '../../../infra/local/kms.ts';
import { createSecretsManager } from '../../../infra/local/secrets-manager.ts';
import { createSqs } from '../../../infra/local/sqs.ts';
import { createStepFunctions } from '../../../infra/local/step-functions.ts';
import {
  clientSettings,
  everythingAllowed,
  handMadeTemplate,
  onlyServices,
  startTestAws,
  type TestAws,
} from '../../support/hand-made-template.ts';

// Facts of each service's API reference: errors by name and status, limits, sums.
const definition = { StartAt: 'only', States: { only: { Type: 'Succeed' } } };
const made = handMadeTemplate({
  Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  Key: { Type: 'AWS::KMS::Key' },
  Other: { Type: 'AWS::KMS::Key' },
  Empty: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'empty' } },
  Filled: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'filled' } },
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'browsers' } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { StateMachineName: 'jobs', DefinitionString: JSON.stringify(definition) },
  },
});
let aws: TestAws;
let sqs: SQSClient;
let kms: KMSClient;
let secrets: SecretsManagerClient;
let ecs: ECSClient;
let sfn: SFNClient;
let QueueUrl: string;
let stop: () => Promise<void>;
const [KeyId, otherKey] = made
  .read()
  .resources('AWS::KMS::Key')
  .map(({ names }) => names.attributes['Arn']!);
const stateMachineArn = made.read().resources('AWS::StepFunctions::StateMachine')[0]!.names.ref;

beforeAll(async () => {
  aws = await startTestAws();
  const template = made.read(aws.url);
  QueueUrl = template.resources('AWS::SQS::Queue')[0]!.names.ref;
  const { dataFolder } = made;
  const queues = createSqs(template, dataFolder);
  const lambda = { invoke: async () => ({ ok: true as const, payload: {} }) };
  const machines = createStepFunctions(template, dataFolder, lambda, everythingAllowed);
  const tasks = createEcs({
    template,
    dataFolder,
    endpoint: aws.url,
    access: everythingAllowed,
    secretValue: () => '',
  });
  const store = createSecretsManager(template, dataFolder, { filled: 'value' });
  aws.serve(onlyServices(template, queues, createKms(template, dataFolder), store, tasks, machines));
  const settings = clientSettings(aws.url);
  sqs = new SQSClient(settings);
  kms = new KMSClient(settings);
  secrets = new SecretsManagerClient(settings);
  ecs = new ECSClient(settings);
  sfn = new SFNClient(settings);
  stop = async () => {
    queues.stop();
    await machines.stop();
  };
});
afterAll(async () => {
  for (const client of [sqs, kms, secrets, ecs, sfn]) client.destroy();
  await stop();
  await aws.stop();
  made.remove();
});

const send = (MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = (more: object) => sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
const generate = (more: object) => kms.send(new GenerateDataKeyCommand({ KeyId, ...more }));
const start = (more: object) => sfn.send(new StartExecutionCommand({ stateMachineArn, ...more }));
const execution = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:none`;
const task = { cluster: 'browsers', task: 'none' };

test.each<[string, () => Promise<unknown>, string, number]>([
  ['SQS: a queue that is not there', () => send('x', { QueueUrl: `${QueueUrl}-not` }), 'QueueDoesNotExist', 400],
  ['SQS: no body', () => send(''), 'MissingRequiredParameterException', 400],
  ['SQS: a body over 1 MiB', () => send('x'.repeat(1_048_577)), 'InvalidParameterValue', 400],
  ['SQS: a sign that XML has not', () => send('a\u0000b'), 'InvalidMessageContents', 400],
  ['SQS: a delay over 15 minutes', () => send('x', { DelaySeconds: 901 }), 'InvalidParameterValue', 400],
  ['SQS: 11 messages at once', () => receive({ MaxNumberOfMessages: 11 }), 'InvalidParameterValue', 400],
  ['SQS: a wait over 20 s', () => receive({ WaitTimeSeconds: 21 }), 'InvalidParameterValue', 400],
  ['SQS: hidden over 12 hours', () => receive({ VisibilityTimeout: 43_201 }), 'InvalidParameterValue', 400],
  [
    'SQS: a receipt nobody gave',
    () => sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 0 })),
    'ReceiptHandleIsInvalid',
    400,
  ],
  ['KMS: a key that is not there', () => generate({ KeyId: 'none', KeySpec: 'AES_256' }), 'NotFoundException', 400],
  ['KMS: neither kind nor size', () => generate({}), 'ValidationException', 400],
  ['KMS: both kind and size', () => generate({ KeySpec: 'AES_256', NumberOfBytes: 32 }), 'ValidationException', 400],
  ['KMS: a data key over 1024 bytes', () => generate({ NumberOfBytes: 1025 }), 'ValidationException', 400],
  [
    'KMS: 4097 bytes to encrypt',
    () => kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4097) })),
    'ValidationException',
    400,
  ],
  [
    'KMS: bytes that KMS never made',
    () => kms.send(new DecryptCommand({ KeyId, CiphertextBlob: new Uint8Array(80) })),
    'InvalidCiphertextException',
    400,
  ],
  [
    'KMS: another key’s ciphertext',
    async () => {
      const { CiphertextBlob } = await generate({ KeySpec: 'AES_256' });
      return kms.send(new DecryptCommand({ KeyId: otherKey, CiphertextBlob }));
    },
    'IncorrectKeyException',
    400,
  ],
  [
    'Secrets Manager: a secret that is not there',
    () => secrets.send(new GetSecretValueCommand({ SecretId: 'none' })),
    'ResourceNotFoundException',
    400,
  ],
  [
    'Secrets Manager: a secret that nobody filled in',
    () => secrets.send(new GetSecretValueCommand({ SecretId: 'empty' })),
    'ResourceNotFoundException',
    400,
  ],
  [
    'ECS: a cluster that is not there',
    () => ecs.send(new ListTasksCommand({ cluster: 'none' })),
    'ClusterNotFoundException',
    400,
  ],
  [
    'ECS: a definition that is not there',
    () => ecs.send(new RunTaskCommand({ cluster: 'browsers', taskDefinition: 'none' })),
    'ClientException',
    400,
  ],
  ['ECS: a task that is not there', () => ecs.send(new StopTaskCommand(task)), 'InvalidParameterException', 400],
  [
    'Step Functions: a machine that is not there',
    () => start({ stateMachineArn: `${stateMachineArn}-not` }),
    'StateMachineDoesNotExist',
    400,
  ],
  ['Step Functions: a name of 81 signs', () => start({ name: 'x'.repeat(81) }), 'InvalidName', 400],
  ['Step Functions: input that is no JSON', () => start({ input: '{' }), 'InvalidExecutionInput', 400],
  [
    'Step Functions: an execution that is not there',
    () => sfn.send(new DescribeExecutionCommand({ executionArn: execution })),
    'ExecutionDoesNotExist',
    400,
  ],
  [
    'Step Functions: a redrive of what is not there',
    () => sfn.send(new RedriveExecutionCommand({ executionArn: execution })),
    'ExecutionDoesNotExist',
    400,
  ],
])('%s: the documented error', async (_, call, name, httpStatusCode) => {
  await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});

test.each<[string, () => Promise<unknown>]>([
  ['AmazonSQS.CreateQueue', () => sqs.send(new CreateQueueCommand({ QueueName: 'x' }))],
  ['TrentService.CreateKey', () => kms.send(new CreateKeyCommand({}))],
  [
    'secretsmanager.PutSecretValue',
    () => secrets.send(new PutSecretValueCommand({ SecretId: 'filled', SecretString: 'x' })),
  ],
  ['AmazonEC2ContainerServiceV20141113.ListServices', () => ecs.send(new ListServicesCommand({}))],
  ['AWSStepFunctions.SendTaskSuccess', () => sfn.send(new SendTaskSuccessCommand({ taskToken: 't', output: '{}' }))],
])('%s is not there, and says so', async (operation, call) => {
  await expect(call()).rejects.toMatchObject({
    name: 'NotImplemented',
    message: `The local run does not implement ${operation}`,
    $metadata: { httpStatusCode: 501 },
  });
});

describe('SQS', () => {
  test('gives the MD5 of the body and of the attributes, which the SDK checks, and a receipt that deletes once', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'jöb' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    };
    const sent = await send('ünï', { MessageAttributes });
    expect(sent.MD5OfMessageBody).toBe(createHash('md5').update('ünï').digest('hex'));
    const { Messages } = await receive({ MessageAttributeNames: ['All'] });
    expect(Messages![0]).toMatchObject({
      MessageId: sent.MessageId,
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    const deletion = () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages![0]!.ReceiptHandle }));
    await deletion();
    await expect(deletion()).resolves.toBeDefined();
  });
});

describe('KMS', () => {
  test.each([
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 64 }, 64],
  ])('a data key of %j has %i bytes and its key’s ARN', async (asked, bytes) => {
    expect(await generate(asked)).toMatchObject({ KeyId, Plaintext: { length: bytes } });
  });

  test('a key is known by its id and its ARN', async () => {
    for (const id of [KeyId!, KeyId!.split('/')[1]!]) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
      expect(KeyMetadata).toMatchObject({ Arn: KeyId, KeyState: 'Enabled', KeyUsage: 'ENCRYPT_DECRYPT' });
    }
  });
});

test('ECS: tasks that are not there are failures of the answer, not of the call', async () => {
  const answer = await ecs.send(new DescribeTasksCommand({ cluster: 'browsers', tasks: ['none'] }));
  expect(answer).toMatchObject({ tasks: [], failures: [{ arn: 'none', reason: 'MISSING' }] });
});

test('Secrets Manager: a secret is known by its name and its ARN', async () => {
  const byName = await secrets.send(new GetSecretValueCommand({ SecretId: 'filled' }));
  expect(byName).toMatchObject({ Name: 'filled', SecretString: 'value', VersionStages: ['AWSCURRENT'] });
  const byArn = await secrets.send(new GetSecretValueCommand({ SecretId: byName.ARN }));
  expect(byArn.SecretString).toBe('value');
});
