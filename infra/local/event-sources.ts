import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessDenied, roleCaller, service, type Access } from './iam/access.ts';
import type { Caller } from './iam/keyring.ts';
import type { LambdaHost } from './lambda-host.ts';
import { mayInvoke } from './lambda-invokers.ts';
import { md5, type Queue, type QueueMessage } from './sqs-queue.ts';
import { systemAttributes, type LocalSqs } from './sqs.ts';
import { StoredJson } from './stored-json.ts';
import type { LocalTemplate, Properties } from './template.ts';
import { localRegion } from './physical-names.ts';

interface EventSourceDeps {
  template: LocalTemplate;
  lambda: Pick<LambdaHost, 'invoke'>;
  sqs: LocalSqs;
  access: Pick<Access, 'require'>;
  dataFolder: string;
}

/** Feeds functions from queues and by the clock, as the template's event source mappings and rules say. */
export function startEventSources(deps: EventSourceDeps): { stop(): void } {
  const stopped = new AbortController();
  for (const { properties } of deps.template.resources('AWS::Lambda::EventSourceMapping')) {
    const queue = deps.sqs.queue(properties['EventSourceArn']);
    if (!queue)
      throw new Error(`The local run feeds functions from queues alone, not from ${properties['EventSourceArn']}`);
    if (properties['Enabled'] !== false) void feed(deps, queue, properties, stopped.signal);
  }
  const lastRuns = new StoredJson<{ at: number }>(join(deps.dataFolder, 'schedules'));
  for (const { properties, logicalId, names } of deps.template.resources('AWS::Events::Rule')) {
    if (properties['State'] === 'DISABLED' || !properties['ScheduleExpression']) continue;
    const everyMs = rateMs(properties['ScheduleExpression']);
    void repeat(lastRuns, logicalId, everyMs, stopped.signal, async () => {
      for (const target of properties['Targets']) {
        mayInvoke(deps.access, service('events.amazonaws.com'), target.Arn, names.attributes['Arn']);
        await deps.lambda.invoke(target.Arn, target.Input ? JSON.parse(target.Input) : scheduledEvent());
      }
    });
  }
  return { stop: () => stopped.abort() };
}

/** Lambda reads the queue with the rights of the function that it reads for. */
async function feed(deps: EventSourceDeps, queue: Queue, mapping: Properties, signal: AbortSignal) {
  const { lambda, sqs, access, template } = deps;
  const fn = template.find('AWS::Lambda::Function', mapping['FunctionName']);
  const caller: Caller = roleCaller(String(fn?.properties['Role']));
  const may = (operation: string) => access.require(caller, ...sqs.callsOf(operation, queue.options.arn));
  const batch = Number(mapping['BatchSize'] ?? 10);
  const partial = (mapping['FunctionResponseTypes'] ?? []).includes('ReportBatchItemFailures');
  while (!signal.aborted) {
    try {
      for (const operation of ['GetQueueAttributes', 'ReceiveMessage', 'DeleteMessage']) may(operation);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      // As on AWS nothing is read until somebody puts the role right.
      await sleep(deniedPauseMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const messages = await queue.receive(batch, 20);
    // What is received while stopping comes again at the next start.
    if (messages.length === 0 || signal.aborted) continue;
    const failed = await deliver(lambda, mapping['FunctionName'], queue, messages, partial);
    // A failed message stays hidden for the rest of its visibility time, then it is received again.
    for (const { id, receipt } of messages) if (!failed.has(id)) queue.remove(receipt!);
  }
}

const deniedPauseMs = 30_000;

/** Ids of the messages that the function did not take. */
async function deliver(
  lambda: EventSourceDeps['lambda'],
  fn: string,
  queue: Queue,
  messages: QueueMessage[],
  partial: boolean,
) {
  const everything = new Set(messages.map(({ id }) => id));
  try {
    const result = await lambda.invoke(fn, { Records: messages.map((message) => record(queue, message)) });
    if (!result.ok) return everything;
    if (!partial) return new Set<string>();
    const answer = result.payload as { batchItemFailures?: { itemIdentifier: string }[] } | null;
    return new Set((answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  } catch {
    return everything;
  }
}

function record(queue: Queue, message: QueueMessage) {
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
    return [name, { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue }];
  });
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.options.arn,
    awsRegion: localRegion,
  };
}

/** Runs at the given interval, counted over stops and starts: what fell due meanwhile runs soon after the start. */
async function repeat(
  lastRuns: StoredJson<{ at: number }>,
  name: string,
  everyMs: number,
  signal: AbortSignal,
  work: () => Promise<void>,
) {
  for (let first = true; !signal.aborted; first = false) {
    const last = lastRuns.read(name)?.at ?? (first ? Date.now() : 0);
    const pause = Math.max(first ? 10_000 : 0, last + everyMs - Date.now());
    try {
      await sleep(pause, undefined, { signal });
      lastRuns.write(name, { at: Date.now() });
      await work();
    } catch (error) {
      if (!signal.aborted) console.error(`The schedule ${name} could not run`, error);
    }
  }
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds of an expression such as `rate(5 minutes)`. */
export function rateMs(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (!count || !unit) throw new Error(`The local run knows rate(…) schedules alone, not ${expression}`);
  return Number(count) * unitMs[unit]!;
}

function scheduledEvent() {
  return {
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    time: new Date().toISOString(),
    region: localRegion,
    detail: {},
  };
}
