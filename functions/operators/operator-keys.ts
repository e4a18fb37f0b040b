import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';

/** The secret: each operator's name with a key of at least 32 characters that nobody can guess. */
const operatorKeys = z.record(z.string().min(1).max(60), z.string().min(32));

export interface OperatorKeys {
  /** The operator whose key this is. Throws OPERATORS_ONLY. */
  operatorOf(key: string): string;
  /** Text that the named operator alone can have been given, until the time in it. */
  sign(operator: string, purpose: string, claim: string, expires: Date): string;
  /** The claim of a signed text, if it is this operator's, for this purpose, and has not ended. Throws OPERATORS_ONLY. */
  read(operator: string, purpose: string, signed: string, now: Date): string;
}

/**
 * Everything that an operator is given is signed with the operator's own key, so that a key that is taken out of the
 * secret ends it all. Guessing is not limited: the keys are too long for it.
 */
export function readOperatorKeys(secret: string): OperatorKeys {
  const keys = operatorKeys.safeParse(JSON.parse(secret)).data ?? {};
  const signatureOf = (operator: string, purpose: string, body: string) => {
    const key = Object.hasOwn(keys, operator) ? keys[operator] : undefined;
    if (!key) throw new ProductError('OPERATORS_ONLY', 'operator');
    return createHmac('sha256', key).update(`operator ${purpose} 1\n${body}`).digest();
  };
  return {
    operatorOf(key) {
      const given = digest(key);
      const found = Object.entries(keys).find(([, known]) => timingSafeEqual(digest(known), given));
      if (!found) throw new ProductError('OPERATORS_ONLY', 'key');
      return found[0];
    },
    sign(operator, purpose, claim, expires) {
      const body = `${Math.floor(expires.getTime() / 1000)}.${Buffer.from(claim).toString('base64url')}`;
      return `${body}.${signatureOf(operator, purpose, body).toString('base64url')}`;
    },
    read(operator, purpose, signed, now) {
      const [seconds = '', claim = '', signature = ''] = signed.split('.');
      const wanted = signatureOf(operator, purpose, `${seconds}.${claim}`);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw new ProductError('OPERATORS_ONLY', 'signature');
      if (Number(seconds) * 1000 <= now.getTime()) throw new ProductError('OPERATORS_ONLY', 'ended');
      return Buffer.from(claim, 'base64url').toString();
    },
  };
}

const digest = (text: string) => createHmac('sha256', 'operator key').update(text).digest();
