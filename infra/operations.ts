import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Duration } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import { OperatorsDashboard } from './dashboard.ts';
import type { JobsQueue } from './jobs-queue.ts';
import { metricNamespace } from './log-metrics.ts';
import { productAlarm } from './product-alarm.ts';

interface OperationsProps {
  config: Config;
  storageKey: IKey;
  jobs: JobsQueue;
  stateMachine: StateMachine;
}

/** What the company runs the product with: who is told, by which alarms, the dashboard and the budget. */
export class Operations extends Construct {
  private readonly config: Config;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { config, storageKey, jobs, stateMachine } = props;
    this.config = config;
    this.topic = new Topic(this, 'Alarms', {
      topicName: `stepify-${config.stage}-alarms`,
      masterKey: storageKey,
      enforceSSL: true,
    });
    for (const service of ['cloudwatch', 'budgets'])
      this.topic.grantPublish(new ServicePrincipal(`${service}.amazonaws.com`));
    if (config.alarmMail) this.topic.addSubscription(new EmailSubscription(config.alarmMail));
    this.watchJobs(jobs, stateMachine);
    this.watchSpending();
    new OperatorsDashboard(this, 'Operators', { config, jobs: jobs.queue, deadLetters: jobs.deadLetters });
  }

  /** Sends every alarm of the stack to the topic. Called last, when all of them are there. */
  ring(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(this.topic));
  }

  private watchJobs({ queue, deadLetters }: JobsQueue, stateMachine: StateMachine): void {
    const { config } = this;
    const period = Duration.minutes(5);
    productAlarm(this, 'QueueAge', {
      config,
      name: 'queue-age',
      says: 'tutorials wait in the queue for more than ten minutes',
      runbook: 'a-stuck-job',
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
      threshold: 600,
    });
    productAlarm(this, 'DeadLetters', {
      config,
      name: 'dead-letters',
      says: 'a request for a tutorial could not be started and was put aside',
      runbook: 'messages-in-the-dead-letter-queue',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      threshold: 1,
    });
    productAlarm(this, 'FailedExecutions', {
      config,
      name: 'failed-executions',
      says: 'many tutorials fail: their users are told a reason and nothing is charged',
      runbook: 'jobs-fail',
      metric: stateMachine.metricFailed({ period: Duration.minutes(15), statistic: Stats.SUM }),
      threshold: 10,
    });
    productAlarm(this, 'NearDueReports', {
      config,
      name: 'leak-reports',
      says: 'a report of personal data in a picture has less than four hours left',
      runbook: 'a-leak-report',
      metric: this.metric('NearDueReports', Stats.MAXIMUM, period),
      threshold: 1,
    });
    productAlarm(this, 'Waiters', {
      config,
      name: 'browser-waiters',
      says: 'people wait for a browser to sign in with',
      runbook: 'a-spike',
      metric: this.metric('BrowserWaiters', Stats.MAXIMUM, period),
      threshold: 5,
      periods: 3,
    });
    productAlarm(this, 'QueuedJobs', {
      config,
      name: 'queued-jobs',
      says: 'tutorials wait for a browser to walk their platform with',
      runbook: 'a-spike',
      metric: this.metric('UnfinishedJobs', Stats.MAXIMUM, period, { status: 'queued' }),
      threshold: 20,
      periods: 3,
    });
    productAlarm(this, 'UnreadTickets', {
      config,
      name: 'unread-tickets',
      says: 'the gateway cannot ask the database: platforms cannot be connected and no walk can start',
      runbook: 'browsers',
      metric: this.metric('UnreadTickets', Stats.SUM, period),
      threshold: 3,
    });
    productAlarm(this, 'Throttles', {
      config,
      name: 'throttles',
      says: 'AWS refuses to run functions, because too many run at once: pages and jobs are slow or fail',
      runbook: 'a-spike',
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period }),
      threshold: 5,
    });
  }

  private watchSpending(): void {
    const { config } = this;
    productAlarm(this, 'ModelSpend', {
      config,
      name: 'model-spend',
      says: `the model cost more than ${config.modelDollarsPerHour} $ in an hour`,
      runbook: 'the-model',
      metric: this.metric('ModelMicroDollars', Stats.SUM, Duration.hours(1)),
      threshold: config.modelDollarsPerHour * 1_000_000,
    });
    const subscribers = [{ subscriptionType: 'SNS', address: this.topic.topicArn }];
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `stepify-${config.stage}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: config.monthlyBudgetDollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:stage$${config.stage}`] },
      },
      notificationsWithSubscribers: [
        notification('ACTUAL', 80, subscribers),
        notification('FORECASTED', 100, subscribers),
      ],
    });
  }

  private metric(
    metricName: string,
    statistic: string,
    period: Duration,
    dimensionsMap: Record<string, string> = {},
  ): Metric {
    return new Metric({ namespace: metricNamespace(this.config.stage), metricName, statistic, period, dimensionsMap });
  }
}

/** Tells when the month's cost, so far or as forecast, has reached a part of the budget (percent). */
function notification(
  notificationType: 'ACTUAL' | 'FORECASTED',
  threshold: number,
  subscribers: { subscriptionType: string; address: string }[],
): CfnBudget.NotificationWithSubscribersProperty {
  return {
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers,
  };
}
