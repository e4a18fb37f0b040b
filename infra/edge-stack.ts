import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { acknowledgeCdkHelpers } from './acknowledge.ts';
import type { Config } from './config.ts';

/** Region of everything that a distribution uses: its firewall and its certificate. */
export const edgeRegion = 'us-east-1';

/**
 * Requests of one address in five minutes. A page that works and polls makes about 100, an office behind one address has
 * 20 people; trying passwords is slowed far below what the product itself allows an account.
 */
const rateLimits = { everything: 3000, accounts: 100 } as const;

/** AWS's own rule groups, and which of their rules would stop people: a goal may have 10,000 characters, pictures are sent for marks. */
const managedRules: { name: string; countOnly: string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY'] },
];

/** The firewall in front of the distribution. It samples no requests, because those would hold session cookies. */
export class EdgeStack extends Stack {
  readonly firewallArn: string;

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: Config }) {
    super(scope, id, props);
    const firewall = new CfnWebACL(this, 'Firewall', {
      name: `stepify-${config.stage}`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('all'),
      rules: [
        ...managedRules.map(({ name, countOnly }, index) => managedRule(name, countOnly, index)),
        rateRule('requests', rateLimits.everything, 10),
        rateRule('accounts', rateLimits.accounts, 11, '/api/accounts/'),
      ],
    });
    this.firewallArn = firewall.attrArn;
    acknowledgeCdkHelpers(this);
  }
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

function managedRule(name: string, countOnly: string[], priority: number): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  };
}

/** Stops an address that asks more often than `limit` in five minutes, below a path if one is given. */
function rateRule(name: string, limit: number, priority: number, path?: string): CfnWebACL.RuleProperty {
  const below = path && {
    scopeDownStatement: {
      byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: 'STARTS_WITH',
        searchString: path,
        textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
      },
    },
  };
  return {
    name: `rate-${name}`,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    visibilityConfig: visibility(`rate-${name}`),
    statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300, ...below } },
  };
}
