import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { ProductError } from '#shared/contract/errors.ts';
import type { ApiEnv } from '#shared/http/app.ts';
import { readOperatorKeys } from './operator-keys.ts';
import type { OperatorsDeps } from './routes.ts';

const cookie = '__Host-operator';
const cookieAttributes = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const;
const sessionHours = 8;

/** Takes an operator's key once and gives a cookie for a working day. Throws OPERATORS_ONLY. */
export async function startOperatorSession(
  { secret, now }: Pick<OperatorsDeps, 'secret' | 'now'>,
  c: Context,
  key: string,
): Promise<string> {
  const keys = readOperatorKeys(await secret());
  const operator = keys.operatorOf(key);
  const expires = new Date(now().getTime() + sessionHours * 3_600_000);
  const name = Buffer.from(operator).toString('base64url');
  setCookie(c, cookie, `${name}.${keys.sign(operator, 'session', operator, expires)}`, {
    ...cookieAttributes,
    maxAge: sessionHours * 3600,
  });
  return operator;
}

export const endOperatorSession = (c: Context) => deleteCookie(c, cookie, cookieAttributes);

/** Lets only operators through and sets `c.var.operator`. Throws OPERATORS_ONLY. */
export function requireOperator({ secret, now }: Pick<OperatorsDeps, 'secret' | 'now'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const [name = '', ...signed] = (getCookie(c, cookie) ?? '').split('.');
    const operator = Buffer.from(name, 'base64url').toString();
    if (!operator) throw new ProductError('OPERATORS_ONLY', 'session');
    readOperatorKeys(await secret()).read(operator, 'session', signed.join('.'), now());
    c.set('operator', operator);
    await next();
  });
}
