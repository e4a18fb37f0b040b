import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { browserTasks } from '#shared/aws/browser-tasks.ts';
import { NoRoomForBrowser } from '#shared/browser/browser-tasks.ts';

const env = {
  BROWSER_CLUSTER_ARN: 'arn:aws:ecs:ap-southeast-1:111122223333:cluster/browsers',
  BROWSER_TASK_DEFINITION_ARN: 'arn:aws:ecs:ap-southeast-1:111122223333:task-definition/browser:1',
  BROWSER_SUBNETS: 'subnet-1',
  BROWSER_SECURITY_GROUP: 'sg-1',
};
let said: { status: number; body: object };

/** ECS's wire protocol, answering every call with `said`. */
async function startEcs(): Promise<void> {
  const server = createServer((asked, answer) => {
    asked.resume().once('end', () => {
      answer.writeHead(said.status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'ap-southeast-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
}

test('a refusal that passes is told apart from one that stays', async () => {
  await startEcs();
  const tasks = browserTasks(env);
  const failure = (reason: string) => ({ status: 200, body: { tasks: [], failures: [{ reason }] } });
  const error = (__type: string, message: string) => ({ status: 400, body: { __type, message } });
  for (said of [
    error('ClientException', "You've reached the limit on the number of vCPUs you can run concurrently"),
    error('LimitExceededException', 'The limit was exceeded'),
    failure('Capacity is unavailable at this time. Please try again later or in a different availability zone'),
    failure('RESOURCE:ENI'),
  ]) {
    await expect(tasks.start(90)).rejects.toBeInstanceOf(NoRoomForBrowser);
  }
  for (said of [error('InvalidParameterException', 'TaskDefinition is inactive'), failure('MISSING')]) {
    const refused = await tasks.start(90).catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(Error);
    expect(refused).not.toBeInstanceOf(NoRoomForBrowser);
  }
});
