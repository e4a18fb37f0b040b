import { matches } from './match.ts';
import type { Statement } from './policy.ts';
import type { TemplatePolicies } from './template-policies.ts';

/** One action on one resource that a program may do. */
export interface Permission {
  /** Such as `capture`, or `gateway execution` for what starts its task. */
  holder: string;
  action: string;
  resource: string;
}

/** Which of the permissions that programs have were ever needed. */
export class PermissionUsage {
  private readonly granted = new Map<Statement, { permission: Permission; used: boolean }[]>();

  constructor({ roles, holders }: Pick<TemplatePolicies, 'roles' | 'holders'>) {
    for (const [role, holder] of holders) {
      for (const statement of roles.get(role) ?? []) {
        if (statement.effect === 'Deny') continue;
        const permissions = statement.actions.flatMap((action) =>
          statement.resources.map((resource) => ({ permission: { holder, action, resource }, used: false })),
        );
        this.granted.set(statement, permissions);
      }
    }
  }

  /** Notes that these statements allowed a call. */
  note(statements: readonly Statement[], { action, resource }: { action: string; resource: string }): void {
    for (const statement of statements) {
      for (const one of this.granted.get(statement) ?? []) {
        const same = matches(one.permission.action.toLowerCase(), action.toLowerCase());
        if (same && (one.permission.resource === '*' || matches(one.permission.resource, resource))) one.used = true;
      }
    }
  }

  all(): Permission[] {
    return [...this.granted.values()].flat().map(({ permission }) => permission);
  }

  unused(): Permission[] {
    return [...this.granted.values()].flat().flatMap(({ permission, used }) => (used ? [] : [permission]));
  }
}
