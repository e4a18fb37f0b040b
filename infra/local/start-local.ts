import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as z from 'zod';
import type { sessionLimits } from '#shared/contract/session-limits.ts';
import { createAnthropicStandIn } from './anthropic/server.ts';
import { createAwsServer } from './aws-server.ts';
import { runCustomResources } from './custom-resources.ts';
import { lockDataFolder, StartRefused } from './data-lock.ts';
import { startDemoPlatform, type DemoPlatform } from './demo-platform/server.ts';
import { startServices } from './ecs-services.ts';
import { createEcs } from './ecs.ts';
import type { Task } from './ecs-task.ts';
import { startEventSources } from './event-sources.ts';
import type { Execution } from './execution-store.ts';
import { isPortFree } from './free-port.ts';
import { createFrontDoor } from './front-door.ts';
import { createAccess, type Access } from './iam/access.ts';
import { createKms } from './kms.ts';
import { createLambdaHost, type LambdaHost } from './lambda-host.ts';
import { close, listen } from './listen.ts';
import { logDenial } from './iam/denial-log.ts';
import { logsFolder, rotateLogs } from './logs.ts';
import { createOperatorsPage } from './operators-page.ts';
import { startPostgres } from './postgres.ts';
import { createResendStandIn, Outbox, outboxFolder, type OutboxMail } from './resend.ts';
import { createRestApi } from './rest-api.ts';
import type { BucketObjects } from './s3-objects.ts';
import { startLifecycle } from './s3-lifecycle.ts';
import { createS3 } from './s3.ts';
import { createSecretsManager } from './secrets-manager.ts';
import type { Queue } from './sqs-queue.ts';
import { createSqs } from './sqs.ts';
import { createStepFunctions } from './step-functions.ts';
import { createStripeStandIn } from './stripe.ts';
import { build, synthesizeChanged } from './synthesize.ts';
import { readTemplate } from './template.ts';

type SessionContext = z.input<typeof sessionLimits>;

export interface LocalOptions {
  /** Port of the product; 0 takes a free one. */
  port: number;
  dataFolder: string;
  /** host:port pairs that may be opened although they are not public; the demo platform always may. */
  allowHosts?: string[];
  /** Other limits on browser sessions than the template's own. */
  sessions?: SessionContext;
  /** Told what is being done, one line each. */
  report?: (line: string) => void;
  /** Real keys; without one the partner's stand-in answers. */
  keys?: { anthropic?: string | undefined; resend?: string | undefined };
  /** Origin asked instead of the model's stand-in, to record what is sent. */
  modelUrl?: string;
  /** Queues deliver everything twice and newest first: tests only. */
  disorderlyQueues?: boolean;
  /** Below 1 shortens the state machine's pauses before a retry: tests only. */
  waitScale?: number;
  /** False trades safety of the database against a crash of the machine for speed: tests only. */
  durable?: boolean;
}

/** The running product and what an operator or a test looks into. */
export interface LocalStack {
  url: string;
  operatorsUrl: string;
  outboxUrl: string;
  databaseUrl: string;
  /** Address of the local AWS services. */
  awsUrl: string;
  dataFolder: string;
  logsFolder: string;
  outboxFolder: string;
  demoPlatform: DemoPlatform;
  lambda: Pick<LambdaHost, 'invoke' | 'names'>;
  /** What may be done by whom; also issues keys, for tests and operators. */
  access: Access;
  executions(): Execution[];
  queues(): Queue[];
  tasks(): Task[];
  mails(): OutboxMail[];
  buckets(): Map<string, BucketObjects>;
  restartDatabase(): Promise<void>;
  stop(): Promise<void>;
  /** Stops and removes the data folder, and the database where it lies elsewhere. */
  remove(): Promise<void>;
}

type Stop = () => Promise<void> | void;

