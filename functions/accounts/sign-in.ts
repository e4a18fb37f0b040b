import type * as z from 'zod';
import type { Account, signInRequest } from '#shared/contract/accounts.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiDeps } from '#shared/http/app.ts';
import { passwordMatches } from './password.ts';
import { countAttempt, forgetAttempts } from './sign-in-attempts.ts';

/** Checks e-mail and password. Throws WRONG_CREDENTIALS, the same for both, or TOO_MANY_ATTEMPTS. */
export async function signIn(
  deps: Pick<ApiDeps, 'db' | 'now'>,
  { email, password }: z.output<typeof signInRequest>,
): Promise<Account> {
  await countAttempt(deps, email);
  const user = await deps.db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'password_hash', 'preferences'])
    .where('email', '=', email)
    .executeTakeFirst();
  const matches = await passwordMatches(password, user?.password_hash);
  if (!user || !matches) throw new ProductError('WRONG_CREDENTIALS');
  await forgetAttempts(deps, email);
  return { id: user.id, name: user.name, email: user.email, language: user.preferences.language };
}
