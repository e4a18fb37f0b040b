import { DescribeTasksCommand, ECSClient, RunTaskCommand, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { NoRoomForBrowser, type BrowserTasks } from '#shared/browser/browser-tasks.ts';
import { lazyClient } from './lazy-client.ts';

const ecs = lazyClient(() => new ECSClient({}));

type StartEnv = Record<
  'BROWSER_CLUSTER_ARN' | 'BROWSER_TASK_DEFINITION_ARN' | 'BROWSER_SUBNETS' | 'BROWSER_SECURITY_GROUP',
  string
>;

/** Browser tasks on ECS. Nothing personal goes into a task's definition, overrides or tags. */
export function browserTasks(env: StartEnv): BrowserTasks {
  const cluster = env.BROWSER_CLUSTER_ARN;
  return {
    async start(waitSeconds) {
      const request = new RunTaskCommand({
        cluster,
        taskDefinition: env.BROWSER_TASK_DEFINITION_ARN,
        launchType: 'FARGATE',
        // Product and stage, so that the stage's budget counts them; nothing of the session.
        propagateTags: 'TASK_DEFINITION',
        count: 1,
        overrides: {
          containerOverrides: [
            { name: 'browser', environment: [{ name: 'WAIT_SECONDS', value: String(waitSeconds) }] },
          ],
        },
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: env.BROWSER_SUBNETS.split(','),
            securityGroups: [env.BROWSER_SECURITY_GROUP],
            // Public subnets without inbound rules instead of a NAT gateway.
            assignPublicIp: 'ENABLED',
          },
        },
      });
      const answer = await ecs()
        .send(request)
        .catch((error: unknown) => {
          throw isNoRoom(`${(error as Error).name} ${(error as Error).message}`)
            ? new NoRoomForBrowser('refused', { cause: error })
            : error;
        });
      const arn = answer.tasks?.[0]?.taskArn;
      if (arn) return arn;
      const reason = answer.failures?.[0]?.reason ?? 'no reason given';
      if (isNoRoom(reason)) throw new NoRoomForBrowser(reason);
      throw new Error(`ECS started no browser task: ${reason}`);
    },
    async find(taskArn) {
      const answer = await ecs().send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
      const task = answer.tasks?.[0];
      // ECS may not list a task right after it was asked for.
      if (!task) return { state: 'starting' };
      const ending = ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED', 'DELETED'];
      if (ending.includes(task.lastStatus ?? '')) return { state: 'gone' };
      const address = addressOf(task);
      return task.lastStatus === 'RUNNING' && address ? { state: 'running', address } : { state: 'starting' };
    },
    async stop(taskArn) {
      await ecs()
        .send(new StopTaskCommand({ cluster, task: taskArn, reason: 'Session ended' }))
        .catch((error: unknown) => {
          // A task that ended by itself some time ago is no longer known.
          if ((error as Error).name !== 'InvalidParameterException') throw error;
        });
    },
  };
}

function addressOf(task: Task): string | undefined {
  const card = task.attachments?.find(({ type }) => type === 'ElasticNetworkInterface');
  return card?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
}

/**
 * Refusals that pass: "You've reached the limit on the number of vCPUs you can run concurrently", "Capacity is unavailable
 * at this time", `RESOURCE:…` ("API failure reasons" of the developer guide), and calls that come too fast.
 */
function isNoRoom(reason: string): boolean {
  return /reached the limit|capacity is unavailable|^RESOURCE|LimitExceeded|Throttling/i.test(reason);
}
