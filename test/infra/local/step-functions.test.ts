import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InvokeResult } from '../../../infra/local/lambda-host.ts';
import { createStepFunctions, type LocalStepFunctions } from '../../../infra/local/step-functions.ts';
import {
  clientSettings,
  everythingAllowed,
  handMadeTemplate,
  onlyServices,
  startTestAws,
  type HandMade,
  type TestAws,
} from '../../support/hand-made-template.ts';

const fn = (name: string) => `arn:aws:lambda:ap-southeast-1:000000000000:function:${name}`;
const definition = {
  StartAt: 'one',
  States: {
    one: {
      Type: 'Task',
      Resource: fn('one'),
      ResultPath: '$.one',
      Retry: [{ ErrorEquals: ['BROWSER_LOST'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'fail' }],
      Next: 'two',
    },
    two: { Type: 'Task', Resource: fn('two'), ResultPath: '$.two', End: true },
    fail: { Type: 'Task', Resource: fn('fail'), ResultPath: '$.told', Next: 'failed' },
    failed: { Type: 'Fail', ErrorPath: '$.error.Error' },
  },
};

const patient = {
  StartAt: 'one',
  States: {
    one: {
      Type: 'Task',
      Resource: fn('one'),
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 3, MaxAttempts: 2 }],
      End: true,
    },
  },
};

let made: HandMade;
let aws: TestAws;
let sfn: SFNClient;
let local: LocalStepFunctions;
let stateMachineArn: string;
/** Functions by name, and every call of them. */
let functions: Record<string, (input: unknown) => InvokeResult | Promise<InvokeResult>>;
let calls: [string, unknown][];

const done = (payload: unknown = { ok: 1 }): InvokeResult => ({ ok: true, payload });
const broken = (errorType: string): InvokeResult => ({ ok: false, error: { errorType, errorMessage: 'why' } });

function start() {
  local = createStepFunctions(
    made.read(),
    made.dataFolder,
    {
      async invoke(arn, event) {
        const name = arn.split(':').at(-1)!;
        calls.push([name, event]);
        return functions[name]!(event);
      },
    },
    everythingAllowed,
  );
  aws.serve(onlyServices(made.read(aws.url), local));
}
beforeEach(async () => {
  made = handMadeTemplate({
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName: 'jobs', DefinitionString: JSON.stringify(definition) },
    },
    Patient: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName: 'patient', DefinitionString: JSON.stringify(patient) },
    },
  });
  stateMachineArn = made.read().resources('AWS::StepFunctions::StateMachine')[0]!.names.ref;
  functions = { one: () => done(), two: () => done({ steps: 4 }), fail: () => done() };
  calls = [];
  aws = await startTestAws();
  start();
  sfn = new SFNClient(clientSettings(aws.url));
});
afterEach(async () => {
  sfn.destroy();
  await local.stop();
  await aws.stop();
  made.remove();
});

const startExecution = (name: string, input: object = { jobId: 'j1' }) =>
  sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));

async function ended(executionArn: string) {
  for (;;) {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('an execution goes through its states and its history tells their inputs and outputs', async () => {
  const { executionArn } = await startExecution('job-1');
  const execution = await ended(executionArn!);
  expect(execution.status).toBe('SUCCEEDED');
  expect(JSON.parse(execution.output!)).toEqual({ jobId: 'j1', one: { ok: 1 }, two: { steps: 4 } });
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events!.map(({ type, stateEnteredEventDetails }) => [type, stateEnteredEventDetails?.name])).toEqual([
    ['ExecutionStarted', undefined],
    ['TaskStateEntered', 'one'],
    ['TaskStateExited', undefined],
    ['TaskStateEntered', 'two'],
    ['TaskStateExited', undefined],
    ['ExecutionSucceeded', undefined],
  ]);
});

test('an error that Retry names is tried again after its interval', async () => {
  functions['one'] = () => (calls.length === 1 ? broken('BROWSER_LOST') : done());
  const before = Date.now();
  const execution = await ended((await startExecution('job-2')).executionArn!);
  expect(execution.status).toBe('SUCCEEDED');
  expect(Date.now() - before).toBeGreaterThanOrEqual(1000);
  expect(calls.map(([name]) => name)).toEqual(['one', 'one', 'two']);
});

test('an error nobody retries goes to Catch with its name, and the execution fails with it', async () => {
  functions['one'] = () => broken('RECONNECT_REQUIRED');
  const execution = await ended((await startExecution('job-3')).executionArn!);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'RECONNECT_REQUIRED' });
  expect(calls.map(([name]) => name)).toEqual(['one', 'fail']);
  expect(calls[1]![1]).toMatchObject({ jobId: 'j1', error: { Error: 'RECONNECT_REQUIRED' } });
});

