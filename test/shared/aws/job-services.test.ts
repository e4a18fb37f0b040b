import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sqs } from '#shared/aws/queue.ts';
import { executions } from '#shared/aws/executions.ts';
import { jobQueue } from '#shared/aws/queue.ts';
import { createAwsServer } from '../../../infra/local/aws-server.ts';
import { regionEnvironment, roleEnvironment } from '../../../infra/local/local-credentials.ts';
import { createSqs } from '../../../infra/local/sqs.ts';
import { createStepFunctions } from '../../../infra/local/step-functions.ts';
import type { LocalTemplate } from '../../../infra/local/template.ts';
import { accessOf, everythingAllowed } from '../../support/hand-made-template.ts';

const machine = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:jobs';
const dataFolder = mkdtempSync(join(tmpdir(), 'job-services-'));
const server = createAwsServer();
let queueUrl: string;
let stop: () => Promise<unknown>;
let ran = 0;

beforeAll(async () => {
  const queue = { ref: 'jobs', attributes: { Arn: 'arn:aws:sqs:ap-southeast-1:000000000000:jobs', QueueName: 'jobs' } };
  const definition = {
    StartAt: 'only',
    States: { only: { Type: 'Task', Resource: 'arn:aws:lambda:ap-southeast-1:000000000000:function:only', End: true } },
  };
  const resources: Record<string, unknown[]> = {
    'AWS::SQS::Queue': [{ names: queue, properties: {} }],
    'AWS::StepFunctions::StateMachine': [
      { names: { ref: machine, attributes: {} }, properties: { DefinitionString: JSON.stringify(definition) } },
    ],
  };
  const template = {
    resources: (type: string) => resources[type] ?? [],
    find: () => undefined,
  } as unknown as LocalTemplate;
  const queues = createSqs(template, dataFolder);
  const machines = createStepFunctions(
    template,
    dataFolder,
    {
      invoke: async () => ({ ok: true, payload: { ran: ++ran } }),
    },
    everythingAllowed,
  );
  const access = accessOf();
  server.serve({ access, services: [queues, machines], s3: async () => undefined, taskMetadata: () => undefined });
  await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  for (const [name, value] of Object.entries({
    ...roleEnvironment(endpoint, access.keyring.root),
    ...regionEnvironment,
  })) {
    vi.stubEnv(name, value);
  }
  queueUrl = `${endpoint}/000000000000/jobs`;
  stop = async () => {
    queues.stop();
    await machines.stop();
  };
});
afterAll(async () => {
  await stop();
  server.server.closeAllConnections();
  await new Promise((resolve) => server.server.close(resolve));
  vi.unstubAllEnvs();
  rmSync(dataFolder, { recursive: true, force: true });
});

test('a job’s message holds its id and attempt and nothing else', async () => {
  const jobId = randomUUID();
  await jobQueue(queueUrl).send({ jobId, attempt: 2, goal: 'left out' } as { jobId: string; attempt: number });
  const { Messages } = await sqs().send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
  expect(Messages?.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([{ jobId, attempt: 2 }]);
});

test('an attempt’s execution is started once, and another attempt is another execution', async () => {
  const starts = executions(machine);
  const jobId = randomUUID();
  expect(await starts.start({ jobId, attempt: 1 })).toBe(true);
  await vi.waitFor(() => expect(ran).toBe(1));
  await vi.waitFor(async () => expect(await starts.start({ jobId, attempt: 1 })).toBe(false));
  expect(ran).toBe(1);
  expect(await starts.start({ jobId, attempt: 2 })).toBe(true);
  await vi.waitFor(() => expect(ran).toBe(2));
});

test('a state machine that is not there is an error and not a start', async () => {
  await expect(executions(`${machine}-gone`).start({ jobId: randomUUID(), attempt: 1 })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});
