import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqs } from '#shared/aws/queue.ts';
import { api, db, environmentOf, executionsOf, finishedJob, journey } from '../support/journey.ts';

test('T1: a request delivered again makes no second execution and no second tutorial', async () => {
  const { jobId, userId, goal } = await journey();
  const QueueUrl = environmentOf('jobs')['JOBS_QUEUE_URL']!;
  const bodies = [1, 2, 1, 2].map((attempt) => JSON.stringify({ jobId, attempt }));
  await Promise.all(bodies.map((MessageBody) => sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }))));
  const waiting = async () => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
    return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  };
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);

  // One up to the plan, one from the approval on.
  expect(executionsOf(jobId)).toHaveLength(2);
  const made = db.selectFrom('tutorials').select('id').where('user_id', '=', userId).where('goal', '=', goal);
  expect(await made.execute()).toHaveLength(1);
});

test('T1: a button pressed twice asks once', async () => {
  const { page, connectionId } = await journey();
  const request = {
    connectionId,
    goal: 'Create a deal called "Asked twice"',
    approvePlan: false,
    requestKey: randomUUID(),
  };
  const answers = await Promise.all([1, 2].map(() => api(page, 'POST', '/api/jobs', request)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
  expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
  await finishedJob(answers[0]!.body.id);
  expect(executionsOf(answers[0]!.body.id)).toHaveLength(1);
});
