import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Context, MiddlewareHandler } from 'hono';
import { demoUser } from './data.ts';
import { document, field } from './layout.ts';
import { icon } from './photos.ts';
import type { Store } from './store.ts';

const cookie = 'harbor_session';
const sessionDays = 30;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** `/sign-in` and `/sign-out`. Sessions lie with the data, so a restart signs nobody out. */
export function signInRoutes(store: Store) {
  const app = new Hono();
  app.get('/sign-in', (c) => (signedIn(store, c) ? c.redirect('/contacts') : c.html(signInPage(''))));
  app.post('/sign-in', async (c) => {
    const { email, password } = await c.req.parseBody();
    const typed = typeof email === 'string' ? email.trim() : '';
    if (typed.toLowerCase() !== demoUser.email || password !== demoUser.password) {
      return c.html(signInPage(typed, 'The e-mail or password is not right.'), 401);
    }
    const token = randomBytes(24).toString('base64url');
    const expiresAt = new Date(Date.now() + sessionDays * 86_400_000).toISOString();
    store.change((data) => {
      data.sessions = data.sessions.filter((session) => Date.parse(session.expiresAt) > Date.now()).slice(-200);
      data.sessions.push({ tokenHash: hashOf(token), expiresAt });
    });
    setCookie(c, cookie, token, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: sessionDays * 86_400 });
    return c.redirect('/contacts', 303);
  });
  app.post('/sign-out', (c) => {
    const hash = hashOf(getCookie(c, cookie) ?? '');
    store.change((data) => {
      data.sessions = data.sessions.filter((session) => session.tokenHash !== hash);
    });
    deleteCookie(c, cookie, { path: '/' });
    return c.redirect('/sign-in', 303);
  });
  return app;
}

/** Sends whoever is not signed in to the sign-in page. */
export function signedInOnly(store: Store): MiddlewareHandler {
  return async (c, next) => {
    if (!signedIn(store, c)) return c.redirect('/sign-in', 303);
    return next();
  };
}

function signedIn(store: Store, c: Context): boolean {
  const token = getCookie(c, cookie);
  if (!token) return false;
  const hash = hashOf(token);
  return store.data.sessions.some((at) => at.tokenHash === hash && Date.parse(at.expiresAt) > Date.now());
}

function signInPage(email: string, error?: string) {
  const form = html`<main class="sign-in">
    <section class="sign-in-card">
      <p class="brand">${icon('anchor')}<span>Harbor</span></p>
      <h1>Sign in to Harbor CRM</h1>
      <p class="muted">Contacts and deals, in calm water.</p>
      ${error ? html`<p class="form-error" role="alert">${error}</p>` : ''}
      <form method="post" action="/sign-in">
        ${field(
          'email',
          'E-mail',
          (id) =>
            html`<input id="${id}" name="email" type="email" autocomplete="username" value="${email}" required />`,
        )}
        ${field(
          'password',
          'Password',
          (id) => html`<input id="${id}" name="password" type="password" autocomplete="current-password" required />`,
        )}
        <button type="submit" class="button primary wide">Sign in</button>
      </form>
    </section>
  </main>`;
  return document('Sign in', form, 'sign-in-body');
}