test('a name starts one execution: repeated while it runs it is the same, afterwards it is taken', async () => {
  let finish = () => {};
  functions['one'] = () => new Promise((resolve) => (finish = () => resolve(done())));
  const first = await startExecution('job-4');
  expect((await startExecution('job-4')).executionArn).toBe(first.executionArn);
  await expect(startExecution('job-4', { jobId: 'other' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  finish();
  await ended(first.executionArn!);
  await expect(startExecution('job-4')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(calls.filter(([name]) => name === 'one')).toHaveLength(1);
});

test('what was in progress at a stop goes on from its state, with what that state was entered with', async () => {
  functions['two'] = () => new Promise(() => undefined);
  const { executionArn } = await startExecution('job-5');
  await expect.poll(() => calls.map(([name]) => name)).toEqual(['one', 'two']);
  await local.stop();

  calls = [];
  functions['two'] = () => done({ steps: 9 });
  start();
  expect(local.resume()).toBe(1);
  const execution = await ended(executionArn!);
  expect(JSON.parse(execution.output!)).toEqual({ jobId: 'j1', one: { ok: 1 }, two: { steps: 9 } });
  expect(calls.map(([name]) => name)).toEqual(['two']);
});

test('an operator stops an execution and finds it by its status', async () => {
  functions['one'] = () => new Promise(() => undefined);
  const { executionArn } = await startExecution('job-6');
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'stuck' }));
  expect(await ended(executionArn!)).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'stuck' });
  const listed = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
  expect(listed.executions?.map(({ name }) => name)).toEqual(['job-6']);
});

test('an unsuccessful execution goes on from the state that ended it, with what that was entered with', async () => {
  functions['two'] = () => broken('PLATFORM_DOWN');
  const { executionArn } = await startExecution('job-7');
  expect(await ended(executionArn!)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE' });
  functions['two'] = () => done({ steps: 2 });
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  const execution = await ended(executionArn!);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveStatus: 'NOT_REDRIVABLE' });
  expect(JSON.parse(execution.output!)).toEqual({ jobId: 'j1', one: { ok: 1 }, two: { steps: 2 } });
  expect(calls.map(([name]) => name)).toEqual(['one', 'two', 'two']);
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events!.map(({ type }) => type)).toContain('ExecutionRedriven');
  await expect(sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  });
});

test('an error that was caught ended elsewhere: the redrive goes on from there, as on AWS', async () => {
  functions['one'] = () => broken('RECONNECT_REQUIRED');
  const { executionArn } = await startExecution('job-8');
  await ended(executionArn!);
  functions['one'] = () => done();
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await ended(executionArn!)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
  expect(calls.map(([name]) => name)).toEqual(['one', 'fail']);
});

test('data over 256 KB ends the execution, past Retry and Catch', async () => {
  functions['one'] = () => done('x'.repeat(262_145));
  const execution = await ended((await startExecution('job-9')).executionArn!);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(calls.map(([name]) => name)).toEqual(['one']);
  const large = startExecution('job-10', { jobId: 'x'.repeat(262_144) });
  await expect(large).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
});

/** Starts anew with shortened pauses and functions that fail; the times at which they were called. */
function startHurried(): number[] {
  const times: number[] = [];
  const lambda = {
    async invoke() {
      times.push(Date.now());
      return broken('BROWSER_LOST');
    },
  };
  local = createStepFunctions(made.read(), made.dataFolder, lambda, everythingAllowed, { waitScale: 0.2 });
  aws.serve(onlyServices(made.read(aws.url), local));
  return times;
}

test('pauses can be shortened, and keep their proportions', async () => {
  const times = startHurried();
  await ended((await startExecution('job-11')).executionArn!);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(200);
  expect(times[1]! - times[0]!).toBeLessThan(950);
});

test('each retry waits longer than the one before, by the backoff rate', async () => {
  const times = startHurried();
  const arn = stateMachineArn.replace(/[^:]+$/, 'patient');
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: arn, name: 'job-12' }));
  expect(await ended(executionArn!)).toMatchObject({ status: 'FAILED', error: 'BROWSER_LOST' });
  expect(times).toHaveLength(3);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(200);
  expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(600);
});
