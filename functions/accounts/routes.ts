import { signInRequest, signUpRequest } from '#shared/contract/accounts.ts';
import { createApp, type ApiDeps } from '#shared/http/app.ts';
import { endSession, requireAccount, startSession } from '#shared/http/sign-in-session.ts';
import { validJson } from '#shared/http/valid-json.ts';
import { signIn } from './sign-in.ts';
import { signUp } from './sign-up.ts';

/** `/api/accounts`: signing up, in and out, and who is signed in. */
export function accountsApi(deps: ApiDeps) {
  const app = createApp(deps, 'accounts');
  app.post('/sign-up', validJson(signUpRequest), async (c) => {
    const account = await signUp(deps, c.req.valid('json'));
    await endSession(deps, c);
    await startSession(deps, c, account.id);
    return c.json(account, 201);
  });
  app.post('/sign-in', validJson(signInRequest), async (c) => {
    const account = await signIn(deps, c.req.valid('json'));
    await endSession(deps, c);
    await startSession(deps, c, account.id);
    return c.json(account);
  });
  app.post('/sign-out', async (c) => {
    await endSession(deps, c);
    return c.body(null, 204);
  });
  app.get('/me', requireAccount(deps), (c) => c.json(c.var.account));
  return app;
}
