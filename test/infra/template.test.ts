import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { programEnv, type Program } from '#shared/contract/env.ts';
import { retryableCodes } from '#shared/contract/errors.ts';
import { pipelineStates } from '#shared/contract/pipeline.ts';
import { apiAreas, gatewayPaths } from '#shared/contract/routes.ts';
import { readTemplateSizes } from '../../infra/cost/template-sizes.ts';
import { logMetrics } from '../../infra/log-metrics.ts';
import { buildAll } from '../../infra/build.ts';
import { machine, processorOf } from '../../infra/programs.ts';
import { synthesize } from '../../infra/synthesize.ts';

// The template's own vocabulary: every test names the properties it reads.
// oxlint-disable-next-line typescript/no-explicit-any
type Properties = Record<string, any>;
interface Resource {
  Type: string;
  Properties: Properties;
  DependsOn?: string[];
  DeletionPolicy?: string;
}
/** The managed policy that passes on everything of the viewer's, its Host header included. */
const allViewer = '216adef6-5c7f-47e4-b989-5492eafa07d3';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Effect: string;
}

/** Every resource of the stacks in a folder, by file and logical id. */
function readResources(from: string): [string, Resource][] {
  return readdirSync(from)
    .filter((name) => name.endsWith('.template.json'))
    .flatMap((file) => {
      const template = JSON.parse(readFileSync(join(from, file), 'utf8')) as { Resources: Record<string, Resource> };
      return Object.entries(template.Resources).map(([id, one]) => [`${file}/${id}`, one] as [string, Resource]);
    });
}

let folder: string;
const resources = new Map<string, Resource>();

beforeAll(async () => {
  await buildAll(() => undefined, 'arm64');
  folder = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
  await synthesize(folder);
  for (const [id, resource] of readResources(folder)) resources.set(id, resource);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofType = (type: string) => [...resources.values()].filter((resource) => resource.Type === type);

/** The stacks under another context. */
async function synthesized(context: object) {
  const other = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
  try {
    await synthesize(other, context);
    const all = readResources(other);
    return { all, ofType: (type: string) => all.map(([, one]) => one).filter((one) => one.Type === type) };
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
}

function productFunctions(): [Program, Resource][] {
  return ofType('AWS::Lambda::Function').flatMap((resource) => {
    const name: unknown = resource.Properties.FunctionName;
    return typeof name === 'string'
      ? [[name.replace('stepify-production-', '') as Program, resource] as [Program, Resource]]
      : [];
  });
}

/** The functions that use the roles of a policy. */
function rolesOf({ Roles }: Properties): Program[] {
  const roles = (Roles as { Ref: string }[]).map(({ Ref }) => Ref);
  return productFunctions()
    .filter(([, { Properties }]) => roles.includes(Properties.Role['Fn::GetAtt'][0]))
    .map(([name]) => name);
}

/** Whether it is a function of ours, not a helper of CDK's. */
const isProductFunction = ([, { Type, Properties }]: [string, Resource]) =>
  Type === 'AWS::Lambda::Function' && typeof Properties.FunctionName === 'string';

/** Processors that the shared libraries in a folder are made for: bytes 18 and 19 of an ELF file. */
function machineCodeIn(asset: string): string[] {
  const names: Record<number, string> = { 0x3e: 'x86_64', 0xb7: 'arm64' };
  return readdirSync(asset, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(node|so[.\d]*)$/.test(path))
    .map((path) => names[readFileSync(join(asset, path)).readUInt16LE(18)] ?? `unknown: ${path}`);
}

/** Folder that the image of the browser task is built from. */
function builtBrowser(from: string): string {
  const images = readdirSync(from).filter((name) => name.startsWith('asset.') && existsSync(join(from, name, 'fonts')));
  return join(from, images[0]!);
}

/** The definition with every reference to a function replaced by an ARN. */
function definition(): { StartAt: string; States: Properties } {
  const joined = ofType('AWS::StepFunctions::StateMachine')[0]!.Properties.DefinitionString['Fn::Join'][1] as unknown[];
  const arn = 'arn:aws:lambda:ap-southeast-1:111122223333:function:f';
  return JSON.parse(joined.map((part) => (typeof part === 'string' ? part : arn)).join(''));
}

describe('The state machine', () => {
  test('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(definition());
    expect(isValid ? '' : errorsText()).toBe('');
  });

  test('goes through the states in the order of the one list', () => {
    const { StartAt, States } = definition();
    const order: string[] = [];
    for (let at: string | undefined = StartAt; at !== undefined; at = States[at].Next ?? States[at].Default) {
      if (States[at].Type === 'Task') order.push(at);
    }
    expect(order).toEqual(pipelineStates.map(({ name }) => name));
  });

  test('ends behind the plan, without failing, where a plan needs its user', () => {
    const { States } = definition();
    const [choice] = States[States.plan.Next].Choices;
    expect(choice).toEqual({
      And: [
        { Variable: '$.plan.waits', IsPresent: true },
        { Variable: '$.plan.waits', NumericEquals: 1 },
      ],
      Next: 'approval',
    });
    // A mail that is not sent must not end the job: only this execution.
    expect(States.approval.Catch).toBeUndefined();
    expect(States[States.approval.Next].Type).toBe('Succeed');
  });

  test('retries what may pass and sends everything else down the one failure path', () => {
    const { States } = definition();
    for (const { name } of pipelineStates) {
      const retried = States[name].Retry.flatMap((one: Properties) => one.ErrorEquals);
      expect(retried).toEqual(expect.arrayContaining(retryableCodes));
      // Without a browser it waits for long, yet not as long as after which a job counts as abandoned.
      const [busy] = States[name].Retry;
      expect(busy.ErrorEquals).toEqual(['BROWSERS_BUSY']);
      const seconds = busy.MaxAttempts * (busy.IntervalSeconds + 100);
      expect(seconds).toBeGreaterThan(20 * 60);
      expect(seconds).toBeLessThan(50 * 60);
      expect(States[name].Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'fail' }]);
    }
    expect(States[States.fail.Next].Type).toBe('Fail');
  });

  test('hands ids and attempts to a state and nothing else', () => {
    const { States } = definition();
    for (const { name } of pipelineStates) {
      expect(States[name].Parameters).toEqual({ 'jobId.$': '$.jobId', 'attempt.$': '$.attempt' });
    }
  });
});

