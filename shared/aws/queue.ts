import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { StateInput } from '#shared/contract/pipeline.ts';
import { sqs } from './clients.ts';

/** Where a job asks for its turn. A message carries ids alone. */
export interface JobQueue {
  send(message: StateInput): Promise<void>;
}

export function jobQueue(queueUrl: string): JobQueue {
  return {
    async send({ jobId, attempt }) {
      await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ jobId, attempt }) }));
    },
  };
}
