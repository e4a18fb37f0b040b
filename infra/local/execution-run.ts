import { StateMachine } from 'aws-local-stepfunctions';
import type { Execution, ExecutionStore } from './execution-store.ts';
import type { LambdaHost } from './lambda-host.ts';

/** Amazon States Language, as far as it is read here; `aws-local-stepfunctions` runs the rest. */
export interface Definition {
  StartAt: string;
  TimeoutSeconds?: number;
  States: Record<string, State>;
}

interface State {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  /** Of a Wait. */
  Seconds?: number;
  Retry?: { IntervalSeconds?: number; MaxDelaySeconds?: number }[];
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
/** "Quotas related to state machine executions": input and output of a state, in bytes of UTF-8. */
export const dataLimitBytes = 262_144;
const optimizedInvoke = 'arn:aws:states:::lambda:invoke';

/** Reads a definition. Throws, with what is wrong, when it is not valid Amazon States Language. */
export function readDefinition(text: string): Definition {
  const definition = JSON.parse(text) as Definition;
  void new StateMachine(definition as never);
  return definition;
}

/**
 * Runs an execution from its state in progress, or from the start, and records every step of it. `waitScale` shortens
 * the pauses of Retry and Wait where nobody wants to sit them out.
 */
export function runExecution(
  deps: { lambda: Pick<LambdaHost, 'invoke'>; store: ExecutionStore; waitScale?: number },
  definition: Definition,
  execution: Execution,
): ExecutionRun {
  const { lambda, store } = deps;
  const from = execution.current ?? { state: definition.StartAt, input: JSON.parse(execution.input) as unknown };
  // Valid as a whole; a later start leaves states before it unreachable, which the validator would refuse.
  const validationOptions = { noValidate: true };
  const runnable = adapted(definition, deps.waitScale ?? 1);
  const machine = new StateMachine({ ...runnable, StartAt: from.state } as never, {
    validationOptions,
  });
  const handlers = Object.entries(definition.States)
    .filter(([, state]) => state.Type === 'Task')
    .map(([name, state]) => [
      name,
      async (input: unknown) => {
        const result = await invoke(lambda, state.Resource!, input);
        if (isTooLarge(result)) refuseData(name);
        return result;
      },
    ]);
  const running = machine.run(from.input as never, {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    context: {
      Execution: { Id: execution.arn, Name: execution.name },
      StateMachine: { Id: execution.stateMachineArn },
    },
  });
  let detached = false;
  let stopped: Stopped | undefined;
  running.result.catch(() => undefined);

  /** Ends the execution, past Retry and Catch, as AWS does it. */
  function refuseData(state: string) {
    const cause = `The state ${state} returned a result with a size exceeding the maximum number of bytes.`;
    stopped ??= { status: 'FAILED', error: 'States.DataLimitExceeded', cause };
    running.abort();
  }

  async function follow() {
    for await (const event of running.eventLogs) {
      if (detached) return;
      record(execution, event, stopped);
      store.save(execution);
      if (event.type === 'StateExited' && isTooLarge(event.state?.output)) refuseData(event.state.name);
    }
  }
  return {
    done: follow(),
    abort(error, cause) {
      stopped = { status: 'ABORTED', error, cause };
      running.abort();
    },
    detach() {
      detached = true;
      running.abort();
    },
  };
}

interface Stopped {
  status: 'ABORTED' | 'FAILED';
  error: string | undefined;
  cause: string | undefined;
}

const isTooLarge = (data: unknown) => Buffer.byteLength(JSON.stringify(data) ?? '') > dataLimitBytes;

/** The definition with AWS's default timeout instead of the library's, and with its pauses scaled. */
function adapted(definition: Definition, waitScale: number): Definition {
  const scaled = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * waitScale);
  const states = Object.entries(definition.States).map(([name, state]) => {
    const limited =
      state.Type !== 'Task' || state.TimeoutSeconds !== undefined || state.TimeoutSecondsPath !== undefined;
    const retry = state.Retry?.map((one) => ({
      ...one,
      IntervalSeconds: scaled(one.IntervalSeconds ?? 1),
      ...(one.MaxDelaySeconds !== undefined && { MaxDelaySeconds: scaled(one.MaxDelaySeconds) }),
    }));
    return [
      name,
      {
        ...state,
        ...(!limited && { TimeoutSeconds: noTimeoutSeconds }),
        ...(retry && { Retry: retry }),
        ...(state.Seconds !== undefined && { Seconds: scaled(state.Seconds) }),
      },
    ];
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

function record(execution: Execution, event: LibraryEvent, stopped: Stopped | undefined) {
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
  execution.status = end === 'ABORTED' ? (stopped?.status ?? end) : end;
  execution.stoppedAt = at;
  execution.redriveFrom = end === 'SUCCEEDED' ? null : execution.current;
  execution.current = null;
  if (event.type === 'ExecutionSucceeded') execution.output = JSON.stringify(event.output ?? null);
  execution.error = stopped?.error ?? event.Error ?? null;
  execution.cause = stopped?.cause ?? cause ?? null;
}

const ends: Record<string, Execution['status'] | undefined> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimeout: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};
