import { pipelineStates } from '#shared/contract/pipeline.ts';
import { hoursPerMonth, prices } from './prices.ts';
import type { TemplateSizes } from './template-sizes.ts';
import { idleUsage, signInUsage, tutorialUsage } from './usage.ts';

/** US dollars by component. */
export type Dollars = Record<string, number>;

export const total = (dollars: Dollars): number => Object.values(dollars).reduce((sum, one) => sum + one, 0);

/** Dollars of running a function: its memory times its time, and the request. */
function functionDollars({ functionGb, arm }: TemplateSizes, program: string, seconds: number, requests = 1): number {
  const gb = functionGb[program];
  if (gb === undefined) throw new Error(`The templates have no function ${program}`);
  const second = arm ? prices.lambda.gbSecondArm : prices.lambda.gbSecondX86;
  return gb * seconds * second + requests * prices.lambda.request;
}

function taskDollars({ tasks }: TemplateSizes, program: string, seconds: number): number {
  const task = tasks[program];
  if (!task) throw new Error(`The templates have no task ${program}`);
  const { vcpuHour, gbHour } = prices.fargate[task.arm ? 'arm' : 'x86'];
  const hour = task.vcpu * vcpuHour + task.gb * gbHour + prices.fargate.publicAddressHour;
  return (hour * seconds) / 3600;
}

const webRequests = (requests: number, mbOut: number): number =>
  requests * (prices.apiRequest + prices.distribution.request + prices.firewall.request) +
  (mbOut / 1024) * prices.distribution.gbOut;

/** One tutorial, from the request to twenty readings of it, kept for a month. */
export function tutorialDollars(sizes: TemplateSizes): Dollars {
  const use = tutorialUsage;
  const picturesMb = use.frames * use.frameMb;
  return {
    model: use.modelDollars,
    'pipeline functions': pipelineStates.reduce(
      (sum, { name }) => sum + functionDollars(sizes, name, use.stateSeconds[name] + (use.modelSeconds[name] ?? 0)),
      0,
    ),
    'browser tasks': taskDollars(sizes, 'browser', use.browserSeconds),
    'state machine and queue': (pipelineStates.length + 2) * prices.stateTransition + 6 * prices.queueRequest,
    'API functions':
      functionDollars(sizes, 'tutorials', use.apiRequests * use.apiSeconds, use.apiRequests) +
      functionDollars(sizes, 'progress', use.progressSeconds, 2),
    'requests and traffic': webRequests(use.apiRequests + use.reads * use.frames, use.reads * picturesMb),
    'files and keys':
      2 * use.frames * prices.s3.put +
      use.reads * use.frames * prices.s3.get +
      (picturesMb / 1024) * prices.s3.gbMonth +
      20 * prices.kms.request,
    logs: (use.logKb / 1024 / 1024) * prices.logs.gbIn,
  };
}

/** One sign-in on a platform through the streamed browser. */
export function signInDollars(sizes: TemplateSizes): Dollars {
  const use = signInUsage;
  return {
    'browser task': taskDollars(sizes, 'browser', use.browserSeconds),
    'API functions': functionDollars(sizes, 'connections', use.apiRequests * 0.1, use.apiRequests),
    'requests and traffic': webRequests(use.apiRequests, use.streamedMb),
    'files and keys': prices.s3.put + 3 * prices.kms.request,
    logs: (use.logKb / 1024 / 1024) * prices.logs.gbIn,
  };
}

/** A month in which nobody does anything; the company's own database server is not in it. */
export function idleDollarsPerMonth(sizes: TemplateSizes): Dollars {
  const hours = hoursPerMonth;
  const { count, scheduled } = sizes;
  const { size, fromHour, toHour } = sizes.sessions.warm;
  const warmPart = (fromHour <= toHour ? toHour - fromHour : 24 - fromHour + toHour) / 24;
  return {
    'gateway task': taskDollars(sizes, 'gateway', hours * 3600),
    'browsers kept warm': size * taskDollars(sizes, 'browser', hours * 3600 * warmPart),
    'functions on schedule': scheduled.reduce((sum, { program, everyMinutes }) => {
      const calls = (hours * 60) / everyMinutes;
      return sum + functionDollars(sizes, program, calls * idleUsage.scheduledSeconds, calls);
    }, 0),
    balancer: count('AWS::ElasticLoadBalancingV2::LoadBalancer') * prices.balancerHour * hours,
    firewall: count('AWS::WAFv2::WebACL') * prices.firewall.aclMonth + sizes.firewallRules * prices.firewall.ruleMonth,
    'keys and secrets':
      count('AWS::KMS::Key') * prices.kms.keyMonth + count('AWS::SecretsManager::Secret') * prices.secretMonth,
    'alarms, metrics, dashboard':
      count('AWS::CloudWatch::Alarm') * prices.logs.alarmMonth +
      count('AWS::Logs::MetricFilter') * prices.logs.metricMonth +
      count('AWS::CloudWatch::Dashboard') * prices.logs.dashboardMonth +
      count('AWS::ECS::Cluster') * idleUsage.insightsMetrics * prices.logs.metricMonth,
    'own database (Aurora, only if chosen)':
      count('AWS::RDS::DBCluster') * 0.5 * prices.aurora.acuHour * hours +
      count('AWS::EC2::NatGateway') * prices.natHour * hours,
  };
}
