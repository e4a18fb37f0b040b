import { AwsError, type Input, type JsonService } from './aws-server.ts';
import { dataLimitBytes, readDefinition, runExecution, type ExecutionRun } from './execution-run.ts';
import { ExecutionStore, type Execution, type ExecutionEvent } from './execution-store.ts';
import type { Access } from './iam/access.ts';
import type { LambdaHost } from './lambda-host.ts';
import { invokerOfStates } from './lambda-invokers.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalStepFunctions extends JsonService {
  store: ExecutionStore;
  /** Goes on with every execution that an earlier run left in progress; returns how many. */
  resume(): number;
  /** Lets go of running executions; they go on with the next `resume`. */
  stop(): Promise<void>;
}

/** Step Functions with the standard state machines of the template. */
export function createStepFunctions(
  template: LocalTemplate,
  dataFolder: string,
  lambda: Pick<LambdaHost, 'invoke'>,
  access: Pick<Access, 'require'>,
  options: { waitScale?: number } = {},
): LocalStepFunctions {
  const store = new ExecutionStore(dataFolder);
  const runs = new Map<string, ExecutionRun>();
  const machines = new Map(
    template.resources('AWS::StepFunctions::StateMachine').map(({ names, properties }) => [
      names.ref,
      {
        definition: readDefinition(properties['DefinitionString']),
        lambda: invokerOfStates(lambda, access, String(properties['RoleArn'])),
      },
    ]),
  );

  function run(execution: Execution) {
    const machine = machines.get(execution.stateMachineArn);
    if (!machine) return;
    const started = runExecution({ lambda: machine.lambda, store, ...options }, machine.definition, execution);
    runs.set(execution.arn, started);
    void started.done.finally(() => runs.delete(execution.arn));
  }
  /** Goes on with an unsuccessful execution from the state that ended it. */
  function redrive(execution: Execution) {
    const from = execution.redriveFrom;
    if (!isRedrivable(execution) || !from) {
      throw new AwsError(
        'ExecutionNotRedrivable',
        'Execution is not redrivable: it has not failed in the last 14 days.',
      );
    }
    const redriveCount = (execution.redriveCount ?? 0) + 1;
    Object.assign(execution, { status: 'RUNNING', stoppedAt: null, error: null, cause: null, redriveCount });
    execution.current = from;
    execution.events.push({ at: new Date().toISOString(), type: 'ExecutionRedriven' });
    store.save(execution);
    run(execution);
  }
  function find(input: Input): Execution {
    const execution = store.get(String(input['executionArn']));
    if (!execution) throw new AwsError('ExecutionDoesNotExist', 'The execution does not exist');
    return execution;
  }

  const onMachine = (action: string) => (input: Input) => [
    { action: `states:${action}`, resource: String(input['stateMachineArn']) },
  ];
  const onExecution = (action: string) => (input: Input) => [
    { action: `states:${action}`, resource: String(input['executionArn']) },
  ];
  return {
    target: 'AWSStepFunctions',
    contentType: 'application/x-amz-json-1.0',
    signedFor: 'states',
    calls: {
      StartExecution: onMachine('StartExecution'),
      ListExecutions: onMachine('ListExecutions'),
      DescribeExecution: onExecution('DescribeExecution'),
      GetExecutionHistory: onExecution('GetExecutionHistory'),
      StopExecution: onExecution('StopExecution'),
      RedriveExecution: onExecution('RedriveExecution'),
    },
    store,
    resume() {
      const running = store.list().filter((execution) => execution.status === 'RUNNING' && !runs.has(execution.arn));
      running.forEach(run);
      return running.length;
    },
    async stop() {
      for (const each of runs.values()) each.detach();
      await Promise.all([...runs.values()].map((each) => each.done));
    },
    operations: {
      StartExecution(input) {
        const machine = String(input['stateMachineArn']);
        if (!machines.has(machine)) throw new AwsError('StateMachineDoesNotExist', 'The state machine does not exist');
        const name = String(input['name'] ?? crypto.randomUUID());
        if (!/^[\w-]{1,80}$/.test(name)) throw new AwsError('InvalidName', 'The name is not valid');
        const body = String(input['input'] ?? '{}');
        const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
        const known = store.get(arn);
        // Standard workflows: the same name and input while it runs is the same execution; otherwise names are used once.
        if (known && (known.status !== 'RUNNING' || known.input !== body)) {
          throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
        }
        const execution = known ?? newExecution(arn, name, machine, body);
        if (!known) {
          store.save(execution);
          run(execution);
        }
        return { executionArn: arn, startDate: seconds(execution.startedAt) };
      },
      DescribeExecution(input) {
        const execution = find(input);
        return {
          ...summary(execution),
          input: execution.input,
          output: execution.output ?? undefined,
          error: execution.error ?? undefined,
          cause: execution.cause ?? undefined,
          redriveCount: execution.redriveCount ?? 0,
          redriveStatus: isRedrivable(execution) ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        };
      },
      RedriveExecution(input) {
        redrive(find(input));
        return { redriveDate: seconds(new Date().toISOString()) };
      },
      ListExecutions(input) {
        const wanted = store
          .list()
          .filter((execution) => execution.stateMachineArn === input['stateMachineArn'])
          .filter((execution) => !input['statusFilter'] || execution.status === input['statusFilter']);
        return { executions: wanted.slice(0, Number(input['maxResults'] || 100)).map(summary) };
      },
      GetExecutionHistory: (input) => ({ events: find(input).events.map(historyEvent) }),
      StopExecution(input) {
        const execution = find(input);
        runs.get(execution.arn)?.abort(input['error'], input['cause']);
        return { stopDate: seconds(new Date().toISOString()) };
      },
    },
  };
}

