import type * as z from 'zod';
import type { Account, signUpRequest } from '#shared/contract/accounts.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiDeps } from '#shared/http/app.ts';
import { hashPassword } from './password.ts';
import { countAttempt, forgetAttempts } from './sign-in-attempts.ts';

/** Makes an account. Throws AGE_NOT_CONFIRMED (A2), EMAIL_TAKEN, or TOO_MANY_ATTEMPTS like signing in. */
export async function signUp(
  deps: Pick<ApiDeps, 'db' | 'now'>,
  request: z.output<typeof signUpRequest>,
): Promise<Account> {
  const { name, email, password, sixteenOrOlder, language } = request;
  if (!sixteenOrOlder) throw new ProductError('AGE_NOT_CONFIRMED', 'sixteenOrOlder');
  await countAttempt(deps, email);
  const made = await deps.db
    .insertInto('users')
    .values({ name, email, password_hash: await hashPassword(password), preferences: JSON.stringify({ language }) })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw new ProductError('EMAIL_TAKEN', 'email');
  await forgetAttempts(deps, email);
  return { id: made.id, name, email, language };
}
