import { localAccount } from '../physical-names.ts';
import type { LocalTemplate } from '../template.ts';
import { conditionsHold, type RequestContext } from './conditions.ts';
import { Keyring, rootArn, type AccessKeys, type Caller } from './keyring.ts';
import { matches } from './match.ts';
import { PermissionUsage } from './permission-usage.ts';
import type { Statement } from './policy.ts';
import { readPolicies } from './template-policies.ts';

/** One thing asked of IAM: may the caller do this with that resource? */
export interface Call {
  /** Such as `s3:GetObject`. */
  action: string;
  /** ARN, or `*` where the action knows no resource. */
  resource: string;
  context?: RequestContext;
}

/** What a log may say of a refused call: no values of the request but the start of its resource. */
export interface Denial {
  caller: string;
  action: string;
  resource: string;
  contextKeys: string[];
  /** The statement that would have allowed it, or the one that denies it. */
  missing?: { Effect: 'Allow'; Action: string; Resource: string };
  deniedBy?: string;
}

export class AccessDenied extends Error {
  readonly denial: Denial;

  constructor(message: string, denial: Denial) {
    super(message);
    this.denial = denial;
  }
}

export interface Access {
  keyring: Keyring;
  usage: PermissionUsage;
  /** Throws `AccessDenied`, and tells the log, when the caller may not do one of these. */
  require(caller: Caller, ...calls: Call[]): void;
  /** New keys for every program that has a role, by its name. */
  programKeys(): Record<string, AccessKeys>;
  /** Whether the caller may, without a word in the log. */
  allows(caller: Caller, call: Call): boolean;
}

export interface AccessOptions {
  template: LocalTemplate;
  keyring?: Keyring;
  onDenied?: (denial: Denial) => void;
  /**
   * Whether requests count as sent over TLS. Plain HTTP on the loopback address stands for the TLS endpoints that the
   * AWS SDK dials on AWS.
   */
  secureTransport?: boolean;
}

/** Decides every call by the template's policies: what nothing allows is refused, and an explicit deny wins. */
export function createAccess(options: AccessOptions): Access {
  const { template, keyring = new Keyring(), onDenied, secureTransport = true } = options;
  const policies = readPolicies(template);
  const usage = new PermissionUsage(policies);

  function contextOf(caller: Caller, call: Call): RequestContext {
    const principal: RequestContext = caller.kind === 'service' ? {} : { 'aws:PrincipalArn': caller.arn };
    return { 'aws:SecureTransport': String(secureTransport), ...principal, ...call.context };
  }

  function decide(caller: Caller, call: Call): { allowed: boolean; deniedBy?: Statement } {
    const context = contextOf(caller, call);
    const applies = (statement: Statement) => covers(statement, call) && conditionsHold(statement.conditions, context);
    const identity = caller.kind === 'role' ? (policies.roles.get(caller.arn) ?? []).filter(applies) : [];
    const ofResource = (policies.resources.get(policyOwner(call.resource)) ?? []).filter(applies);
    const deniedBy =
      identity.find(isDeny) ?? ofResource.find((statement) => isDeny(statement) && names(statement, caller));
    if (deniedBy) return { allowed: false, deniedBy };
    const direct = ofResource.some((statement) => names(statement, caller));
    if (caller.kind === 'service' || direct) return { allowed: direct };
    // A key's policy must leave the decision to the account; other resources leave it to their owner unasked.
    const delegated = !isKey(call.resource) || ofResource.some((statement) => namesArn(statement, rootArn));
    if (caller.kind === 'root') return { allowed: delegated };
    if (!delegated || identity.length === 0) return { allowed: false };
    usage.note(identity, call);
    return { allowed: true };
  }

  return {
    keyring,
    usage,
    programKeys: () =>
      Object.fromEntries([...policies.holders].map(([role, holder]) => [holder, keyring.forRole(role)])),
    allows: (caller, call) => decide(caller, call).allowed,
    require(caller, ...calls) {
      for (const call of calls) {
        const { allowed, deniedBy } = decide(caller, call);
        if (allowed) continue;
        const holder = policies.holders.get(caller.arn) ?? caller.arn;
        const denial = denialOf(holder, call, contextOf(caller, call), deniedBy);
        onDenied?.(denial);
        throw new AccessDenied(messageOf(caller, call, deniedBy), denial);
      }
    },
  };
}

export const service = (domain: string): Caller => ({ arn: domain, kind: 'service' });
export const roleCaller = (arn: string): Caller => ({ arn, kind: 'role' });

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

function namesArn({ principals, effect }: Statement, arn: string): boolean {
  return effect === 'Allow' && principals.some((one) => 'AWS' in one && (one.AWS === arn || one.AWS === localAccount));
}

/** The resource whose policy speaks of this one: an object's bucket, a version's function. */
function policyOwner(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0]!;
  return resource.startsWith('arn:aws:lambda:') ? resource.split(':').slice(0, 7).join(':') : resource;
}

function denialOf(caller: string, call: Call, context: RequestContext, deniedBy: Statement | undefined): Denial {
  const resource = masked(call.resource);
  const { action } = call;
  const contextKeys = Object.keys(context).toSorted();
  const reason = deniedBy
    ? { deniedBy: deniedBy.source }
    : { missing: { Effect: 'Allow' as const, Action: action, Resource: resource } };
  return { caller, action, resource, contextKeys, ...reason };
}

/** Object keys and task ids name people's things: their first part is enough to write the statement. */
function masked(resource: string): string {
  return resource.replace(/^(arn:aws:s3:::[^/]+\/[^/]+\/|arn:aws:ecs:[^:]*:\d+:task\/[^/]+\/).+$/, '$1*');
}

function messageOf(caller: Caller, { action, resource }: Call, deniedBy: Statement | undefined): string {
  const session = caller.arn.replace(/:iam::(\d+):role\/(.+)$/, ':sts::$1:assumed-role/$2/local');
  const why = deniedBy ? 'with an explicit deny in a policy' : `because no policy allows the ${action} action`;
  return `User: ${session} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
