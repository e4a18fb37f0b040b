import { randomBytes, randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { taskMetadataPath } from './aws-server.ts';
import { readDockerfile } from './dockerfile.ts';
import { spawnGuarded, type GuardedChild } from './guarded-child.ts';
import { AccessDenied, roleCaller, type Access } from './iam/access.ts';
import type { Call } from './iam/decide.ts';
import { regionEnvironment, roleEnvironment } from './local-credentials.ts';
import { logFile } from './logs.ts';
import { watchMemory } from './memory-watch.ts';
import { localAccount, localRegion } from './physical-names.ts';
import type { LocalTemplate, Properties, TemplateResource } from './template.ts';

export interface TaskOptions {
  template: LocalTemplate;
  dataFolder: string;
  endpoint: string;
  access: Pick<Access, 'keyring' | 'require'>;
  extraEnvironment?: Record<string, string>;
  secretValue: (arn: string) => string;
}

interface TaskOverrides {
  containerOverrides?: { name?: string; command?: string[]; environment?: { name: string; value: string }[] }[];
}

export interface TaskRequest {
  clusterArn: string;
  definition: TemplateResource;
  overrides: TaskOverrides;
  group: string;
  startedBy: string | undefined;
}

const stopSeconds = 30;

/** One container started from its image's folder, as a process group with an address and a home of its own. */
export class Task {
  readonly arn: string;
  readonly id = randomBytes(16).toString('hex');
  readonly request: TaskRequest;
  /** Of the loopback network, where every 127.x.y.z is this machine. */
  readonly address: string;
  readonly createdAt = new Date();
  startedAt: Date | undefined;
  stoppedAt: Date | undefined;
  lastStatus: 'PROVISIONING' | 'RUNNING' | 'STOPPED' = 'PROVISIONING';
  desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING';
  stopCode: 'EssentialContainerExited' | 'UserInitiated' | 'TaskFailedToStart' | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  /** Why the container ended, where it was ended for it. */
  containerReason: string | undefined;
  /** Resolves when nothing of the task is left, its home included. */
  readonly stopped: Promise<void>;
  private child: GuardedChild | undefined;

  constructor(options: TaskOptions, request: TaskRequest, address: string) {
    this.request = request;
    this.address = address;
    const cluster = request.clusterArn.split('/').at(-1);
    this.arn = `arn:aws:ecs:${localRegion}:${localAccount}:task/${cluster}/${this.id}`;
    this.stopped = this.live(options);
  }

  get container(): { Name: string; [property: string]: unknown } {
    return this.request.definition.properties['ContainerDefinitions'][0];
  }

  /** Asks the container to end and, after its time to do so, ends it. */
  stop(reason: string): void {
    if (this.desiredStatus === 'STOPPED') return;
    this.desiredStatus = 'STOPPED';
    this.stopCode = 'UserInitiated';
    this.stoppedReason = reason;
    this.child?.signal('TERM');
    setTimeout(() => this.child?.kill(), Number(this.container['StopTimeout'] ?? stopSeconds) * 1000).unref();
  }

  /** Ends it at once, as the machine going away would. */
  kill(): void {
    this.desiredStatus = 'STOPPED';
    this.child?.kill();
  }

  private async live(options: TaskOptions): Promise<void> {
    const home = join(options.dataFolder, 'tasks', this.id);
    // RunTask answers before the task is there, so callers must wait for RUNNING as on AWS.
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      if (this.desiredStatus === 'RUNNING') {
        this.child = this.launch(options, home);
        this.lastStatus = 'RUNNING';
        this.startedAt = new Date();
        const stopWatch = this.watchMemory(this.child);
        this.exitCode = await this.child.exited.finally(stopWatch);
      }
      this.stopCode ??= 'EssentialContainerExited';
      this.stoppedReason ??= 'Essential container in task exited';
    } catch (error) {
      this.stopCode = 'TaskFailedToStart';
      const kind = error instanceof AccessDenied ? 'ResourceInitializationError' : 'CannotStartContainerError';
      this.stoppedReason = `${kind}: ${(error as Error).message}`;
    } finally {
      // A Chromium whose task was killed ends itself a moment later, and writes until then.
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      this.desiredStatus = 'STOPPED';
      this.lastStatus = 'STOPPED';
      this.stoppedAt = new Date();
    }
  }

  private watchMemory(child: GuardedChild): () => void {
    const megabytes = Number(this.request.definition.properties['Memory'] ?? Infinity);
    return watchMemory(child.pid, megabytes, () => {
      this.containerReason = 'OutOfMemoryError: Container killed due to memory usage';
      child.kill();
    });
  }

  private launch(options: TaskOptions, home: string): GuardedChild {
    const { template, dataFolder, endpoint } = options;
    const { properties } = this.request.definition;
    if (properties['ContainerDefinitions'].length !== 1) throw new Error('The local run starts tasks of one container');
    const { access } = options;
    access.require(roleCaller(String(properties['ExecutionRoleArn'])), ...startCalls(template, this.container));
    const asset = template.imageAsset(String(this.container['Image']));
    const image = readDockerfile(asset);
    const override = this.request.overrides.containerOverrides?.find(
      (one) => !one.name || one.name === this.container.Name,
    );
    mkdirSync(join(home, 'tmp'), { recursive: true, mode: 0o700 });
    const entryPoint = (this.container['EntryPoint'] as string[] | undefined) ?? image.entryPoint;
    const command = override?.command ?? (this.container['Command'] as string[] | undefined) ?? image.command;
    const log = openSync(logFile(dataFolder, String(properties['Family'])), 'a', 0o600);
    try {
      return spawnGuarded(
        [...entryPoint, ...command].map((word) => localWord(word, image.workFolder, asset.folder)),
        {
          cwd: asset.folder,
          stdout: log,
          env: {
            PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
            LANG: 'C.UTF-8',
            HOME: home,
            TMPDIR: join(home, 'tmp'),
            HOSTNAME: `ip-${this.address.replaceAll('.', '-')}`,
            AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
            ECS_CONTAINER_METADATA_URI_V4: `${endpoint}${taskMetadataPath}${this.id}`,
            ...image.environment,
            ...regionEnvironment,
            // Without a role a task gets no keys and does not learn where the services are.
            ...(properties['TaskRoleArn'] && {
              ...roleEnvironment(endpoint, options.access.keyring.forRole(properties['TaskRoleArn'])),
              ...options.extraEnvironment,
            }),
            ...byName(this.container['Environment'], 'Name', (one) => one['Value']!),
            ...byName(this.container['Secrets'], 'Name', (one) => options.secretValue(one['ValueFrom']!)),
            ...byName(override?.environment, 'name', (one) => one['value']!),
          },
        },
      );
    } finally {
      closeSync(log);
    }
  }
}

