import { randomUUID } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaProcess, type FunctionDefinition, type Outcome, type ResponseSink } from './lambda-process.ts';
import type { FunctionError } from './lambda-runtime.ts';
import { roleCaller, type Access } from './iam/access.ts';
import { regionEnvironment, roleEnvironment } from './local-credentials.ts';
import { logFile } from './logs.ts';
import type { LocalTemplate, Properties, TemplateResource } from './template.ts';

export type InvokeResult = { ok: true; payload: unknown } | { ok: false; error: FunctionError };

export interface LambdaHost {
  /** Runs a function by name or ARN, with or without a version, and waits for its answer. */
  invoke(functionId: string, event: unknown): Promise<InvokeResult>;
  /** Runs a function that streams its answer into `sink`; ends when the answer does. */
  stream(functionId: string, event: unknown, sink: ResponseSink): Promise<InvokeResult>;
  definition(functionId: string): FunctionDefinition;
  names(): string[];
  stop(): Promise<void>;
}

export interface LambdaHostOptions {
  template: LocalTemplate;
  dataFolder: string;
  /** Address of the local AWS services. */
  endpoint: string;
  access: Pick<Access, 'keyring' | 'allows'>;
  /** Variables beside the template's, such as a stand-in's address. */
  extraEnvironment?: Record<string, string>;
  idleMs?: number;
  /** Processes one function may have at once; more requests wait. */
  concurrency?: number;
}

const payloadLimit = 6 * 1024 * 1024;
/** "Lambda quotas": 15 minutes, and 128 to 10,240 MB. */
const limits = { timeoutSeconds: 900, leastMemoryMb: 128, mostMemoryMb: 10_240 };

/** Runs the template's functions from their bundles, each request in a process that serves no other meanwhile. */
export function createLambdaHost(options: LambdaHostOptions): LambdaHost {
  const pools = new Map<string, Pool>();
  // What processes of a killed run could not clear away.
  rmSync(join(options.dataFolder, 'tmp'), { recursive: true, force: true });
  for (const resource of options.template.resources('AWS::Lambda::Function')) {
    // CDK's own deployment helpers come along; what they do is done by custom-resources.ts.
    if (!String(resource.properties['Runtime']).startsWith('nodejs') || !resource.properties['FunctionName']) continue;
    const definition = define(resource, options);
    pools.set(definition.name, new Pool(definition, options.idleMs ?? 300_000, options.concurrency ?? 20));
  }
  function pool(functionId: string): Pool {
    const name = functionId.startsWith('arn:') ? functionId.split(':')[6] : functionId.split(':')[0];
    const found = pools.get(name ?? '');
    if (!found) throw new Error(`The template has no function ${functionId} that can run here`);
    return found;
  }
  return {
    invoke: (functionId, event) => pool(functionId).run(event),
    stream: (functionId, event, sink) => pool(functionId).run(event, sink),
    definition: (functionId) => pool(functionId).definition,
    names: () => [...pools.keys()],
    async stop() {
      for (const each of pools.values()) each.stop();
    },
  };
}