describe('Every function', () => {
  test('gets exactly the environment it declares', () => {
    const functions = productFunctions();
    expect(functions.length).toBe(Object.keys(programEnv).length - 2);
    for (const [program, resource] of functions) {
      const given = Object.keys(resource.Properties.Environment?.Variables ?? {});
      expect([program, given.toSorted()]).toEqual([program, [...programEnv[program], 'NODE_OPTIONS'].toSorted()]);
    }
  });

  test('finds every package beside its bundle, where no project lies around it', async () => {
    const own = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
    onTestFinished(() => rmSync(own, { recursive: true, force: true }));
    await synthesize(own, { architecture: machine });
    const functions = readResources(own).filter(isProductFunction);
    expect(functions.length).toBe(productFunctions().length);
    const load = `import(process.argv[1]).catch(({ code, message }) => console.log(code, message))`;
    for (const [, { Properties }] of functions) {
      const bundle = join(own, `asset.${String(Properties.Code.S3Key).replace('.zip', '')}`, 'index.mjs');
      // Without its environment it stops, but not before everything that it imports was found.
      const { stdout } = spawnSync(process.execPath, ['-e', load, bundle], { cwd: own, env: {}, encoding: 'utf8' });
      expect([Properties.FunctionName, stdout]).toEqual([
        Properties.FunctionName,
        expect.not.stringMatching(/MODULE_NOT_FOUND|Cannot find/),
      ]);
    }
  });

  test.each(['arm64', 'x86_64'] as const)(
    'brings machine code of its own processor alone, wherever it was built: %s',
    async (architecture) => {
      const other = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
      onTestFinished(() => rmSync(other, { recursive: true, force: true }));
      const from = architecture === 'arm64' ? folder : other;
      if (from === other) {
        await buildAll(() => undefined, architecture);
        await synthesize(other, { architecture });
      }
      const found = readResources(from)
        .filter(isProductFunction)
        .flatMap(([, { Properties }]) => {
          const program = String(Properties.FunctionName).replace('stepify-production-', '');
          const asset = join(from, `asset.${String(Properties.Code.S3Key).replace('.zip', '')}`);
          return machineCodeIn(asset).map((processor) => [program, processor]);
        });
      const browser = builtBrowser(from);
      expect(machineCodeIn(browser).length).toBeGreaterThan(0);
      for (const processor of machineCodeIn(browser)) expect(processor).toBe(processorOf('browser', architecture));
      expect(new Set(found.map(([program]) => program))).toEqual(new Set(['capture', 'redact', 'marks', 'operators']));
      for (const [program, processor] of found) expect([program, processor]).toEqual([program, architecture]);
    },
    120_000,
  );

  test('has no more memory than a new account may give one', () => {
    const sizes = ofType('AWS::Lambda::Function').map(({ Properties }) => Properties.MemorySize ?? 128);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3008);
  });

  test('has an alarm that says what people notice', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map((alarm) => String(alarm.Properties.AlarmDescription));
    for (const [program] of productFunctions()) {
      expect(alarms.filter((text) => text.startsWith(`${program} fails: `))).toHaveLength(1);
    }
  });

  test('is allowed named actions on named resources only', () => {
    const helpers = /Custom(CDK|S3)|AWSCDK|StateMachine|ExecutionRole|FlowLog/;
    const loose = [...resources].flatMap(([id, resource]) => {
      if (resource.Type !== 'AWS::IAM::Policy' || helpers.test(id)) return [];
      return (resource.Properties.PolicyDocument.Statement as Statement[])
        .filter(
          (statement) => [statement.Action].flat().some((action) => action.includes('*')) || statement.Resource === '*',
        )
        .map((statement) => `${id}: ${JSON.stringify(statement)}`);
    });
    expect(loose).toEqual([]);
  });

  test('R1: promotes a picture by its rights: one puts into staging, one reads there, and few put where users look', () => {
    const may = (action: string, prefix: string) =>
      [...resources.values()]
        .filter(({ Type }) => Type === 'AWS::IAM::Policy')
        .filter(({ Properties }) =>
          (Properties.PolicyDocument.Statement as Statement[]).some(
            ({ Effect, Action, Resource: on }) =>
              Effect === 'Allow' && [Action].flat().includes(action) && JSON.stringify(on).includes(`/${prefix}/*`),
          ),
        )
        .flatMap(({ Properties }) => rolesOf(Properties))
        .toSorted();
    expect(may('s3:PutObject', 'staging')).toEqual(['capture']);
    expect(may('s3:GetObject', 'staging')).toEqual(['redact']);
    expect(may('s3:PutObject', 'assets')).toEqual(['marks', 'operators', 'redact']);
  });
});

