import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import type { EnvKey } from '#shared/contract/env.ts';
import { acknowledgeCdkHelpers } from './acknowledge.ts';
import { Api } from './api.ts';
import { Browsers } from './browsers.ts';
import type { Config } from './config.ts';
import type { DataStack } from './data-stack.ts';
import { JobsQueue } from './jobs-queue.ts';
import type { Resources } from './permissions.ts';
import { Operations } from './operations.ts';
import { Pipeline } from './pipeline.ts';
import { ProductFunction } from './product-function.ts';
import { Website } from './website.ts';

const migrationTimeout = Duration.minutes(5);

interface AppStackProps extends StackProps {
  config: Config;
  data: DataStack;
  /** ARN of the firewall for the distribution; one machine has none. */
  firewallArn: string | undefined;
}

/** Everything that can be replaced: browsers and their gateway, the queue, the pipeline, the API and the website. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, { config, data, firewallArn, ...props }: AppStackProps) {
    super(scope, id, props);
    const browsers = new Browsers(this, 'Browsers', config, data.storageKey);
    const jobs = new JobsQueue(this, 'Queue', { stage: config.stage, key: data.storageKey });
    const resources: Resources = {
      masterKey: data.masterKey,
      storageKey: data.storageKey,
      files: data.files,
      keys: data.keys,
      secrets: data.secrets,
      jobsQueue: jobs.queue,
      cluster: browsers.cluster,
      browserTask: browsers.taskDefinition,
    };
    const environment: Partial<Record<EnvKey, string>> = {
      ...browsers.environment,
      DATABASE_SECRET_ARN: data.secrets.database.secretArn,
      ANTHROPIC_SECRET_ARN: data.secrets.anthropic.secretArn,
      RESEND_SECRET_ARN: data.secrets.resend.secretArn,
      OPERATORS_SECRET_ARN: data.secrets.operators.secretArn,
      OPERATOR_MAIL: config.operatorMail,
      SHARING_SECRET_ARN: data.secrets.sharing.secretArn,
      FILES_BUCKET: data.files.bucketName,
      KEYS_BUCKET: data.keys.bucketName,
      MASTER_KEY_ARN: data.masterKey.keyArn,
      JOBS_QUEUE_URL: jobs.queue.queueUrl,
      PUBLIC_URL: config.publicUrl,
      GATEWAY_URL: config.publicUrl.replace(/^http/, 'ws'),
      MAIL_FROM: config.mailFrom,
      SITE_INFO: JSON.stringify(config.siteInfo),
    };
    const functionProps = { config, resources, environment, network: data.databaseNetwork };

    const migrate = new ProductFunction(this, 'migrate', {
      ...functionProps,
      fails: 'a new version cannot be deployed',
      timeout: migrationTimeout,
    });
    const gateway = browsers.addGateway(environment, resources, data.databaseNetwork);
    const pipeline = new Pipeline(this, 'Pipeline', functionProps);
    jobs.addDispatcher(pipeline.stateMachine, functionProps);
    const api = new Api(this, 'Api', { ...functionProps, originKey: data.originKey });
    const website = new Website(this, 'Website', {
      config,
      firewallArn,
      api: api.rest,
      originKey: data.originKey,
      gateway: gateway.balancer,
      storageKey: data.storageKey,
    });
    const retention = new ProductFunction(this, 'retention', {
      ...functionProps,
      fails: 'expired sessions and data are kept for too long, and stuck jobs stay stuck',
      timeout: Duration.minutes(2),
    });
    const reportClock = new ProductFunction(this, 'report-clock', {
      ...functionProps,
      fails: 'operators are not told of reports whose 24 hours run out',
      timeout: Duration.minutes(1),
    });
    // Tables are brought up to date before anything that reads them takes traffic.
    const migration = new Trigger(this, 'Migration', {
      handler: migrate.lambda,
      timeout: migrationTimeout,
      executeBefore: [api, pipeline, jobs, gateway.service, retention, reportClock],
    });
    // And a page must not ask for what the API does not have yet.
    for (const files of website.files) files.node.addDependency(migration, api, pipeline, jobs, gateway.service);
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(retention.lambda), new LambdaFunction(reportClock.lambda)],
    });
    const operations = new Operations(this, 'Operations', {
      config,
      storageKey: data.storageKey,
      jobs,
      stateMachine: pipeline.stateMachine,
    });
    operations.ring(this.node.findAll().filter((construct) => construct instanceof Alarm));
    acknowledgeCdkHelpers(this);
  }
}
