import { existsSync, readFileSync } from 'node:fs';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEcs, type LocalEcs } from '../../../infra/local/ecs.ts';
import { startServices } from '../../../infra/local/ecs-services.ts';
import {
  clientSettings,
  everythingAllowed,
  handMadeTemplate,
  onlyServices,
  startTestAws,
  type HandMade,
  type TestAws,
} from '../../support/hand-made-template.ts';

const program = `
  import { createServer } from 'node:http';
  import { writeFileSync } from 'node:fs';
  import { spawn } from 'node:child_process';
  const { Networks } = await (await fetch(process.env.ECS_CONTAINER_METADATA_URI_V4)).json();
  writeFileSync(process.env.HOME + '/profile', 'x');
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  process.on('SIGTERM', () => setTimeout(() => process.exit(7), 100));
  if (process.env.MODE === 'short') process.exit(4);
  if (process.env.MODE === 'hungry') globalThis.held = Buffer.alloc(300 * 1024 * 1024, 1);
  createServer((request, response) => {
    if (request.url === '/crash') process.exit(9);
    response.end(JSON.stringify({ env: process.env, child: child.pid }));
  }).listen(9000, Networks[0].IPv4Addresses[0]);`;
const dockerfile =
  'FROM node:24\nWORKDIR /app\nCOPY . .\nENV FONTS="/usr/share/fonts" TZ=UTC\nCMD ["node", "/app/main.mjs"]\n';
const container = (more: object = {}) => ({
  Name: 'browser',
  Image: 'x.dkr.ecr/assets:img',
  Environment: [{ Name: 'HOSTS', Value: 'a:1' }],
  ...more,
});

let made: HandMade;
let aws: TestAws;
let ecs: ECSClient;
let local: LocalEcs;
beforeAll(async () => {
  made = handMadeTemplate(
    {
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'browsers' } },
      Browser: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Family: 'browser', Memory: '256', ContainerDefinitions: [container()] },
      },
      Broken: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Family: 'broken', ContainerDefinitions: [container({ Image: 'x.dkr.ecr/assets:none' })] },
      },
      Role: { Type: 'AWS::IAM::Role' },
      Gateway: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: 'gateway',
          TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ContainerDefinitions: [container({ Secrets: [{ Name: 'DATABASE', ValueFrom: 'arn:database' }] })],
        },
      },
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
      Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { HealthCheckPath: '/healthz' } },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: 'Gateway' },
          DesiredCount: 1,
          LoadBalancers: [{ ContainerPort: 9000, TargetGroupArn: { Ref: 'Group' } }],
        },
      },
    },
    { images: { img: { Dockerfile: dockerfile, 'main.mjs': program } } },
  );
  aws = await startTestAws();
  local = createEcs({
    template: made.read(),
    dataFolder: made.dataFolder,
    endpoint: aws.url,
    access: everythingAllowed,
    secretValue: (arn) => `value of ${arn}`,
  });
  aws.serve({
    ...onlyServices(made.read(), local),
    taskMetadata: (path) => local.metadata(path),
  });
  ecs = new ECSClient(clientSettings(aws.url));
});
afterAll(async () => {
  ecs.destroy();
  await local.stop();
  await aws.stop();
  made.remove();
});

const cluster = 'browsers';
async function run(environment: { name: string; value: string }[] = [], taskDefinition = 'browser'): Promise<string> {
  const overrides = { containerOverrides: [{ name: 'browser', environment }] };
  const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition, launchType: 'FARGATE', overrides }));
  return tasks![0]!.taskArn!;
}
async function reaches(arn: string, lastStatus: string): Promise<Task> {
  for (;;) {
    const task = (await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }))).tasks![0]!;
    if (task.lastStatus === lastStatus) return task;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const addressOf = (task: Task) =>
  task.attachments![0]!.details!.find(({ name }) => name === 'privateIPv4Address')!.value!;
async function ask(task: Task): Promise<{ env: Record<string, string>; child: number }> {
  for (;;) {
    const answer = await fetch(`http://${addressOf(task)}:9000/`).catch(() => undefined);
    if (answer) return (await answer.json()) as { env: Record<string, string>; child: number };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** A dead process that nobody has waited for yet is dead. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.startsWith('Z');
  } catch {
    return false;
  }
}

