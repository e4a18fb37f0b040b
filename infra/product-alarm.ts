import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';

/** Headings of the runbook that alarms point to. */
export type RunbookPage =
  | 'a-function-fails'
  | 'jobs-fail'
  | 'a-stuck-job'
  | 'messages-in-the-dead-letter-queue'
  | 'browsers'
  | 'the-model'
  | 'a-leak-report'
  | 'a-spike';

interface ProductAlarmProps {
  config: Config;
  /** Last part of the alarm's name. */
  name: string;
  /** What users notice. */
  says: string;
  runbook: RunbookPage;
  metric: IMetric;
  threshold: number;
  /** How many periods in a row. */
  periods?: number;
  /** Rings when the metric is below the threshold, and when there is none. */
  below?: boolean;
}

/** An alarm whose text says what users notice and where to read what to do. */
export function productAlarm(scope: Construct, id: string, props: ProductAlarmProps): Alarm {
  const { config, below } = props;
  return new Alarm(scope, id, {
    alarmName: `stepify-${config.stage}-${props.name}`,
    alarmDescription: `${props.says}. What to do: ${config.runbookUrl}#${props.runbook}`,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
}
