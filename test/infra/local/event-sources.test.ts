import { afterEach, expect, test } from 'vitest';
import { rateMs, startEventSources } from '../../../infra/local/event-sources.ts';
import type { InvokeResult } from '../../../infra/local/lambda-host.ts';
import { createSqs } from '../../../infra/local/sqs.ts';
import { everythingAllowed, handMadeTemplate, type HandMade } from '../../support/hand-made-template.ts';

interface QueueEvent {
  Records: {
    messageId: string;
    body: string;
    attributes: { ApproximateReceiveCount: string };
    eventSourceARN: string;
  }[];
}

let made: HandMade;
let stop: () => void;
afterEach(() => {
  stop();
  made.remove();
});

function start(answer: (event: QueueEvent) => InvokeResult) {
  made = handMadeTemplate({
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs', VisibilityTimeout: 1 } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 5,
        EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
        FunctionName: 'dispatcher',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  });
  const template = made.read();
  const sqs = createSqs(template, made.dataFolder);
  const events: QueueEvent[] = [];
  const invoke = async (_: string, event: unknown) => {
    events.push(event as QueueEvent);
    return answer(event as QueueEvent);
  };
  const sources = startEventSources({
    template,
    lambda: { invoke },
    sqs,
    access: everythingAllowed,
    dataFolder: made.dataFolder,
  });
  stop = () => {
    sources.stop();
    sqs.stop();
  };
  return { queue: sqs.queues[0]!, events };
}

test('messages reach the function and are deleted when it took them', async () => {
  const { queue, events } = start(() => ({ ok: true, payload: { batchItemFailures: [] } }));
  const { id } = queue.send('{"jobId":"1"}');
  await expect.poll(() => queue.list()).toEqual([]);
  expect(events).toHaveLength(1);
  expect(events[0]!.Records[0]).toMatchObject({
    messageId: id,
    body: '{"jobId":"1"}',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:ap-southeast-1:000000000000:jobs',
  });
});

test('only the messages that the function names come again', async () => {
  const { queue, events } = start(({ Records }) => ({
    ok: true,
    payload: {
      batchItemFailures: Records.filter(
        ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
      ).map(({ messageId }) => ({ itemIdentifier: messageId })),
    },
  }));
  queue.send('good');
  queue.send('bad');
  await expect.poll(() => queue.list(), { timeout: 5000 }).toEqual([]);
  expect(events.flatMap(({ Records }) => Records.map(({ body }) => body)).toSorted()).toEqual(['bad', 'bad', 'good']);
});

test('after an error of the function the whole batch stays', async () => {
  const { queue, events } = start(() => ({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: '' } }));
  queue.send('one');
  await expect.poll(() => events.length).toBe(1);
  expect(queue.list().map(({ body }) => body)).toEqual(['one']);
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
])('%s is %i ms', (expression, expected) => {
  stop = () => undefined;
  expect(rateMs(expression)).toBe(expected);
});

test('a schedule that is not a rate is refused by name', () => {
  expect(() => rateMs('cron(0 3 * * ? *)')).toThrow('cron(0 3 * * ? *)');
});
