import type { RequestContext } from './conditions.ts';
import { decide, type Call } from './decide.ts';
import type { Caller } from './keyring.ts';
import type { Statement } from './policy.ts';
import type { TemplatePolicies } from './template-policies.ts';

/** One action on one resource that a program may do, or that a resource's own policy lets somebody do. */
export interface Permission {
  /** Such as `capture`, `gateway execution` for what starts its task, or the path of a resource's policy. */
  holder: string;
  action: string;
  resource: string;
}

/** A call that was allowed. */
export interface SeenCall {
  caller: Caller;
  call: Call;
  context: RequestContext;
}

/**
 * Takes each permission out of the policies in turn and asks whether one of the calls would then be refused. The
 * permissions that nobody missed: granted for nothing, granted twice, or never tried.
 */
export function unneededPermissions(
  policies: TemplatePolicies,
  seen: readonly SeenCall[],
): { unneeded: Permission[]; all: number } {
  const trials = [
    ...[...policies.holders].flatMap(([role, holder]) => trialsOf(policies, 'roles', role, () => holder, seen)),
    ...[...policies.resources.keys()].flatMap((arn) =>
      trialsOf(policies, 'resources', arn, ({ source }) => source, seen),
    ),
  ];
  return {
    unneeded: trials.flatMap(({ permission, missed }) => (missed ? [] : [permission])),
    all: trials.length,
  };
}

function trialsOf(
  policies: TemplatePolicies,
  kind: 'roles' | 'resources',
  owner: string,
  holderOf: (statement: Statement) => string,
  seen: readonly SeenCall[],
) {
  const statements = policies[kind].get(owner) ?? [];
  const concerned = kind === 'roles' ? seen.filter(({ caller }) => caller.arn === owner) : seen;
  return statements.flatMap((statement, index) => {
    if (statement.effect === 'Deny') return [];
    return statement.actions.flatMap((action) =>
      statement.resources.map((resource) => {
        const left = statements.toSpliced(index, 1, ...without(statement, action, resource));
        const changed = { ...policies, [kind]: new Map([...policies[kind], [owner, left]]) };
        const missed = concerned.some(({ caller, call, context }) => !decide(changed, caller, call, context).allowed);
        return { permission: { holder: holderOf(statement), action, resource }, missed };
      }),
    );
  });
}

/** The statement but for one pair of action and resource. */
function without(statement: Statement, action: string, resource: string): Statement[] {
  return [
    { ...statement, actions: statement.actions.filter((one) => one !== action) },
    { ...statement, actions: [action], resources: statement.resources.filter((one) => one !== resource) },
  ];
}
