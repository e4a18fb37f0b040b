import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqs, type LocalSqs } from '../../../infra/local/sqs.ts';
import {
  clientSettings,
  handMadeTemplate,
  onlyServices,
  startTestAws,
  type HandMade,
  type TestAws,
} from '../../support/hand-made-template.ts';

const dead = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } };
const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 };
let made: HandMade;
let aws: TestAws;
let sqs: SQSClient;
let local: LocalSqs;
let jobs: string;
let deadLetters: string;

function start(options = {}) {
  local = createSqs(made.read(aws.url), made.dataFolder, options);
  aws.serve(onlyServices(made.read(aws.url), local));
}
beforeEach(async () => {
  made = handMadeTemplate({
    Dead: dead,
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs', VisibilityTimeout: 1, RedrivePolicy: redrive } },
  });
  aws = await startTestAws();
  start();
  [deadLetters, jobs] = made
    .read(aws.url)
    .resources('AWS::SQS::Queue')
    .map(({ names }) => names.ref) as [string, string];
  sqs = new SQSClient(clientSettings(aws.url));
});
afterEach(async () => {
  sqs.destroy();
  local.stop();
  await aws.stop();
  made.remove();
});

const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: jobs, MessageBody }));
const receive = async (QueueUrl = jobs, WaitTimeSeconds = 0) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 10 }))).Messages ?? [];

test('a message is received once, hidden, and deleted for good', async () => {
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      QueueUrl: jobs,
      MessageBody: 'ünï',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'job' } },
    }),
  );
  const [message] = await receive();
  expect(message).toMatchObject({ MessageId, Body: 'ünï' });
  expect(await receive()).toEqual([]);
  await sqs.send(new DeleteMessageCommand({ QueueUrl: jobs, ReceiptHandle: message!.ReceiptHandle }));
  expect(await receive(jobs, 2)).toEqual([]);
});

test('what is not deleted comes again, and after its tries goes to the dead letters', async () => {
  await send('poison');
  for (const expected of ['1', '2']) {
    const [message] = await receive(jobs, 3);
    expect(message?.Attributes?.['ApproximateReceiveCount']).toBe(expected);
  }
  expect(await receive(jobs, 2)).toEqual([]);
  expect((await receive(deadLetters)).map(({ Body }) => Body)).toEqual(['poison']);
});

test('a waiting receive gets the message as soon as it is sent', async () => {
  const waiting = receive(jobs, 10);
  const before = Date.now();
  await send('now');
  expect((await waiting).map(({ Body }) => Body)).toEqual(['now']);
  expect(Date.now() - before).toBeLessThan(2000);
});

test('a receipt handle of an earlier receive no longer deletes', async () => {
  await send('once more');
  const [first] = await receive();
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: jobs, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 0 }),
  );
  await receive();
  await sqs.send(new DeleteMessageCommand({ QueueUrl: jobs, ReceiptHandle: first!.ReceiptHandle }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: jobs, AttributeNames: ['All'] }));
  expect(Attributes?.['ApproximateNumberOfMessagesNotVisible']).toBe('1');
});

test('messages outlive a restart, the hidden ones hidden', async () => {
  await send('taken');
  const [taken] = await receive();
  await send('waiting');
  start();
  expect((await receive()).map(({ Body }) => Body)).toEqual(['waiting']);
  await sqs.send(new DeleteMessageCommand({ QueueUrl: jobs, ReceiptHandle: taken!.ReceiptHandle }));
  expect(
    local.queues
      .find(({ options }) => options.name === 'jobs')!
      .list()
      .map(({ body }) => body),
  ).toEqual(['waiting']);
});

test('an unknown queue and an unknown operation say so', async () => {
  const nowhere = sqs.send(new SendMessageCommand({ QueueUrl: `${jobs}-not`, MessageBody: 'x' }));
  await expect(nowhere).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  await expect(sqs.send(new PurgeQueueCommand({ QueueUrl: jobs }))).rejects.toThrow('AmazonSQS.PurgeQueue');
});

test('dead letters are moved back to where they came from, to be tried as often as new ones', async () => {
  await send('poison');
  for (let tries = 0; tries < 2; tries += 1) expect(await receive(jobs, 3)).toHaveLength(1);
  expect(await receive(jobs, 2)).toEqual([]);
  const SourceArn = local.queues.find(({ options }) => options.name === 'dead')!.options.arn;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  expect(await receive(deadLetters)).toEqual([]);
  const [again] = await receive();
  expect([again!.Body, again!.Attributes?.['ApproximateReceiveCount']]).toEqual(['poison', '1']);
});

test('a disorderly queue gives the newest first, and each message once more after it was deleted', async () => {
  start({ disorderly: true });
  await send('first');
  await send('second');
  const seen: string[] = [];
  for (let messages = await receive(); messages.length > 0; messages = await receive()) {
    for (const { Body, ReceiptHandle } of messages) {
      seen.push(Body!);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: jobs, ReceiptHandle }));
    }
  }
  expect(seen).toEqual(['second', 'first', 'second', 'first']);
});
