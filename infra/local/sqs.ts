import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError, type Input, type JsonService } from './aws-server.ts';
import type { Call } from './iam/decide.ts';
import { throughService } from './iam/key-calls.ts';
import { attributesMd5, md5, Queue, type QueueMessage } from './sqs-queue.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalSqs extends JsonService {
  queues: Queue[];
  /** Queue by ARN. */
  queue(arn: string): Queue | undefined;
  /** What an operation on a queue, by its ARN, asks of IAM. */
  callsOf(operation: string, arn: string): Call[];
  stop(): void;
}

/** "Amazon SQS message quotas". */
const maxBodyBytes = 1024 * 1024;
const longestHiddenSeconds = 43_200;

function within(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new AwsError(
    'com.amazonaws.sqs#InvalidParameterValue',
    `Value for parameter ${name} must be ${least} to ${most}`,
  );
}

/** SQS with the standard queues of the template. */
export function createSqs(
  template: LocalTemplate,
  dataFolder: string,
  { disorderly = false }: { disorderly?: boolean } = {},
): LocalSqs {
  const byArn = new Map<string, Queue>();
  for (const { names, properties } of template.resources('AWS::SQS::Queue')) {
    const name = names.attributes['QueueName']!;
    if (properties['FifoQueue']) throw new Error(`${name}: the local run has no FIFO queues`);
    const policy = properties['RedrivePolicy'];
    byArn.set(
      names.attributes['Arn']!,
      new Queue({
        name,
        arn: names.attributes['Arn']!,
        folder: join(dataFolder, 'sqs', name),
        visibilitySeconds: Number(properties['VisibilityTimeout'] ?? 30),
        disorderly,
        retentionSeconds: Number(properties['MessageRetentionPeriod'] ?? 345_600),
        redrive: policy && {
          deadLetters: () => byArn.get(policy.deadLetterTargetArn),
          maxReceiveCount: Number(policy.maxReceiveCount),
        },
      }),
    );
  }
  const queues = [...byArn.values()];
  const keyByArn = new Map(
    template
      .resources('AWS::SQS::Queue')
      .map(({ names, properties }) => [names.attributes['Arn']!, properties['KmsMasterKeyId'] as string | undefined]),
  );
  /** Sending makes a data key and checks it; receiving opens it. */
  const keyActions: Record<string, ('Decrypt' | 'GenerateDataKey')[]> = {
    SendMessage: ['GenerateDataKey', 'Decrypt'],
    ReceiveMessage: ['Decrypt'],
  };
  function callsOf(operation: string, arn: string): Call[] {
    const context = { 'aws:sqs:arn': arn };
    return [
      { action: `sqs:${operation}`, resource: arn },
      ...throughService(template, 'sqs', keyByArn.get(arn), keyActions[operation] ?? [], context),
    ];
  }
  const asked = (operation: string) => (input: Input) => callsOf(operation, queueOf(input).options.arn);

  function queueOf(input: Input): Queue {
    const name = String(input['QueueUrl']).split('/').at(-1);
    const queue = queues.find(({ options }) => options.name === name);
    if (!queue) throw new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }
  return {
    target: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    signedFor: 'sqs',
    queues,
    callsOf,
    queue: (arn) => byArn.get(arn),
    calls: {
      SendMessage: asked('SendMessage'),
      ReceiveMessage: asked('ReceiveMessage'),
      DeleteMessage: asked('DeleteMessage'),
      ChangeMessageVisibility: asked('ChangeMessageVisibility'),
      GetQueueAttributes: asked('GetQueueAttributes'),
      StartMessageMoveTask: (input) => callsOf('StartMessageMoveTask', String(input['SourceArn'])),
    },
    stop: () => queues.forEach((queue) => queue.close()),
    operations: {
      SendMessage(input) {
        const queue = queueOf(input);
        const body = String(input['MessageBody'] ?? '');
        if (body === '') {
          throw new AwsError('com.amazonaws.sqs#MissingRequiredParameterException', 'The message has no body');
        }
        within('MessageBody', Buffer.byteLength(body), 1, maxBodyBytes);
        // What XML 1.0 has no sign for.
        if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(body)) {
          throw new AwsError('com.amazonaws.sqs#InvalidMessageContents', 'The message contains invalid characters');
        }
        within('DelaySeconds', Number(input['DelaySeconds'] ?? 0), 0, 900);
        const { id, attributes } = queue.send(body, input['MessageAttributes'], Number(input['DelaySeconds'] ?? 0));
        return { MessageId: id, MD5OfMessageBody: md5(body), MD5OfMessageAttributes: attributesMd5(attributes) };
      },
      async ReceiveMessage(input) {
        const max = Number(input['MaxNumberOfMessages'] ?? 1);
        within('MaxNumberOfMessages', max, 1, 10);
        within('WaitTimeSeconds', Number(input['WaitTimeSeconds'] ?? 0), 0, 20);
        within('VisibilityTimeout', Number(input['VisibilityTimeout'] ?? 0), 0, longestHiddenSeconds);
        const messages = await queueOf(input).receive(
          max,
          Number(input['WaitTimeSeconds'] ?? 0),
          input['VisibilityTimeout'],
        );
        return { Messages: messages.map(wireMessage) };
      },
      DeleteMessage: (input) => queueOf(input).remove(String(input['ReceiptHandle'])),
      ChangeMessageVisibility(input) {
        within('VisibilityTimeout', Number(input['VisibilityTimeout']), 0, longestHiddenSeconds);
        if (!queueOf(input).changeVisibility(String(input['ReceiptHandle']), Number(input['VisibilityTimeout']))) {
          throw new AwsError('com.amazonaws.sqs#ReceiptHandleIsInvalid', 'The receipt handle is not valid.');
        }
      },
      StartMessageMoveTask(input) {
        const queue = byArn.get(String(input['SourceArn']));
        if (!queue)
          throw new AwsError('com.amazonaws.sqs#ResourceNotFoundException', 'The source queue does not exist.');
        queue.redriveTo(queues);
        return { TaskHandle: randomUUID() };
      },
      GetQueueAttributes(input) {
        const queue = queueOf(input);
        const { visible, inFlight, delayed } = queue.counts();
        return {
          Attributes: {
            QueueArn: queue.options.arn,
            VisibilityTimeout: String(queue.options.visibilitySeconds),
            ApproximateNumberOfMessages: String(visible),
            ApproximateNumberOfMessagesNotVisible: String(inFlight),
            ApproximateNumberOfMessagesDelayed: String(delayed),
          },
        };
      },
    },
  };
}

function wireMessage(message: QueueMessage) {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    MessageAttributes: message.attributes,
    MD5OfMessageAttributes: attributesMd5(message.attributes),
    Attributes: systemAttributes(message),
  };
}

/** What SQS tells about a message's way so far. */
export function systemAttributes(message: QueueMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? ''),
  };
}
