import { Duration } from 'aws-cdk-lib';
import { SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { programEnv, type EnvKey, type Program } from '#shared/contract/env.ts';
import { acknowledge } from './acknowledge.ts';
import type { Config } from './config.ts';
import { countLines } from './log-metrics.ts';
import { allow, type Resources } from './permissions.ts';
import { productAlarm } from './product-alarm.ts';
import { productLog } from './product-log.ts';
import { builtFolder } from './programs.ts';

export interface ProductFunctionProps {
  config: Config;
  resources: Resources;
  environment: Partial<Record<EnvKey, string>>;
  /** What users notice when it fails: the alarm's text. */
  fails: string;
  memoryMb?: number;
  timeout?: Duration;
  network?: IVpc | undefined;
}

/** A function of the product: its bundle, exactly the environment it declares, its permissions, its log and its alarm. */
export class ProductFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, program: Program, props: ProductFunctionProps) {
    super(scope, program);
    const { config, network } = props;
    const logGroup = productLog(this, 'Log', props.resources.storageKey);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `stepify-${config.stage}-${program}`,
      description: `Stepify ${program}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: config.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(builtFolder(program, config.architecture)),
      memorySize: props.memoryMb ?? 256,
      timeout: props.timeout ?? Duration.seconds(29),
      environment: {
        ...environmentOf(program, props.environment),
        ...processOptions(config),
        // Node 20 and later read the certificates of AWS's own databases only when told where the runtime keeps them.
        ...(config.database === 'aurora' ? { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' } : {}),
      },
      logGroup,
      ...(network ? { vpc: network, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } } : {}),
    });
    allow(this.lambda, program, props.resources);
    acknowledge(
      this.lambda,
      'AwsSolutions-IAM4',
      'The basic execution role lets the function write its own log and, in a network, use its own interface.',
    );
    countLines(program, config.stage, logGroup);
    productAlarm(this, 'Alarm', {
      config,
      name: `${program}-errors`,
      says: `${program} fails: ${props.fails}`,
      runbook: 'a-function-fails',
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 3,
    });
  }
}

/** What every process of ours is started with, besides what its program declares. */
export function processOptions({ renewed }: Config): Record<string, string> {
  return {
    // Stack lines in the log then name source files although the bundles are minified.
    NODE_OPTIONS: '--enable-source-maps',
    ...(renewed ? { RENEWED: renewed } : {}),
  };
}

/** The declared keys with their values; a key nobody gave a value stops the synthesis. */
export function environmentOf(program: Program, values: Partial<Record<EnvKey, string>>): Record<string, string> {
  return Object.fromEntries(
    programEnv[program].map((key: EnvKey) => {
      const value = values[key];
      if (value === undefined) throw new Error(`${program} declares ${key}, and the stack gives it no value`);
      return [key, value];
    }),
  );
}
