import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { StateInput } from '#shared/contract/pipeline.ts';
import { lazyClient } from './lazy-client.ts';

export const sqs = lazyClient(() => new SQSClient({}));

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