/** What ECS does with the execution role before a container starts: fetches its image and opens its log. */
function startCalls(template: LocalTemplate, container: Properties): Call[] {
  const [, account, region, repository] =
    /^(\d+)\.dkr\.ecr\.([^.]+)\.amazonaws\.com\/([^:@]+)/.exec(String(container['Image'])) ?? [];
  const pull = ['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'].map((action) => ({
    action: `ecr:${action}`,
    resource: `arn:aws:ecr:${region}:${account}:repository/${repository}`,
  }));
  const group = template.find('AWS::Logs::LogGroup', String(container['LogConfiguration']?.Options?.['awslogs-group']));
  const log = ['CreateLogStream', 'PutLogEvents'].map((action) => ({
    action: `logs:${action}`,
    resource: group?.names.attributes['Arn'] ?? '',
  }));
  return [
    ...(repository ? [{ action: 'ecr:GetAuthorizationToken', resource: '*' }, ...pull] : []),
    ...(group ? log : []),
  ];
}

/** A word of the container's command on this machine: its own folder instead of the image's, our own Node. */
function localWord(word: string, workFolder: string, folder: string): string {
  if (word === 'node') return process.execPath;
  return workFolder !== '/' && word.startsWith(`${workFolder}/`) ? join(folder, word.slice(workFolder.length)) : word;
}

function byName(list: unknown, name: string, value: (one: Record<string, string>) => string): Record<string, string> {
  return Object.fromEntries(((list ?? []) as Record<string, string>[]).map((one) => [one[name]!, value(one)]));
}

/** A loopback address that no other task here has. */
export function freeAddress(taken: (address: string) => boolean): string {
  for (;;) {
    const address = `127.${randomInt(64, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    if (!taken(address)) return address;
  }
}
