import { localAccount } from '../physical-names.ts';
import { conditionsHold, type RequestContext } from './conditions.ts';
import { rootArn, type Caller } from './keyring.ts';
import { matches } from './match.ts';
import type { Statement } from './policy.ts';
import type { TemplatePolicies } from './template-policies.ts';

/** One thing asked of IAM: may the caller do this with that resource? */
export interface Call {
  /** Such as `s3:GetObject`. */
  action: string;
  /** ARN, or `*` where the action knows no resource. */
  resource: string;
  context?: RequestContext;
}

export interface Decision {
  allowed: boolean;
  deniedBy?: Statement;
}

/** "Policy evaluation logic" of the IAM user guide within one account. `context` is whole. */
export function decide(
  policies: Pick<TemplatePolicies, 'roles' | 'resources'>,
  caller: Caller,
  call: Call,
  context: RequestContext,
): Decision {
  const applies = (statement: Statement) => covers(statement, call) && conditionsHold(statement.conditions, context);
  const identity = caller.kind === 'role' ? (policies.roles.get(caller.arn) ?? []).filter(applies) : [];
  const ofResource = (policies.resources.get(policyOwner(call.resource)) ?? []).filter(applies);
  const deniedBy =
    identity.find(isDeny) ?? ofResource.find((statement) => isDeny(statement) && names(statement, caller));
  if (deniedBy) return { allowed: false, deniedBy };
  const direct = ofResource.some((statement) => names(statement, caller));
  if (caller.kind === 'service' || direct) return { allowed: direct };
  // A key's policy must leave the decision to the account; other resources leave it to their owner unasked.
  const delegated = !isKey(call.resource) || ofResource.some((statement) => namesAccount(statement));
  return { allowed: delegated && (caller.kind === 'root' || identity.length > 0) };
}

const isDeny = ({ effect }: Statement) => effect === 'Deny';
const isKey = (resource: string) => /^arn:aws:kms:[^:]*:\d+:key\//.test(resource);

function covers(statement: Statement, { action, resource }: Call): boolean {
  return (
    statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => pattern === '*' || matches(pattern, resource))
  );
}

function names({ principals }: Statement, caller: Caller): boolean {
  return principals.some((principal) =>
    'AWS' in principal
      ? principal.AWS === '*' || (caller.kind !== 'service' && principal.AWS === caller.arn)
      : caller.kind === 'service' && principal.Service === caller.arn,
  );
}

function namesAccount({ principals, effect }: Statement): boolean {
  return (
    effect === 'Allow' && principals.some((one) => 'AWS' in one && (one.AWS === rootArn || one.AWS === localAccount))
  );
}

/** The resource whose policy speaks of this one: an object's bucket, a version's function. */
function policyOwner(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0]!;
  return resource.startsWith('arn:aws:lambda:') ? resource.split(':').slice(0, 7).join(':') : resource;
}
