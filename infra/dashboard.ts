import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
  TextWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import { logMetrics, metricNamespace } from './log-metrics.ts';

const period = Duration.minutes(5);

interface OperatorsDashboardProps {
  config: Config;
  jobs: Queue;
  deadLetters: Queue;
}

/** One page for whoever is on duty: is work flowing, what fails, what does it cost, who waits. */
export class OperatorsDashboard extends Construct {
  private readonly stage: string;

  constructor(scope: Construct, id: string, { config, jobs, deadLetters }: OperatorsDashboardProps) {
    super(scope, id);
    this.stage = config.stage;
    new Dashboard(this, 'Dashboard', {
      dashboardName: `stepify-${config.stage}`,
      defaultInterval: Duration.hours(12),
      widgets: [
        [new TextWidget({ markdown: `Runbook: ${config.runbookUrl}`, width: 24, height: 1 })],
        [
          graph('Jobs by state', this.kinds('UnfinishedJobs', Stats.MAXIMUM)),
          graph('Oldest job by state (s)', this.kinds('OldestJobSeconds', Stats.MAXIMUM)),
          graph('Finished', [this.count('PublishedJobs'), this.kinds('FailedJobs', Stats.SUM)].flat()),
        ],
        [
          graph('Failures of states by error code', this.kinds('StateFailures', Stats.SUM)),
          graph('Model spend by task ($)', this.kinds('ModelMicroDollars', Stats.SUM, ' / 1000000')),
          graph('Regions redacted', [this.count('RedactedRegions')]),
        ],
        [
          graph('Browser sessions and who waits for one', [
            this.count('BrowserSessions', Stats.MAXIMUM),
            this.count('BrowserWaiters', Stats.MAXIMUM),
          ]),
          graph('How sessions end', [this.kinds('EndedSessions', Stats.SUM), this.count('UnreadTickets')].flat()),
          graph('Reports of leaked data', [
            this.count('OpenReports', Stats.MAXIMUM),
            this.count('NearDueReports', Stats.MAXIMUM),
          ]),
        ],
        [
          graph('Oldest message (s), dead letters', [
            jobs.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
            deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
          ]),
        ],
      ],
    });
  }

  private count(metricName: string, statistic = Stats.SUM): IMetric {
    return new Metric({ namespace: metricNamespace(this.stage), metricName, statistic, period, label: metricName });
  }

  /** Every kind of a metric, also one that is first seen tomorrow. */
  private kinds(metricName: string, statistic: string, scale = ''): IMetric[] {
    const dimension = logMetrics.find(({ name }) => name === metricName)?.dimension;
    if (!dimension) throw new Error(`${metricName} has no kinds`);
    const search = `SEARCH('{${metricNamespace(this.stage)},${dimension}} MetricName="${metricName}"', '${statistic}', ${period.toSeconds()})`;
    return [new MathExpression({ expression: `${search}${scale}`, label: '', usingMetrics: {}, period })];
  }
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } });
}
