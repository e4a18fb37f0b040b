import type { Denial } from '../../infra/local/iam/access.ts';
import type { Permission } from '../../infra/local/iam/permissions-drill.ts';

interface Review {
  holder: RegExp;
  action: RegExp;
  resource?: RegExp;
  /** Why it stays although no test would miss it. */
  reason: string;
}

/** Permissions that the drill takes away without anybody missing them: all of them, each with its reason. */
const reviews: readonly Review[] = [
  {
    holder: /./,
    action: /^logs:CreateLogGroup$/,
    reason: 'comes with AWS’s basic execution role; the template makes every log group itself',
  },
  {
    holder: /^dispatcher$/,
    action: /^sqs:(GetQueueUrl|ChangeMessageVisibility)$/,
    reason: 'CDK’s event source grants a consumer’s whole set; Lambda’s poller uses three of the five',
  },
  {
    holder: /^pipeline$/,
    action: /^lambda:InvokeFunction$/,
    resource: /:\*$/,
    reason: 'CDK grants every version too; the state machine names the function itself',
  },
  {
    holder: /^pipeline$/,
    action: /^(logs|xray):/,
    reason: 'delivery of the state machine’s own log and traces, which the local run has not',
  },
  {
    holder: /ApiPermissionTest/,
    action: /^lambda:InvokeFunction$/,
    reason: 'lets the test button of API Gateway’s console call the function',
  },
  {
    holder: /ApiRestapi(?!\w*proxyANY)\w*ANYApiPermission/,
    action: /^lambda:InvokeFunction$/,
    reason: 'the path of an area itself, which not every area has a route for; CDK grants one for each method',
  },
  {
    holder: /\/AccessLogsPolicy/,
    action: /^s3:PutObject$/,
    reason: 'S3 writes its access logs itself; the local run has none',
  },
  {
    holder: /\/StorageKey/,
    action: /^kms:(CreateGrant|Decrypt\*?|Describe(Key|\*)|Encrypt\*?|GenerateDataKey\*?|ReEncrypt\*)$/,
    reason:
      'for AWS’s own services (Secrets Manager, alarms, logs), which ask this key here in their caller’s name or not at all',
  },
];

export function review(unneeded: readonly Permission[]): { open: Permission[]; reasons: Map<string, number> } {
  const reasons = new Map<string, number>();
  const open = unneeded.filter(({ holder, action, resource }) => {
    const found = reviews.find(
      (one) => one.holder.test(holder) && one.action.test(action) && (one.resource?.test(resource) ?? true),
    );
    if (found) reasons.set(found.reason, (reasons.get(found.reason) ?? 0) + 1);
    return !found;
  });
  return { open, reasons };
}

/** The end of a test run's report: how many permissions there are and which nobody missed. */
export function reviewReport({ unneeded, all }: { unneeded: Permission[]; all: number }): {
  text: string;
  open: number;
} {
  const { open, reasons } = review(unneeded);
  const lines = [
    `Permissions of the template: ${all}. Taken away in turn, ${all - unneeded.length} were missed by a call of this run.`,
    ...[...reasons].map(([reason, count]) => `  ${count} stay for a reason: ${reason}`),
    ...open.map(({ holder, action, resource }) => `  NOT MISSED: ${holder} may ${action} on ${resource}`),
  ];
  return { text: lines.join('\n'), open: open.length };
}

/**
 * The calls that programs were refused. The product needs every call it makes, so there must be none: this is what makes
 * the drill's "would then be refused" the same as "the run would fail".
 */
export function refusedReport(refused: readonly Denial[]): string {
  const lines = refused.map(
    ({ caller, action, resource }) => `  REFUSED: ${caller} asked for ${action} on ${resource}`,
  );
  return ['Calls of the product itself that the template’s policies refused:', ...lines].join('\n');
}
