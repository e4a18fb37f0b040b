import { FilterPattern, MetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Program } from '#shared/contract/env.ts';
import { pipelineStates } from '#shared/contract/pipeline.ts';

/** What is counted from log lines. */
export interface LogMetric {
  name: string;
  /** The line's `event`. */
  event: string;
  /** Whose log the lines stand in. */
  program: Program;
  /** The field that holds the number; without it each line counts one. */
  value?: string;
  /** The field that tells kinds apart. */
  dimension?: string;
}

/** Every state writes its failures into its own log. */
const stateFailures = pipelineStates.map(({ name }) => ({
  name: 'StateFailures',
  event: 'state.failed',
  program: name,
  dimension: 'code',
}));
const modelStates = ['plan', 'capture', 'analyze', 'generate', 'review'] as const;

/** Every number that operators see and the log line it comes from. Lines hold ids, counts and codes, so metrics do too. */
export const logMetrics: readonly LogMetric[] = [
  ...stateFailures,
  { name: 'PublishedJobs', event: 'state.done', program: 'publish' },
  { name: 'FailedJobs', event: 'state.done', program: 'fail', dimension: 'code' },
  { name: 'RedactedRegions', event: 'state.done', program: 'redact', value: 'regions' },
  ...modelStates.flatMap((program) => {
    const spent = { name: 'ModelMicroDollars', event: 'model.call', program, value: 'costMicros' };
    // Numbers with a dimension are no part of those without it: the alarm reads the sum, the dashboard the tasks.
    return [{ ...spent, dimension: 'task' }, spent];
  }),
  { name: 'UnfinishedJobs', event: 'gauge.jobs', program: 'retention', value: 'jobs', dimension: 'status' },
  { name: 'OldestJobSeconds', event: 'gauge.jobs', program: 'retention', value: 'oldestSeconds', dimension: 'status' },
  { name: 'BrowserSessions', event: 'gauge.sessions', program: 'retention', value: 'sessions' },
  { name: 'BrowserWaiters', event: 'gauge.sessions', program: 'retention', value: 'waiting' },
  { name: 'OpenReports', event: 'gauge.reports', program: 'report-clock', value: 'open' },
  { name: 'NearDueReports', event: 'gauge.reports', program: 'report-clock', value: 'nearDue' },
  { name: 'UnreadTickets', event: 'ticket.not_read', program: 'gateway' },
  { name: 'EndedSessions', event: 'session.ended', program: 'gateway', dimension: 'reason' },
];

export const metricNamespace = (stage: string): string => `Stepify/${stage}`;

/** Counts a program's own lines. */
export function countLines(program: Program, stage: string, logGroup: ILogGroup): void {
  for (const { name, event, value, dimension } of logMetrics.filter((metric) => metric.program === program)) {
    new MetricFilter(logGroup, dimension ? name : `${name}-all`, {
      logGroup,
      metricNamespace: metricNamespace(stage),
      metricName: name,
      filterPattern: FilterPattern.stringValue('$.event', '=', event),
      metricValue: value ? `$.${value}` : '1',
      ...(dimension ? { dimensions: { [dimension]: `$.${dimension}` } } : {}),
    });
  }
}
