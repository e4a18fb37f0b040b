import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { StateInput } from '#shared/contract/pipeline.ts';
import { lazyClient } from './lazy-client.ts';

export const sqs = lazyClient(() => new SQSClient({}));

/** Where a job asks for its turn. A message carries ids alone. */
export interface JobQueue {
  /** `delaySeconds`, at most 900: nobody receives it before that. */
  send(message: StateInput, delaySeconds?: number): Promise<void>;
}

export function jobQueue(queueUrl: string): JobQueue {
  return {
    async send({ jobId, attempt }, delaySeconds = 0) {
      const MessageBody = JSON.stringify({ jobId, attempt });
      await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds: delaySeconds }));
    },
  };
}
