import { randomBytes } from 'node:crypto';
import { localAccount } from '../physical-names.ts';

export interface AccessKeys {
  accessKeyId: string;
  secretAccessKey: string;
  /** Goes with the keys of a role. */
  sessionToken?: string;
}

/** Who calls: the account's owner, a role, or one of AWS's own services by its domain. */
export interface Caller {
  arn: string;
  kind: 'root' | 'role' | 'service';
  /** A test with a program's rights, not the program. */
  borrowed?: true;
}

interface Issued {
  keys: AccessKeys;
  caller: Caller;
  expiresAt: number;
}

export const rootArn = `arn:aws:iam::${localAccount}:root`;

/** AWS's alphabet for key ids. */
function keyId(prefix: 'AKIA' | 'ASIA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join('');
}

/** The keys of this run, new at every start and known to nobody but who was given them. */
export class Keyring {
  private readonly issued = new Map<string, Issued>();
  /** The account owner's keys: for operators and tests, never for a program. */
  readonly root = this.issue({ arn: rootArn, kind: 'root' }, Infinity);

  /** Keys for a role, as Lambda and ECS hand them to a program. `lifetimeMs` is unlimited unless given. */
  forRole(arn: string, lifetimeMs = Infinity): AccessKeys {
    return this.issue({ arn, kind: 'role' }, lifetimeMs);
  }

  /** The same rights for a test that asks what a program may do. */
  borrowed(arn: string): AccessKeys {
    return this.issue({ arn, kind: 'role', borrowed: true }, Infinity);
  }

  find(accessKeyId: string): Issued | undefined {
    return this.issued.get(accessKeyId);
  }

  private issue(caller: Caller, lifetimeMs: number): AccessKeys {
    const keys: AccessKeys = {
      accessKeyId: keyId(caller.kind === 'root' ? 'AKIA' : 'ASIA'),
      secretAccessKey: randomBytes(30).toString('base64'),
      ...(caller.kind === 'role' && { sessionToken: randomBytes(96).toString('base64') }),
    };
    this.issued.set(keys.accessKeyId, { keys, caller, expiresAt: Date.now() + lifetimeMs });
    return keys;
  }
}