test('a task goes from provisioning to running at an address of its own, and is ended with all that it started', async () => {
  const arn = await run([{ name: 'EXTRA', value: '1' }]);
  const task = await reaches(arn, 'RUNNING');
  const { env, child } = await ask(task);
  expect(addressOf(task)).toMatch(/^127\.\d+\.\d+\.\d+$/);
  expect(env).toMatchObject({ HOSTS: 'a:1', EXTRA: '1', FONTS: '/usr/share/fonts' });
  expect(isAlive(child)).toBe(true);
  expect(existsSync(`${env['HOME']}/profile`)).toBe(true);

  await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'The user left' }));
  const stopped = await reaches(arn, 'STOPPED');
  expect(stopped).toMatchObject({
    stoppedReason: 'The user left',
    stopCode: 'UserInitiated',
    containers: [{ exitCode: 7 }],
  });
  await expect.poll(() => isAlive(child)).toBe(false);
  expect(existsSync(env['HOME']!)).toBe(false);
});

test('a task without a role gets no keys and does not learn where the services are', async () => {
  const task = await reaches(await run(), 'RUNNING');
  const { env } = await ask(task);
  expect(Object.keys(env).filter((name) => /^AWS_(ACCESS|SECRET|SESSION|ENDPOINT)/.test(name))).toEqual([]);
  await ecs.send(new StopTaskCommand({ cluster, task: task.taskArn }));
});

test('a container that ends by itself stops its task with its code', async () => {
  const stopped = await reaches(await run([{ name: 'MODE', value: 'short' }]), 'STOPPED');
  expect(stopped).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 4 }] });
});

test('a task that cannot start says why', async () => {
  const stopped = await reaches(await run([], 'broken'), 'STOPPED');
  expect(stopped).toMatchObject({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringMatching(/^CannotStartContainerError: .+/),
  });
  expect(stopped.startedAt).toBeUndefined();
});

test('a task that holds more memory than its definition gives is ended, and says so', async () => {
  const stopped = await reaches(await run([{ name: 'MODE', value: 'hungry' }]), 'STOPPED');
  const reason = 'OutOfMemoryError: Container killed due to memory usage';
  expect(stopped).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ exitCode: 137, reason }],
  });
});

test('two tasks have two addresses, and a list names those that run', async () => {
  const arns = [await run(), await run()];
  const tasks = await Promise.all(arns.map((arn) => reaches(arn, 'RUNNING')));
  expect(new Set(tasks.map(addressOf)).size).toBe(2);
  expect((await ecs.send(new ListTasksCommand({ cluster, family: 'browser' }))).taskArns!.toSorted()).toEqual(
    arns.toSorted(),
  );
  for (const task of arns) await ecs.send(new StopTaskCommand({ cluster, task }));
});

test('unknown tasks are failures and unknown clusters errors', async () => {
  const { failures } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: ['nobody'] }));
  expect(failures).toEqual([{ arn: 'nobody', reason: 'MISSING' }]);
  await expect(ecs.send(new ListTasksCommand({ cluster: 'x' }))).rejects.toMatchObject({
    name: 'ClusterNotFoundException',
  });
});

test('a service has a healthy task behind its load balancer and replaces one that crashed', async () => {
  const template = made.read();
  const services = startServices(template, local);
  const domain = template.resources('AWS::ElasticLoadBalancingV2::LoadBalancer')[0]!.names.attributes['DNSName']!;
  try {
    expect(await services.healthy(10_000)).toBe(true);
    const first = services.target(domain)!;
    const { env } = (await (await fetch(`http://${first.host}:${first.port}/`)).json()) as {
      env: Record<string, string>;
    };
    expect(env).toMatchObject({ DATABASE: 'value of arn:database', AWS_ENDPOINT_URL_S3: aws.url });
    await fetch(`http://${first.host}:${first.port}/crash`).catch(() => undefined);
    await expect.poll(() => services.target(domain)?.host ?? first.host, { timeout: 10_000 }).not.toBe(first.host);
  } finally {
    services.stop();
  }
});
