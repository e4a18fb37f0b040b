import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { sessionCookie, sessionDays, type Account } from '#shared/contract/accounts.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiDeps, ApiEnv } from './app.ts';

const dayMs = 86_400_000;
const cookieAttributes = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

const tokenHash = (token: string) => createHash('sha256').update(token).digest();

/** Makes a session row and sets its cookie; only the hash of the cookie's value is kept. */
export async function startSession(
  { db, now }: Pick<ApiDeps, 'db' | 'now'>,
  c: Context,
  userId: string,
): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const expires = new Date(now().getTime() + sessionDays * dayMs);
  await db
    .insertInto('sessions')
    .values({ token_hash: tokenHash(token), user_id: userId, expires_at: expires })
    .execute();
  setCookie(c, sessionCookie, token, { ...cookieAttributes, maxAge: sessionDays * 86_400 });
}

/** Ends the session of this request, if there is one, on the server and in the browser. */
export async function endSession({ db }: Pick<ApiDeps, 'db'>, c: Context): Promise<void> {
  const token = getCookie(c, sessionCookie);
  if (token) await db.deleteFrom('sessions').where('token_hash', '=', tokenHash(token)).execute();
  deleteCookie(c, sessionCookie, cookieAttributes);
}

/** The account whose session the request's cookie names, or nothing. */
async function accountOfRequest(deps: Pick<ApiDeps, 'db' | 'now'>, c: Context): Promise<Account | undefined> {
  const token = getCookie(c, sessionCookie);
  if (!token) return undefined;
  const user = await deps.db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.name', 'users.email', 'users.preferences'])
    .where('sessions.token_hash', '=', tokenHash(token))
    .where('sessions.expires_at', '>', deps.now())
    .executeTakeFirst();
  return user && { id: user.id, name: user.name, email: user.email, language: user.preferences.language };
}

/** Lets only signed-in people through and sets `c.var.account`. Throws NOT_SIGNED_IN. */
export function requireAccount(deps: Pick<ApiDeps, 'db' | 'now'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const account = await accountOfRequest(deps, c);
    if (!account) throw new ProductError('NOT_SIGNED_IN');
    c.set('account', account);
    await next();
  });
}
