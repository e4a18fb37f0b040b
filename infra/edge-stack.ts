import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { acknowledgeCdkHelpers } from './acknowledge.ts';
import type { Config } from './config.ts';

/**
 * Requests of one address in five minutes. A page that works and polls makes about 100, an office behind one address has
 * 20 people, who sign in or up about twice a day each. Guessing over many accounts is slowed here; tries at one account
 * are counted by the product itself.
 */
const rateLimits = { everything: 3000, passwords: 100 } as const;

/**
 * AWS's own rule groups, and which of their rules would stop people: a goal may have 10,000 characters and any words, and a
 * platform's address may be a number.
 */
const managedRules: { name: string; countOnly: string[]; except?: string }[] = [
  // Walks come to the gateway from Lambda's addresses, which others use before and after us; a ticket opens it to them.
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [], except: gatewayPaths.drive },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    countOnly: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'],
  },
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
      visibilityConfig: visibility('firewall'),
      rules: [
        ...managedRules.map((rule, index) => managedRule(rule, index)),
        rateRule('requests', rateLimits.everything, 10),
        // `sign-in` and `sign-up`: every page asks `me` who is signed in.
        rateRule('passwords', rateLimits.passwords, 11, startsWith('/api/accounts/sign-')),
      ],
    });
    this.firewallArn = firewall.attrArn;
    acknowledgeCdkHelpers(this);
  }
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

function managedRule(
  { name, countOnly, except }: (typeof managedRules)[number],
  priority: number,
): CfnWebACL.RuleProperty {
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
        ...(except ? { scopeDownStatement: { notStatement: { statement: startsWith(except) } } } : {}),
      },
    },
  };
}

function startsWith(path: string): CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'STARTS_WITH',
      searchString: path,
      textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
    },
  };
}

/** Stops an address that asks more often than `limit` in five minutes, of `counted` requests alone if given. */
function rateRule(
  name: string,
  limit: number,
  priority: number,
  counted?: CfnWebACL.StatementProperty,
): CfnWebACL.RuleProperty {
  return {
    name: `rate-${name}`,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    visibilityConfig: visibility(`rate-${name}`),
    statement: {
      rateBasedStatement: {
        limit,
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        ...(counted ? { scopeDownStatement: counted } : {}),
      },
    },
  };
}