/** Builds, synthesizes and runs the stack on this machine. Throws `StartRefused` for what the caller can put right. */
export async function startLocal(options: LocalOptions): Promise<LocalStack> {
  const stops: Stop[] = [];
  /** Newest first, so that nothing loses what it stands on. */
  const stop = async () => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: LocalOptions, stops: Stop[], stop: () => Promise<void>): Promise<LocalStack> {
  const report = options.report ?? (() => undefined);
  const dataFolder = resolve(options.dataFolder);

  // The port is taken before anything else, so that a second start finds out at once.
  const door = createFrontDoor();
  const port = await listen(door.server, options.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartRefused(`Port ${options.port} is taken. Stop what listens there, or choose another with --port.`);
  });
  stops.push(() => close(door.server));
  const lock = lockDataFolder(dataFolder);
  stops.push(() => lock.release());
  rotateLogs(dataFolder);
  const url = `http://127.0.0.1:${port}`;

  const demoPlatform = await startDemo(options, port, dataFolder);
  stops.push(() => demoPlatform.stop());

  const outFolder = resolve(dataFolder, 'cdk.out');
  const starting = startPostgres({ dataFolder, durable: options.durable !== false });
  // Also when the build fails meanwhile.
  stops.push(() => starting.then((started) => started.stop()).catch(() => undefined));
  await buildAndSynthesize(options, outFolder, url, demoPlatform, report);
  const postgres = await starting;

  report('Starting services …');
  const aws = createAwsServer();
  const awsUrl = `http://127.0.0.1:${await listen(aws.server)}`;
  stops.push(() => close(aws.server));
  const outbox = new Outbox(dataFolder);
  const extraEnvironment = await startStandIns(options, outbox, stops);

  const template = readTemplate(outFolder, { queueOrigin: awsUrl });
  const access = createAccess({ template, onDenied: (denial) => logDenial(dataFolder, denial) });
  const secrets = createSecretsManager(template, dataFolder, {
    database: postgres.url,
    // Made up at each start, so that a search for one finds every place where it should not be (X3).
    anthropic: options.keys?.anthropic ?? `stand-in-${randomUUID()}`,
    resend: options.keys?.resend ?? `re_stand_in_${randomUUID()}`,
    stripe: `sk_test_stand_in_${randomUUID()}`,
    sharing: () => randomBytes(32).toString('base64url'),
    origin: () => randomBytes(24).toString('hex'),
    operators: () => JSON.stringify({ local: randomBytes(32).toString('base64url') }),
  });
  const secretValue = (arn: string) => secrets.valueOf(arn);
  const s3 = createS3(template, dataFolder, access);
  const sqs = createSqs(template, dataFolder, { disorderly: options.disorderlyQueues === true });
  const lambda = createLambdaHost({ template, dataFolder, endpoint: awsUrl, access, extraEnvironment });
  const ecs = createEcs({
    template,
    dataFolder,
    endpoint: awsUrl,
    access,
    extraEnvironment,
    secretValue,
  });
  const stepFunctions = createStepFunctions(template, dataFolder, lambda, access, {
    waitScale: options.waitScale ?? 1,
  });
  aws.serve({
    access,
    services: [createKms(template, dataFolder), secrets, sqs, ecs, stepFunctions],
    s3: s3.handle,
    taskMetadata: (path) => ecs.metadata(path),
  });
  stops.push(() => lambda.stop());
  // Executions are let go before their functions end, or they would take the stop for a failure.
  stops.push(() => stepFunctions.stop());

  const lifecycle = startLifecycle(template, s3);
  stops.push(() => lifecycle.stop());
  await runCustomResources({ template, lambda, buckets: s3.buckets, dataFolder });
  stops.push(() => ecs.stop());
  const services = startServices(template, ecs);
  stops.push(() => services.stop());
  door.open({
    template,
    restApi: createRestApi(template, lambda, access, secretValue),
    access,
    services,
    buckets: s3.buckets,
    publicUrl: url,
    secretValue,
    operators: createOperatorsPage({ executions: stepFunctions.store, queues: sqs.queues, ecs, outbox, dataFolder }),
  });
  if (!(await services.healthy(15_000))) report('The gateway does not answer yet; see its log on the operators’ page.');
  const resumed = stepFunctions.resume();
  if (resumed > 0) report(`Going on with ${resumed} unfinished ${resumed === 1 ? 'execution' : 'executions'}.`);
  const eventSources = startEventSources({ template, lambda, sqs, access, dataFolder });
  stops.push(() => {
    eventSources.stop();
    sqs.stop();
  });

  return {
    url,
    operatorsUrl: `${url}/_local`,
    outboxUrl: `${url}/_local/outbox`,
    databaseUrl: postgres.url,
    awsUrl,
    dataFolder,
    logsFolder: logsFolder(dataFolder),
    outboxFolder: outboxFolder(dataFolder),
    demoPlatform,
    lambda,
    access,
    executions: () => stepFunctions.store.list(),
    queues: () => sqs.queues,
    tasks: () => ecs.tasks(),
    mails: () => outbox.list(),
    buckets: () => s3.buckets,
    restartDatabase: () => postgres.restart(),
    stop,
    async remove() {
      await stop();
      await postgres.remove();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function startDemo(options: LocalOptions, port: number, dataFolder: string): Promise<DemoPlatform> {
  // Beside the product where that port is free, so that its address stays the same and connections to it keep working.
  const beside = options.port !== 0 && (await isPortFree(port + 1)) ? port + 1 : 0;
  return startDemoPlatform({ dataFolder: resolve(dataFolder, 'demo-platform'), port: beside });
}

async function buildAndSynthesize(
  options: LocalOptions,
  outFolder: string,
  url: string,
  demo: DemoPlatform,
  report: (line: string) => void,
) {
  await build(report);
  const context = {
    publicUrl: url,
    allowedDevelopmentHosts: [new URL(demo.url).host, ...(options.allowHosts ?? [])],
    ...(options.sessions ? { sessions: options.sessions } : {}),
    siteInfo: {
      demoPlatform: { url: demo.signInUrl, user: demo.user, password: demo.password },
      outboxUrl: `${url}/_local/outbox`,
      offlineModel: !options.keys?.anthropic,
    },
  };
  await synthesizeChanged(outFolder, context, report);
}

/** Starts what answers instead of a partner whose key is not there. The variables that lead the SDKs to it. */
async function startStandIns(options: LocalOptions, outbox: Outbox, stops: Stop[]): Promise<Record<string, string>> {
  const environment: Record<string, string> = {};
  const stripe = createStripeStandIn();
  await listen(stripe);
  stops.push(() => close(stripe));
  if (options.modelUrl) environment['ANTHROPIC_BASE_URL'] = options.modelUrl;
  else if (!options.keys?.anthropic) {
    const anthropic = createAnthropicStandIn();
    environment['ANTHROPIC_BASE_URL'] = `http://127.0.0.1:${await listen(anthropic)}`;
    stops.push(() => close(anthropic));
  }
  if (!options.keys?.resend) {
    const resend = createResendStandIn(outbox);
    environment['RESEND_BASE_URL'] = `http://127.0.0.1:${await listen(resend)}`;
    stops.push(() => close(resend));
  }
  return environment;
}
