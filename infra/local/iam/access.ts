import type { LocalTemplate } from '../template.ts';
import type { RequestContext } from './conditions.ts';
import { decide, type Call } from './decide.ts';
import { Keyring, type AccessKeys, type Caller } from './keyring.ts';
import type { Statement } from './policy.ts';
import { unneededPermissions, type Permission, type SeenCall } from './permissions-drill.ts';
import { readPolicies } from './template-policies.ts';

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
  /** Throws `AccessDenied`, and tells the log, when the caller may not do one of these. */
  require(caller: Caller, ...calls: Call[]): void;
  /** Whether the caller may, without a word in the log. */
  allows(caller: Caller, call: Call): boolean;
  /** Keys with the rights of every program that has a role, by its name, for tests. */
  programKeys(): Record<string, AccessKeys>;
  /** Every permission without which all calls so far would have been allowed just the same, and how many there are. */
  unneeded(): { unneeded: Permission[]; all: number };
  /** What programs themselves were refused so far, each kind once. */
  refused(): Denial[];
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
  const seen = new Map<string, SeenCall>();
  const refused = new Map<string, Denial>();

  function contextOf(caller: Caller, call: Call): RequestContext {
    const principal: RequestContext = caller.kind === 'service' ? {} : { 'aws:PrincipalArn': caller.arn };
    return { 'aws:SecureTransport': String(secureTransport), ...principal, ...call.context };
  }
  function judge(caller: Caller, call: Call) {
    const context = contextOf(caller, call);
    const decision = decide(policies, caller, call, context);
    if (decision.allowed && caller.kind !== 'root') {
      const kind = [caller.arn, call.action, masked(call.resource), ...Object.entries(context).map(maskedValue)];
      seen.set(kind.join(' '), { caller, call, context });
    }
    return decision;
  }

  return {
    keyring,
    programKeys: () =>
      Object.fromEntries([...policies.holders].map(([role, holder]) => [holder, keyring.borrowed(role)])),
    unneeded: () => unneededPermissions(policies, [...seen.values()]),
    refused: () => [...refused.values()],
    allows: (caller, call) => judge(caller, call).allowed,
    require(caller, ...calls) {
      for (const call of calls) {
        const { allowed, deniedBy } = judge(caller, call);
        if (allowed) continue;
        const holder = policies.holders.get(caller.arn) ?? caller.arn;
        const denial = denialOf(holder, call, contextOf(caller, call), deniedBy);
        onDenied?.(denial);
        if (caller.kind !== 'root' && !caller.borrowed) refused.set(JSON.stringify(denial), denial);
        throw new AccessDenied(messageOf(caller, call, deniedBy), denial);
      }
    },
  };
}

export const service = (domain: string): Caller => ({ arn: domain, kind: 'service' });
export const roleCaller = (arn: string): Caller => ({ arn, kind: 'role' });

function denialOf(caller: string, call: Call, context: RequestContext, deniedBy: Statement | undefined): Denial {
  const resource = masked(call.resource);
  const { action } = call;
  const contextKeys = Object.keys(context).toSorted();
  const reason = deniedBy
    ? { deniedBy: deniedBy.source }
    : { missing: { Effect: 'Allow' as const, Action: action, Resource: resource } };
  return { caller, action, resource, contextKeys, ...reason };
}

/** Object keys, task and execution names are people's things: their first part is enough to write the statement. */
function masked(resource: string): string {
  return resource.replace(
    /^(arn:aws:s3:::[^/]+\/[^/]+\/|arn:aws:ecs:[^:]*:\d+:task\/[^/]+\/|arn:aws:states:[^:]*:\d+:execution:[^:]+:).+$/,
    '$1*',
  );
}

/** Calls that differ in ids alone are one kind of call. */
function maskedValue([key, value]: [string, string | readonly string[]]): string {
  if (key.startsWith('kms:EncryptionContext:')) return key;
  return `${key}=${String(value).replaceAll(/\b[\w-]{20,}\b/g, '*')}`;
}

function messageOf(caller: Caller, { action, resource }: Call, deniedBy: Statement | undefined): string {
  const session = caller.arn.replace(/:iam::(\d+):role\/(.+)$/, ':sts::$1:assumed-role/$2/local');
  const why = deniedBy ? 'with an explicit deny in a policy' : `because no policy allows the ${action} action`;
  return `User: ${session} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
