import { createHash } from 'node:crypto';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiDeps } from '#shared/http/app.ts';

/** Ten wrong passwords in a quarter of an hour are a forgetful person; more are a guess. */
const attemptLimit = 10;
const attemptWindowMs = 15 * 60_000;

/** Addresses that were tried need not be accounts, so they are kept as hashes. */
const hashOf = (email: string) => createHash('sha256').update(email).digest();

/**
 * Counts an attempt before the password is looked at, so that guesses sent side by side are all counted.
 * Throws TOO_MANY_ATTEMPTS, whether or not there is such an account.
 */
export async function countAttempt({ db, now }: Pick<ApiDeps, 'db' | 'now'>, email: string): Promise<void> {
  const email_hash = hashOf(email);
  await db.insertInto('sign_in_attempts').values({ email_hash, at: now() }).execute();
  const since = new Date(now().getTime() - attemptWindowMs);
  const { count } = await db
    .selectFrom('sign_in_attempts')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('email_hash', '=', email_hash)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  if (Number(count) > attemptLimit) throw new ProductError('TOO_MANY_ATTEMPTS');
}

/** After a right password. */
export async function forgetAttempts({ db }: Pick<ApiDeps, 'db'>, email: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('email_hash', '=', hashOf(email)).execute();
}