function define({ names, properties }: TemplateResource, options: LambdaHostOptions): FunctionDefinition {
  const name = names.ref;
  const folder = options.template.assetFolder(properties['Code'].S3Key);
  const memoryMb = Number(properties['MemorySize'] ?? 128);
  const timeoutSeconds = Number(properties['Timeout'] ?? 3);
  if (timeoutSeconds > limits.timeoutSeconds) throw new Error(`${name}: a function has 15 minutes at most`);
  if (memoryMb < limits.leastMemoryMb || memoryMb > limits.mostMemoryMb) {
    throw new Error(`${name}: a function has 128 to 10240 MB`);
  }
  return {
    name,
    arn: names.attributes['Arn']!,
    folder,
    handler: properties['Handler'],
    memoryMb,
    tmpFolder: join(options.dataFolder, 'tmp'),
    tmpMb: Number(properties['EphemeralStorage']?.Size ?? 512),
    timeoutMs: timeoutSeconds * 1000,
    logFile: mayLog(properties, options) ? logFile(options.dataFolder, name) : '/dev/null',
    environment: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: properties['Handler'],
      AWS_EXECUTION_ENV: `AWS_Lambda_${properties['Runtime']}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: properties['LoggingConfig']?.LogGroup ?? `/aws/lambda/${name}`,
      ...regionEnvironment,
      ...(properties['Role'] && roleEnvironment(options.endpoint, options.access.keyring.forRole(properties['Role']))),
      ...options.extraEnvironment,
      ...properties['Environment']?.Variables,
    },
  };
}

/** A function without the right to write its log runs, and nobody sees what it says. */
function mayLog(properties: Properties, { template, access }: LambdaHostOptions): boolean {
  const group = template.find('AWS::Logs::LogGroup', String(properties['LoggingConfig']?.LogGroup));
  if (!properties['Role'] || !group) return true;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
    access.allows(roleCaller(properties['Role']), { action, resource: group.names.attributes['Arn']! }),
  );
}

/** The processes of one function. */
class Pool {
  readonly definition: FunctionDefinition;
  private readonly idleMs: number;
  private readonly limit: number;
  private readonly idle: { process: LambdaProcess; timer: NodeJS.Timeout }[] = [];
  private readonly busy = new Set<LambdaProcess>();
  private readonly queue: (() => void)[] = [];
  private stopped = false;

  constructor(definition: FunctionDefinition, idleMs: number, limit: number) {
    this.definition = definition;
    this.idleMs = idleMs;
    this.limit = limit;
  }

  async run(event: unknown, sink?: ResponseSink): Promise<InvokeResult> {
    if (Buffer.byteLength(JSON.stringify(event ?? null)) > payloadLimit) {
      return failure({ errorType: 'RequestEntityTooLargeException', errorMessage: 'The event is longer than 6 MB' });
    }
    const one = await this.acquire();
    const requestId = randomUUID();
    const outcome = await one.invoke(requestId, event, sink);
    this.release(one);
    if ('error' in outcome) this.log(requestId, outcome.error);
    return this.judge(outcome);
  }

  stop(): void {
    this.stopped = true;
    for (const { process, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      process.end();
    }
    for (const one of this.busy) one.end();
  }

  private judge(outcome: Outcome): InvokeResult {
    if ('error' in outcome) return failure(outcome.error);
    if (Buffer.byteLength(outcome.payload) > payloadLimit) {
      const errorMessage = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
      return failure({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
    }
    return { ok: true, payload: JSON.parse(outcome.payload) };
  }

  private async acquire(): Promise<LambdaProcess> {
    if (this.stopped) throw new Error('The local run is stopping');
    for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) {
      clearTimeout(kept.timer);
      if (kept.process.ended) continue;
      this.busy.add(kept.process);
      kept.process.thaw();
      return kept.process;
    }
    if (this.busy.size >= this.limit) {
      await new Promise<void>((resolve) => this.queue.push(resolve));
      return this.acquire();
    }
    const fresh = new LambdaProcess(this.definition);
    this.busy.add(fresh);
    return fresh;
  }

  private release(one: LambdaProcess): void {
    this.busy.delete(one);
    if (!one.ended && !this.stopped) {
      const timer = setTimeout(() => {
        this.idle.splice(
          this.idle.findIndex((kept) => kept.process === one),
          1,
        );
        one.end();
      }, this.idleMs);
      timer.unref();
      one.freeze();
      this.idle.push({ process: one, timer });
    }
    this.queue.shift()?.();
  }

  /** What Lambda itself adds to a function's log. */
  private log(requestId: string, { errorType, errorMessage }: FunctionError): void {
    if (this.stopped || !/^(Runtime|Sandbox)\./.test(errorType)) return;
    appendFileSync(
      this.definition.logFile,
      `${JSON.stringify({ at: new Date().toISOString(), requestId, errorType, errorMessage })}\n`,
    );
  }
}

function failure(error: FunctionError): InvokeResult {
  return { ok: false, error };
}
