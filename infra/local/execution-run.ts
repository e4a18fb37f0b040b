import { StateMachine } from 'aws-local-stepfunctions';
import type { Execution, ExecutionStore } from './execution-store.ts';
import type { LambdaHost } from './lambda-host.ts';

/** Amazon States Language, as far as it is read here; `aws-local-stepfunctions` runs the rest. */
export interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, { Type: string; Resource?: string; TimeoutSeconds?: number; TimeoutSecondsPath?: string }>;
}

export interface ExecutionRun {
  /** Resolves when the execution has ended or was cut off. */
  done: Promise<void>;
  /** Ends it as StopExecution does. */
  abort(error?: string, cause?: string): void;
  /** Leaves it as it is on disk, to be resumed. */
  detach(): void;
}

/** AWS waits practically for ever; the library would wait 60 s. Timers count to 2^31 ms. */
const noTimeoutSeconds = 2_000_000;
const optimizedInvoke = 'arn:aws:states:::lambda:invoke';

/** Reads a definition. Throws, with what is wrong, when it is not valid Amazon States Language. */
export function readDefinition(text: string): Definition {
  const definition = JSON.parse(text) as Definition;
  void new StateMachine(definition as never);
  return definition;
}

/** Runs an execution from its state in progress, or from the start, and records every step of it. */
export function runExecution(
  deps: { lambda: Pick<LambdaHost, 'invoke'>; store: ExecutionStore },
  definition: Definition,
  execution: Execution,
): ExecutionRun {
  const { lambda, store } = deps;
  const from = execution.current ?? { state: definition.StartAt, input: JSON.parse(execution.input) as unknown };
  // Valid as a whole; a later start leaves states before it unreachable, which the validator would refuse.
  const validationOptions = { noValidate: true };
  const machine = new StateMachine({ ...withTimeouts(definition), StartAt: from.state } as never, {
    validationOptions,
  });
  const handlers = Object.entries(definition.States)
    .filter(([, state]) => state.Type === 'Task')
    .map(([name, state]) => [name, (input: unknown) => invoke(lambda, state.Resource!, input)]);
  const running = machine.run(from.input as never, {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: {
      Execution: { Id: execution.arn, Name: execution.name },
      StateMachine: { Id: execution.stateMachineArn },
    },
  });
  let detached = false;
  let stopped: { error: string | undefined; cause: string | undefined } | undefined;
  running.result.catch(() => undefined);

  async function follow() {
    for await (const event of running.eventLogs) {
      if (detached) return;
      record(execution, event, stopped);
      store.save(execution);
    }
  }
  return {
    done: follow(),
    abort(error, cause) {
      stopped = { error, cause };
      running.abort();
    },
    detach() {
      detached = true;
      running.abort();
    },
  };
}

function withTimeouts(definition: Definition): Definition {
  const states = Object.entries(definition.States).map(([name, state]) => {
    const limited =
      state.Type !== 'Task' || state.TimeoutSeconds !== undefined || state.TimeoutSecondsPath !== undefined;
    return [name, limited ? state : { ...state, TimeoutSeconds: noTimeoutSeconds }];
  });
  return { ...definition, States: Object.fromEntries(states) };
}

/** Invokes the function a state names, directly or through Step Functions' Lambda integration. */
async function invoke(lambda: Pick<LambdaHost, 'invoke'>, resource: string, input: unknown): Promise<never> {
  const optimized = resource === optimizedInvoke;
  const { FunctionName, Payload } = (optimized ? input : {}) as { FunctionName?: string; Payload?: unknown };
  const result = await lambda.invoke(FunctionName ?? resource, optimized ? Payload : input);
  if (!result.ok) {
    // Retry and Catch match by the name; AWS puts the function's whole error into the cause.
    const { errorType, errorMessage } = result.error;
    throw Object.assign(new Error(JSON.stringify({ errorType, errorMessage })), { name: errorType });
  }
  return (
    optimized ? { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: result.payload } : result.payload
  ) as never;
}

interface LibraryEvent {
  type: string;
  timestamp: number;
  state?: { name: string; input: unknown; output?: unknown };
  output?: unknown;
  Error?: string;
  Cause?: unknown;
  retry?: { attempt: number };
}

function record(
  execution: Execution,
  event: LibraryEvent,
  stopped: { error: string | undefined; cause: string | undefined } | undefined,
) {
  const at = new Date(event.timestamp).toISOString();
  const cause =
    event.Cause === undefined ? undefined : typeof event.Cause === 'string' ? event.Cause : JSON.stringify(event.Cause);
  execution.events.push({
    at,
    type: event.type,
    ...(event.state && { state: event.state.name }),
    ...(event.type === 'StateEntered' && { input: event.state?.input }),
    ...(event.type === 'StateExited' && { output: event.state?.output }),
    ...(event.Error !== undefined && { error: event.Error, cause: cause ?? '' }),
    ...(event.retry && { attempt: event.retry.attempt + 1 }),
  });
  if (event.type === 'StateEntered') execution.current = { state: event.state!.name, input: event.state!.input };
  const end = ends[event.type];
  if (!end) return;
  execution.status = end;
  execution.stoppedAt = at;
  execution.current = null;
  if (event.type === 'ExecutionSucceeded') execution.output = JSON.stringify(event.output ?? null);
  execution.error = event.Error ?? stopped?.error ?? null;
  execution.cause = cause ?? stopped?.cause ?? null;
}

const ends: Record<string, Execution['status'] | undefined> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimeout: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};
