import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName, type StateInput } from '#shared/contract/pipeline.ts';
import { lazyClient } from './lazy-client.ts';

const sfn = lazyClient(() => new SFNClient({}));

export interface Executions {
  /** Starts the execution of this attempt, or joins it while it runs; `false` when it is over already. */
  start(input: StateInput): Promise<boolean>;
}

export function executions(stateMachineArn: string): Executions {
  return {
    async start({ jobId, attempt }) {
      const input = { jobId, attempt };
      try {
        await sfn().send(
          new StartExecutionCommand({ stateMachineArn, name: executionName(input), input: JSON.stringify(input) }),
        );
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return false;
        throw error;
      }
    },
  };
}