const redriveDays = 14;

function isRedrivable({ status, stoppedAt, redriveFrom }: Execution): boolean {
  const ended = ['FAILED', 'ABORTED', 'TIMED_OUT'].includes(status) && stoppedAt !== null;
  return ended && Boolean(redriveFrom) && Date.now() - Date.parse(stoppedAt) < redriveDays * 86_400_000;
}

function newExecution(arn: string, name: string, stateMachineArn: string, input: string): Execution {
  if (Buffer.byteLength(input) > dataLimitBytes) {
    throw new AwsError('InvalidExecutionInput', 'The input is longer than 262144 bytes');
  }
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'The input is not JSON');
  }
  const startedAt = new Date().toISOString();
  const nothingYet = { stoppedAt: null, output: null, error: null, cause: null, current: null, events: [] };
  return { arn, name, stateMachineArn, status: 'RUNNING', startedAt, input, ...nothingYet };
}

function summary({ arn, name, stateMachineArn, status, startedAt, stoppedAt }: Execution) {
  return {
    executionArn: arn,
    name,
    stateMachineArn,
    status,
    startDate: seconds(startedAt),
    stopDate: stoppedAt ? seconds(stoppedAt) : undefined,
  };
}

const seconds = (time: string) => Date.parse(time) / 1000;

/** The names that Step Functions has for what the library reports. */
const historyTypes: Record<string, string> = {
  StateEntered: 'TaskStateEntered',
  StateExited: 'TaskStateExited',
  StateFailed: 'TaskFailed',
  StateRetried: 'TaskScheduled',
  ExecutionTimeout: 'ExecutionTimedOut',
};

function historyEvent(event: ExecutionEvent, index: number) {
  const { type, state, input, output, error, cause } = event;
  return {
    id: index + 1,
    previousEventId: index,
    timestamp: seconds(event.at),
    type: historyTypes[type] ?? type,
    ...(type === 'StateEntered' && { stateEnteredEventDetails: { name: state, input: JSON.stringify(input) } }),
    ...(type === 'StateExited' && { stateExitedEventDetails: { name: state, output: JSON.stringify(output) } }),
    ...(type === 'StateFailed' && {
      taskFailedEventDetails: { resource: state, resourceType: 'lambda', error, cause },
    }),
    ...(type === 'ExecutionFailed' && { executionFailedEventDetails: { error, cause } }),
  };
}