describe('A browser task', () => {
  test('has no role, no secret and nothing in its environment but limits and the development allow list', () => {
    const task = ofType('AWS::ECS::TaskDefinition').find((t) => t.Properties.Family === 'stepify-production-browser')!;
    expect(task.Properties.TaskRoleArn).toBeUndefined();
    const [container] = task.Properties.ContainerDefinitions;
    expect(container.Secrets).toBeUndefined();
    const names = (container.Environment as { Name: string }[]).map(({ Name }) => Name);
    expect(names).toEqual(['ALLOWED_DEVELOPMENT_HOSTS', 'SESSION_LIMITS', 'WAIT_SECONDS', 'NODE_OPTIONS']);
  });

  test('C7: writes in one folder of its own alone, runs as an ordinary user and has no capability', () => {
    const task = ofType('AWS::ECS::TaskDefinition').find((t) => t.Properties.Family === 'stepify-production-browser')!;
    const [container, ...more] = task.Properties.ContainerDefinitions;
    expect(more).toEqual([]);
    expect(container).toMatchObject({ ReadonlyRootFilesystem: true, User: 'node', Privileged: false });
    expect(container.LinuxParameters).toEqual({ Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true });
    expect(container.MountPoints).toEqual([{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'scratch' }]);
    // Of the task's own storage, which is encrypted and goes with the task: no path of a host, no file system that stays.
    expect(task.Properties.Volumes).toEqual([{ Name: 'scratch' }]);
    expect(readFileSync('containers/browser/Dockerfile', 'utf8')).toMatch(/^VOLUME \/tmp$[^]*^USER node$/m);
  });

  test('C7, C8: is waited for as long as the product says, and one is kept warm by day', () => {
    const containers = ofType('AWS::ECS::TaskDefinition').flatMap(
      (t) => t.Properties.ContainerDefinitions as Properties[],
    );
    const limits = containers.flatMap(({ Environment }) =>
      (Environment as { Name: string; Value: string }[]).filter(({ Name }) => Name === 'SESSION_LIMITS'),
    );
    // The browser's own and the gateway's.
    expect(limits).toHaveLength(2);
    for (const { Value } of limits) {
      expect(JSON.parse(Value)).toMatchObject({
        graceSeconds: 30,
        idleSeconds: 600,
        totalSeconds: 900,
        warm: { size: 1, fromHour: 7, toHour: 22, timeZone: 'Asia/Bangkok' },
      });
    }
  });

  test('runs on the one processor that its Chromium is made for', () => {
    const task = ofType('AWS::ECS::TaskDefinition').find((t) => t.Properties.Family === 'stepify-production-browser')!;
    expect(task.Properties.RuntimePlatform.CpuArchitecture).toBe('X86_64');
  });
});

