import { join } from 'node:path';
import { StoredJson } from './stored-json.ts';

type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionEvent {
  at: string;
  type: string;
  state?: string;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** Number of the try that follows, for a retry. */
  attempt?: number;
}

/** One execution, as it lies in `<data>/executions/`. */
export interface Execution {
  arn: string;
  name: string;
  stateMachineArn: string;
  status: ExecutionStatus;
  startedAt: string;
  stoppedAt: string | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  /** State in progress and what it was entered with: where a run goes on that was cut off. */
  current: { state: string; input: unknown } | null;
  /** Where a redrive goes on: the state that ended it without success, and what that was entered with. */
  redriveFrom?: { state: string; input: unknown } | null;
  redriveCount?: number;
  events: ExecutionEvent[];
}

/** All executions of this data folder, newest first. */
export class ExecutionStore {
  private readonly stored: StoredJson<Execution>;
  private readonly executions = new Map<string, Execution>();

  constructor(dataFolder: string) {
    this.stored = new StoredJson(join(dataFolder, 'executions'));
    for (const execution of this.stored.all()) this.executions.set(execution.arn, execution);
  }

  get(arn: string): Execution | undefined {
    return this.executions.get(arn);
  }

  save(execution: Execution): void {
    this.executions.set(execution.arn, execution);
    this.stored.write(execution.arn.split(':').slice(-2).join('.'), execution);
  }

  list(): Execution[] {
    return [...this.executions.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }
}
