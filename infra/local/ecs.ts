import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type Input, type JsonService } from './aws-server.ts';
import type { Call } from './iam/decide.ts';
import { freeAddress, Task, type TaskOptions, type TaskRequest } from './ecs-task.ts';
import type { TemplateResource } from './template.ts';

export interface LocalEcs extends JsonService {
  tasks(): Task[];
  run(request: TaskRequest): Task;
  /** What a task's container reads from `ECS_CONTAINER_METADATA_URI_V4`, with or without `/task`. */
  metadata(path: string): unknown;
  stop(): Promise<void>;
}

/** AWS forgets stopped tasks after about an hour. */
const rememberMs = 3_600_000;

/** ECS with the clusters and Fargate task definitions of the template. */
export function createEcs(options: TaskOptions): LocalEcs {
  const { template } = options;
  const all = new Map<string, Task>();
  let stopping = false;
  // Homes of tasks that a killed run could not clear away.
  rmSync(join(options.dataFolder, 'tasks'), { recursive: true, force: true });

  function run(request: TaskRequest): Task {
    if (stopping) throw new AwsError('ServerException', 'The local run is stopping', 500);
    for (const [arn, task] of all)
      if (Date.now() - (task.stoppedAt?.getTime() ?? Infinity) > rememberMs) all.delete(arn);
    const address = freeAddress((candidate) => [...all.values()].some((task) => task.address === candidate));
    const task = new Task(options, request, address);
    all.set(task.arn, task);
    return task;
  }
  function clusterArn(input: Input): string {
    const cluster = template.find('AWS::ECS::Cluster', String(input['cluster'] ?? 'default'));
    if (!cluster) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster.names.attributes['Arn']!;
  }
  function find(cluster: string, id: string): Task | undefined {
    return [...all.values()].find((task) => task.request.clusterArn === cluster && (task.arn === id || task.id === id));
  }

  const definitions = () => template.resources('AWS::ECS::TaskDefinition');
  /** Starting a task also hands its roles on to it. */
  function runCalls(input: Input): Call[] {
    const definition = findDefinition(definitions(), String(input['taskDefinition']));
    const context = { 'ecs:cluster': clusterArn(input) };
    const roles = ['ExecutionRoleArn', 'TaskRoleArn'].flatMap((role) => definition.properties[role] ?? []);
    return [
      { action: 'ecs:RunTask', resource: definition.names.ref, context },
      // Tags are given while it is made, before it has a name.
      ...(input['propagateTags'] ? [taskCall('ecs:TagResource', input, '*', { 'ecs:CreateAction': 'RunTask' })] : []),
      ...roles.map((resource: string) => ({
        action: 'iam:PassRole',
        resource,
        context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      })),
    ];
  }
  function taskCall(action: string, input: Input, id: string, more: Call['context'] = {}): Call {
    const cluster = clusterArn(input);
    const arn = id.startsWith('arn:') ? id : `${cluster.replace(':cluster/', ':task/')}/${id}`;
    return { action, resource: arn, context: { 'ecs:cluster': cluster, ...more } };
  }

  return {
    target: 'AmazonEC2ContainerServiceV20141113',
    contentType: 'application/x-amz-json-1.1',
    signedFor: 'ecs',
    calls: {
      RunTask: runCalls,
      DescribeTasks: (input) =>
        ((input['tasks'] ?? []) as string[]).map((id) => taskCall('ecs:DescribeTasks', input, id)),
      ListTasks: (input) => [{ action: 'ecs:ListTasks', resource: '*', context: { 'ecs:cluster': clusterArn(input) } }],
      StopTask: (input) => [taskCall('ecs:StopTask', input, String(input['task']))],
    },
    tasks: () => [...all.values()],
    run,
    metadata(path) {
      const [id, part] = path.split('/');
      const task = [...all.values()].find((one) => one.id === id);
      if (!task) return undefined;
      return part === 'task' ? { TaskARN: task.arn, Containers: [containerMetadata(task)] } : containerMetadata(task);
    },
    async stop() {
      stopping = true;
      for (const task of all.values()) task.kill();
      await Promise.all([...all.values()].map((task) => task.stopped));
    },
    operations: {
      RunTask(input) {
        const cluster = clusterArn(input);
        const definition = findDefinition(definitions(), String(input['taskDefinition']));
        const started = Array.from({ length: Number(input['count'] ?? 1) }, () =>
          run({
            clusterArn: cluster,
            definition,
            overrides: input['overrides'] ?? {},
            group: String(input['group'] ?? `family:${definition.properties['Family']}`),
            startedBy: input['startedBy'],
          }),
        );
        return { tasks: started.map(describe), failures: [] };
      },
      DescribeTasks(input) {
        const cluster = clusterArn(input);
        const ids = (input['tasks'] ?? []) as string[];
        return {
          tasks: ids.flatMap((id) => find(cluster, id) ?? []).map(describe),
          failures: ids.filter((id) => !find(cluster, id)).map((arn) => ({ arn, reason: 'MISSING' })),
        };
      },
      ListTasks(input) {
        const cluster = clusterArn(input);
        const wanted = input['desiredStatus'] ?? 'RUNNING';
        const listed = [...all.values()].filter(
          (task) =>
            task.request.clusterArn === cluster &&
            task.desiredStatus === wanted &&
            (!input['family'] || task.request.definition.properties['Family'] === input['family']) &&
            (!input['startedBy'] || task.request.startedBy === input['startedBy']),
        );
        return { taskArns: listed.map((task) => task.arn) };
      },
      StopTask(input) {
        const task = find(clusterArn(input), String(input['task']));
        if (!task) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
        task.stop(String(input['reason'] ?? 'Task stopped by user'));
        return { task: describe(task) };
      },
    },
  };
}

function findDefinition(definitions: TemplateResource[], id: string): TemplateResource {
  const family = id.split('/').at(-1)!.split(':')[0];
  const found = definitions.find(({ properties }) => properties['Family'] === family);
  if (!found) throw new AwsError('ClientException', 'TaskDefinition not found.');
  return found;
}

const seconds = (date: Date | undefined) => (date ? date.getTime() / 1000 : undefined);

function describe(task: Task) {
  return {
    taskArn: task.arn,
    clusterArn: task.request.clusterArn,
    taskDefinitionArn: task.request.definition.names.ref,
    group: task.request.group,
    startedBy: task.request.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    launchType: 'FARGATE',
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    attachments: [
      {
        id: task.id,
        type: 'ElasticNetworkInterface',
        status: task.lastStatus === 'RUNNING' ? 'ATTACHED' : task.lastStatus === 'STOPPED' ? 'DELETED' : 'PRECREATED',
        details: [{ name: 'privateIPv4Address', value: task.address }],
      },
    ],
    containers: [
      {
        name: task.container.Name,
        taskArn: task.arn,
        lastStatus: task.lastStatus,
        exitCode: task.exitCode,
        reason: task.containerReason,
      },
    ],
  };
}

function containerMetadata(task: Task) {
  return {
    Name: task.container.Name,
    KnownStatus: task.lastStatus,
    Labels: { 'com.amazonaws.ecs.task-arn': task.arn },
    Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: [task.address] }],
  };
}