describe('A deployment', () => {
  test('without credentials makes every template, and ends before anything with what is missing', () => {
    const home = mkdtempSync(join(tmpdir(), 'stepify-home-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/a';
    const context = [
      'stage=dry',
      'publicUrl=https://dry.example.com',
      `certificateArn=${arn}`,
      `gatewayCertificateArn=${arn}`,
    ];
    const env = { PATH: process.env['PATH'], HOME: home, AWS_EC2_METADATA_DISABLED: 'true', CDK_OUTPUT: home };
    const args = ['infra/deploy.ts', ...context.flatMap((pair) => ['-c', pair])];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([1, expect.stringContaining('no credentials of AWS')]);
    const made = readResources(home).map(([file]) => file.split('.')[0]);
    expect(new Set(made)).toEqual(new Set(['edge', 'data', 'app'].map((part) => `stepify-dry-${part}`)));
  }, 60_000);

  test('brings the tables up to date before anything reads them', () => {
    const readers = [
      ...ofType('AWS::ECS::Service'),
      ...productFunctions().flatMap(([program, resource]) => (program === 'migrate' ? [] : [resource])),
    ];
    for (const { DependsOn } of readers) expect(DependsOn).toContain('Migration');
  });

  test('may also run its own database, encrypted, spoken to by TLS alone, and kept when the stack goes', async () => {
    const aurora = await synthesized({ database: 'aurora' });
    const [cluster] = aurora.ofType('AWS::RDS::DBCluster');
    expect(cluster).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { StorageEncrypted: true, DeletionProtection: true, BackupRetentionPeriod: 14 },
    });
    expect(JSON.stringify(cluster!.Properties.KmsKeyId)).toContain('StorageKey');
    const [parameters] = aurora.ofType('AWS::RDS::DBClusterParameterGroup');
    expect(parameters!.Properties.Parameters).toEqual({ 'rds.force_ssl': '1' });
    const database = aurora
      .ofType('AWS::SecretsManager::Secret')
      .find(({ Properties }) => /aurora/.test(Properties.Name));
    expect(database!.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(database!.Properties.Name).toBe('stepify/production/aurora');
    // The network stays with the cluster in it, and the NAT gateway, which costs, does not.
    const policies = (type: string) => new Set(aurora.ofType(type).map((one) => one.DeletionPolicy));
    expect(policies('AWS::EC2::NatGateway')).toEqual(new Set([undefined]));
    const kept = aurora.all.filter(([file, one]) => file.includes('data.template') && one.DeletionPolicy === 'Retain');
    const keptTypes = kept.map(([, one]) => one.Type.replace('AWS::', ''));
    expect(keptTypes).toEqual(
      expect.arrayContaining(['EC2::VPC', 'EC2::Subnet', 'EC2::SecurityGroup', 'RDS::DBSubnetGroup', 'RDS::DBCluster']),
    );
    // Of the browsers' network the gateway's subnets alone have a route to the database.
    const routes = aurora.ofType('AWS::EC2::Route').filter(({ Properties }) => Properties.VpcPeeringConnectionId);
    const [from, to] = ['10.20.0.0/16', '10.10.'].map((range) =>
      routes.filter(({ Properties }) => Properties.DestinationCidrBlock.startsWith(range)),
    );
    expect([from!.length, to!.length]).toEqual([2, 4]);
    for (const { Properties } of from!) expect(JSON.stringify(Properties.RouteTableId)).toContain('gatewaySubnet');
  }, 60_000);

  test('is described by its context: stage, domain, certificate, region and zones', async () => {
    const { ofType } = await synthesized({
      stage: 'trial',
      publicUrl: 'https://learn.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a',
      gatewayCertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/b',
      region: 'eu-central-1',
      zones: ['eu-central-1b', 'eu-central-1c'],
    });
    const { DistributionConfig: config } = ofType('AWS::CloudFront::Distribution')[0]!.Properties;
    expect(config.Aliases).toEqual(['learn.example.com']);
    expect(config.ViewerCertificate).toMatchObject({ MinimumProtocolVersion: 'TLSv1.2_2021' });
    // X1: from the distribution to the gateway nothing travels in the clear.
    const [listener] = ofType('AWS::ElasticLoadBalancingV2::Listener');
    expect(listener!.Properties).toMatchObject({
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/b' }],
      SslPolicy: expect.stringMatching(/TLS13-1-2-2021/),
    });
    const [vpcOrigin] = ofType('AWS::CloudFront::VpcOrigin');
    expect(vpcOrigin!.Properties.VpcOriginEndpointConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
    // The certificate is compared with the Host header: the viewer's own is passed on.
    const relayed = config.CacheBehaviors.filter(({ PathPattern }: Properties) => /stream|drive/.test(PathPattern));
    expect(relayed.map((one: Properties) => one.OriginRequestPolicyId)).toEqual(Array(2).fill(allViewer));
    const subnets = ofType('AWS::EC2::Subnet').map(({ Properties }) => Properties.AvailabilityZone);
    expect(new Set(subnets)).toEqual(new Set(['eu-central-1b', 'eu-central-1c']));
    const names = ofType('AWS::Lambda::Function').flatMap(({ Properties }) => Properties.FunctionName ?? []);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(name).toMatch(/^stepify-trial-/);
    const filter = ofType('AWS::Budgets::Budget')[0]!.Properties.Budget.CostFilters;
    expect(filter).toEqual({ TagKeyValue: ['user:stage$trial'] });
  }, 60_000);

  test('stays within what CloudFormation takes in one stack: 500 resources and a megabyte, with room to grow', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
    expect(files).toHaveLength(3);
    for (const file of files) {
      const template = readFileSync(join(folder, file), 'utf8');
      expect([file, Object.keys(JSON.parse(template).Resources).length > 450]).toEqual([file, false]);
      expect([file, template.length > 900_000]).toEqual([file, false]);
    }
  });

  test('says in which zones it lies, so that no look-up asks AWS', () => {
    const zones = ofType('AWS::EC2::Subnet').map(({ Properties }) => Properties.AvailabilityZone);
    expect(new Set(zones)).toEqual(new Set(['ap-southeast-1a', 'ap-southeast-1b']));
  });

  test('has its cost told apart by product and stage', () => {
    const types = ['S3::Bucket', 'SQS::Queue', 'ECS::TaskDefinition', 'KMS::Key', 'EC2::VPC', 'SecretsManager::Secret'];
    const tagged = [
      ...productFunctions(),
      ...types.flatMap((type) => ofType(`AWS::${type}`).map((one) => [type, one] as const)),
    ];
    const [service] = ofType('AWS::ECS::Service');
    expect(service!.Properties.PropagateTags).toBe('SERVICE');
    for (const [what, { Properties }] of tagged) {
      const tags = (Properties.Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => `${Key}=${Value}`);
      expect([what, tags]).toEqual([what, expect.arrayContaining(['product=stepify', 'stage=production'])]);
    }
  });

  test('puts the website in place last, and says where the domain is to point', () => {
    const files = ofType('Custom::CDKBucketDeployment');
    expect(files).toHaveLength(2);
    const behind = expect.arrayContaining([
      'Migration',
      expect.stringMatching(/^Api/),
      expect.stringMatching(/^Pipeline/),
    ]);
    for (const { DependsOn } of files) expect(DependsOn).toEqual(behind);
    const app = JSON.parse(readFileSync(join(folder, 'stepify-production-app.template.json'), 'utf8'));
    expect(Object.keys(app.Outputs)).toEqual(expect.arrayContaining([expect.stringMatching(/^WebsiteDomain/)]));
  });

  test('keeps no paths of the API, which hold the tokens of share links, and no visits', () => {
    const [stage] = ofType('AWS::ApiGateway::Stage');
    for (const { LoggingLevel, DataTraceEnabled } of stage!.Properties.MethodSettings) {
      expect([LoggingLevel, DataTraceEnabled]).toEqual(['OFF', false]);
    }
    expect(stage!.Properties.AccessLogSetting.Format).not.toMatch(/context\.path|identity/);
    for (const { Properties } of ofType('AWS::EC2::FlowLog')) expect(Properties.TrafficType).toBe('REJECT');
  });

  test('keeps logs for a month and traces no function', () => {
    for (const { Properties } of ofType('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(30);
    for (const [program, { Properties }] of productFunctions()) {
      expect([program, Properties.TracingConfig, Properties.Runtime, Properties.Architectures]).toEqual([
        program,
        undefined,
        'nodejs24.x',
        ['arm64'],
      ]);
    }
  });
});

test('The cost is computed from every function, task, secret and schedule that the template has', () => {
  const sizes = readTemplateSizes(folder);
  expect(Object.keys(sizes.functionGb).toSorted()).toEqual(
    productFunctions()
      .map(([program]) => program)
      .toSorted(),
  );
  expect(Object.keys(sizes.tasks).toSorted()).toEqual(['browser', 'gateway']);
  expect(sizes.scheduled).toEqual([
    { program: 'retention', everyMinutes: 5 },
    { program: 'report-clock', everyMinutes: 5 },
  ]);
  expect(sizes.count('AWS::SecretsManager::Secret')).toBe(7);
  expect(sizes.sessions.warm.size).toBe(1);
});

describe('Images', () => {
  const processors = { 'linux/arm64': 'ARM64', 'linux/amd64': 'X86_64' };

  /** Of each container the processor that its image is built for and the one that its task asks for. */
  function platforms(from: string): Record<string, string[]> {
    const manifest = JSON.parse(readFileSync(join(from, 'stepify-production-app.assets.json'), 'utf8'));
    const images = Object.entries<{ source: Properties }>(manifest.dockerImages);
    const tasks = readResources(from).filter(([, { Type }]) => Type === 'AWS::ECS::TaskDefinition');
    return Object.fromEntries(
      tasks.map(([, { Properties: task }]) => {
        const image = JSON.stringify(task.ContainerDefinitions[0].Image);
        const built = images.find(([hash]) => image.includes(hash))![1].source.platform as keyof typeof processors;
        return [task.Family, [processors[built], task.RuntimePlatform.CpuArchitecture]];
      }),
    );
  }

  test('are built for the processor that their task runs on, by default and where another is asked for', async () => {
    const browser = { 'stepify-production-browser': ['X86_64', 'X86_64'] };
    expect(platforms(folder)).toEqual({ ...browser, 'stepify-production-gateway': ['ARM64', 'ARM64'] });
    const other = mkdtempSync(join(tmpdir(), 'stepify-synth-'));
    await synthesize(other, { architecture: 'x86_64' });
    expect(platforms(other)).toEqual({ ...browser, 'stepify-production-gateway': ['X86_64', 'X86_64'] });
    rmSync(other, { recursive: true, force: true });
  }, 60_000);
});

describe('The network of browser tasks', () => {
  const group = (what: string) =>
    [...resources].find(([id, one]) => one.Type === 'AWS::EC2::SecurityGroup' && id.includes(what))!;

  test('lets them be reached by the gateway alone and reach the web alone', () => {
    const [id, browsers] = group('BrowserGroup');
    const logicalId = id.split('/').at(-1)!;
    const ports = browsers.Properties.SecurityGroupEgress.map((rule: Properties) => [
      rule.CidrIp,
      rule.FromPort,
      rule.ToPort,
    ]);
    expect(ports).toEqual([
      ['0.0.0.0/0', 443, 443],
      ['0.0.0.0/0', 80, 80],
    ]);
    expect(browsers.Properties.SecurityGroupIngress).toBeUndefined();
    const ingress = ofType('AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId).includes(logicalId),
    );
    const gateway = group('GatewayGroup')[0].split('/').at(-1)!;
    expect(ingress.map(({ Properties }) => Properties.SourceSecurityGroupId['Fn::GetAtt'][0])).toEqual([gateway]);
  });

  test('has no route to anything private, and no gateway that costs before the first user', () => {
    expect(ofType('AWS::EC2::NatGateway')).toEqual([]);
    expect(ofType('AWS::EC2::VPCPeeringConnection')).toEqual([]);
    expect(ofType('AWS::EC2::VPCEndpoint')).toEqual([]);
    for (const { Properties } of ofType('AWS::EC2::Route')) expect(Properties.GatewayId).toBeDefined();
  });
});

describe('Stores and queues', () => {
  test('are encrypted, and buckets are closed to the public', () => {
    for (const bucket of ofType('AWS::S3::Bucket')) {
      expect(bucket.Properties.BucketEncryption).toBeDefined();
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
    const queues = [...ofType('AWS::SQS::Queue'), ...ofType('AWS::SNS::Topic')];
    for (const queue of queues) expect(queue.Properties.KmsMasterKeyId).toBeDefined();
    const logs = ofType('AWS::Logs::LogGroup');
    expect(logs.length).toBeGreaterThan(20);
    for (const log of logs) expect(log.Properties.KmsKeyId).toBeDefined();
  });

  test('tell whoever is on duty over TLS alone', () => {
    const denies = ofType('AWS::SNS::TopicPolicy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(denies).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  test('hold secrets whose values are in no template', () => {
    const secrets = ofType('AWS::SecretsManager::Secret').map(({ Properties: secret }) => secret);
    for (const secret of secrets) expect(secret).not.toHaveProperty('SecretString');
    // A value is made up for the one that nobody has to know; programs would take it for the true one elsewhere.
    const madeUp = secrets.filter((secret) => secret.GenerateSecretString).map((secret) => secret.Name);
    expect(madeUp).toEqual(['stepify/production/origin']);
  });
});

describe('Whoever runs the product', () => {
  const headings = readFileSync(new URL('../../infra/runbook.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .map((line) =>
      line
        .slice(3)
        .toLowerCase()
        .replaceAll(/[^\w ]/g, (c) => (c === '-' ? c : ''))
        .replaceAll(' ', '-'),
    );

  test('is told by every alarm, and finds what to do behind its link', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const { Properties: alarm } of alarms) {
      const heading = /What to do: [^#]*#([\w-]+)$/.exec(alarm.AlarmDescription)?.[1];
      expect(headings).toContain(heading);
      expect(alarm.AlarmActions).toHaveLength(1);
    }
  });

  test.each([
    ['deploy', 'roll-back', 'take-it-down', 'restore-the-database', 'rotate-a-secret'],
    ['a-stuck-job', 'jobs-fail', 'messages-in-the-dead-letter-queue', 'a-spike', 'a-leak-report', 'delete-a-person'],
  ])('finds in the runbook what may have to be done: %s, %s, %s and more', (...wanted) => {
    expect(headings).toEqual(expect.arrayContaining(wanted));
  });

  test('sees on the dashboard every number that is counted from logs', () => {
    const dashboard = JSON.stringify(ofType('AWS::CloudWatch::Dashboard')[0]!.Properties.DashboardBody);
    for (const { name } of logMetrics) expect(dashboard).toContain(name);
    // And what the services count themselves: how long requests wait, and those that were put aside.
    for (const metric of ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible']) {
      expect(dashboard).toContain(metric);
    }
    const filters = ofType('AWS::Logs::MetricFilter');
    expect(filters).toHaveLength(logMetrics.length);
  });

  test('is told by alarms on numbers that some log really gives, kind by kind', () => {
    const counted = ofType('AWS::Logs::MetricFilter').flatMap(({ Properties }) =>
      Properties.MetricTransformations.map((one: Properties) => kindOf(one.MetricName, one.Dimensions, 'Key')),
    );
    const watched = ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) =>
      Properties.Namespace?.startsWith('Stepify'),
    );
    expect(watched.length).toBeGreaterThan(3);
    for (const { Properties } of watched) {
      expect(counted).toContain(kindOf(Properties.MetricName, Properties.Dimensions, 'Name'));
    }
  });
  const kindOf = (metric: string, dimensions: Properties[] | undefined, key: string) =>
    `${metric} ${(dimensions ?? []).map((one) => one[key]).join()}`;

  test('is warned before the month’s budget is spent', () => {
    const [budget] = ofType('AWS::Budgets::Budget');
    expect(budget!.Properties.Budget.BudgetLimit).toEqual({ Amount: 300, Unit: 'USD' });
    expect(budget!.Properties.NotificationsWithSubscribers).toHaveLength(2);
  });
});

describe('The distribution', () => {
  test('stands behind a firewall that slows down guessing and keeps no cookies as samples', () => {
    const [distribution] = ofType('AWS::CloudFront::Distribution');
    expect(distribution!.Properties.DistributionConfig.WebACLId).toBeDefined();
    const firewall = ofType('AWS::WAFv2::WebACL')[0]!.Properties;
    const rates = firewall.Rules.filter((rule: Properties) => rule.Statement.RateBasedStatement);
    expect(rates.map((rule: Properties) => rule.Name)).toEqual(['rate-requests', 'rate-passwords']);
    // Every page asks who is signed in, and an office has one address: that is not counted as guessing.
    const counted = rates[1].Statement.RateBasedStatement.ScopeDownStatement.ByteMatchStatement.SearchString;
    const isCounted = (path: string) => `/api/accounts/${path}`.startsWith(counted);
    expect(['sign-in', 'sign-up', 'me'].map(isCounted)).toEqual([true, true, false]);
    const reputation = firewall.Rules.find((rule: Properties) => /Reputation/.test(rule.Name)).Statement;
    const except = reputation.ManagedRuleGroupStatement.ScopeDownStatement.NotStatement.Statement;
    expect(except.ByteMatchStatement.SearchString).toBe(gatewayPaths.drive);
    // A goal in any words, and a platform whose address is a number, are no attacks: the product judges addresses itself.
    const common = firewall.Rules.find((rule: Properties) => /CommonRuleSet/.test(rule.Name)).Statement;
    const lenient = common.ManagedRuleGroupStatement.RuleActionOverrides.map((one: Properties) => one.Name);
    expect(lenient.filter((rule: string) => rule.endsWith('_BODY'))).toEqual(lenient);
    expect(lenient).toContain('GenericRFI_BODY');
    for (const { VisibilityConfig } of [firewall, ...firewall.Rules] as Properties[]) {
      expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
    }
  });

  test('speaks TLS alone and tells browsers to run the product’s own script alone', () => {
    const config = ofType('AWS::CloudFront::Distribution')[0]!.Properties.DistributionConfig;
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behavior.ViewerProtocolPolicy).toBe('redirect-to-https');
      expect(behavior.ResponseHeadersPolicyId).toBeDefined();
    }
    const [policy] = ofType('AWS::CloudFront::ResponseHeadersPolicy');
    const headers = policy!.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    expect(headers.ContentSecurityPolicy.ContentSecurityPolicy).toContain("script-src 'self';");
    expect(headers.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThan(31_536_000);
  });
});

describe('The API', () => {
  test('asks every request for the key that the distribution alone sends', () => {
    const methods = ofType('AWS::ApiGateway::Method');
    expect(methods.length).toBeGreaterThan(apiAreas.length);
    for (const { Properties: method } of methods) expect(method.ApiKeyRequired).toBe(true);
    const [key, ...others] = ofType('AWS::ApiGateway::ApiKey');
    expect(others).toEqual([]);
    const reference = JSON.stringify(key!.Properties.Value);
    expect(reference).toMatch(/\{\{resolve:secretsmanager:.*Secretorigin.*:SecretString:::\}\}/);
    const { Origins } = ofType('AWS::CloudFront::Distribution')[0]!.Properties.DistributionConfig;
    const headers = Origins.flatMap((origin: Properties) => origin.OriginCustomHeaders ?? []);
    expect(headers).toEqual([{ HeaderName: 'x-api-key', HeaderValue: key!.Properties.Value }]);
    const [plan] = ofType('AWS::ApiGateway::UsagePlan');
    expect(plan!.Properties.ApiStages).toHaveLength(1);
    expect(ofType('AWS::ApiGateway::UsagePlanKey')).toHaveLength(1);
  });
});

describe('Taking the stacks down', () => {
  test('keeps buckets, keys and secrets', () => {
    const kept = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'].flatMap(ofType);
    expect(kept.length).toBeGreaterThan(7);
    for (const resource of kept) {
      expect([resource.Type, resource.DeletionPolicy]).toEqual([resource.Type, expect.stringMatching(/^Retain/)]);
    }
    // After a first deployment that failed, the next one finds every name free.
    const named = kept.filter(({ Properties }) => Properties.Name ?? Properties.BucketName);
    expect(named.length).toBeGreaterThan(5);
    for (const { DeletionPolicy } of named) expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(ofType('Custom::S3AutoDeleteObjects')).toEqual([]);
  });

  test('deletes them only where the deployment before has said so', async () => {
    const other = await synthesized({ keepData: 'false', database: 'aurora' });
    const stores = ['S3::Bucket', 'KMS::Key', 'SecretsManager::Secret', 'RDS::DBCluster', 'RDS::DBInstance'];
    const gone = stores.flatMap((type) => other.ofType(`AWS::${type}`));
    expect(gone.length).toBeGreaterThan(9);
    for (const resource of gone) expect([resource.Type, resource.DeletionPolicy]).toEqual([resource.Type, 'Delete']);
    expect(other.ofType('AWS::RDS::DBCluster')[0]!.Properties.DeletionProtection).toBe(false);
    expect(other.ofType('Custom::S3AutoDeleteObjects')).toHaveLength(other.ofType('AWS::S3::Bucket').length);
  }, 60_000);
});
