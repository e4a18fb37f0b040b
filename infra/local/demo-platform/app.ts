import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { companyRoutes } from './companies.ts';
import { contactRoutes } from './contacts.ts';
import { dealRoutes } from './deals.ts';
import { document } from './layout.ts';
import { portrait } from './photos.ts';
import { settingsRoutes } from './settings.ts';
import { signedInOnly, signInRoutes } from './sign-in.ts';
import type { Store } from './store.ts';

const own = (file: string) => fileURLToPath(new URL(`./assets/${file}`, import.meta.url));
const font = (subset: string) =>
  fileURLToPath(import.meta.resolve(`@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`));

/** Every file the pages load; nothing comes from anywhere else. */
const assets: Record<string, { path: string; type: string }> = {
  'harbor.css': { path: own('harbor.css'), type: 'text/css; charset=utf-8' },
  'harbor.js': { path: own('harbor.js'), type: 'text/javascript; charset=utf-8' },
  'icon.svg': { path: own('icon.svg'), type: 'image/svg+xml' },
  'inter.woff2': { path: font('latin'), type: 'font/woff2' },
  'inter-ext.woff2': { path: font('latin-ext'), type: 'font/woff2' },
};

/** Harbor CRM: server-rendered pages over one JSON file. */
export function harborApp(store: Store) {
  const app = new Hono();
  app.use(async (c, next) => {
    const origin = c.req.header('Origin');
    if (c.req.method === 'POST' && origin && new URL(origin).host !== c.req.header('Host')) return c.text('', 403);
    await next();
    c.header('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    return undefined;
  });
  app.get('/assets/:file', async (c) => {
    const asset = assets[c.req.param('file')];
    if (!asset) return c.notFound();
    return c.body(new Uint8Array(await readFile(asset.path)), 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'max-age=300',
    });
  });
  app.route('/', signInRoutes(store));
  app.use(signedInOnly(store));
  app.get('/', (c) => c.redirect('/contacts'));
  app.get('/photos/:file', (c) => {
    const contact = store.data.contacts.find(({ id }) => `${id}.svg` === c.req.param('file'));
    return contact?.photo ? c.body(portrait(contact.photo), 200, { 'Content-Type': 'image/svg+xml' }) : c.notFound();
  });
  app.route('/contacts', contactRoutes(store));
  app.route('/deals', dealRoutes(store));
  app.route('/companies', companyRoutes(store));
  app.route('/', settingsRoutes(store));
  app.notFound((c) => {
    const missing = html`<main class="sign-in">
      <section class="sign-in-card">
        <h1>Nothing here</h1>
        <p class="muted">It may have been deleted.</p>
        <a class="button" href="/contacts">Back to contacts</a>
      </section>
    </main>`;
    return c.html(document('Not found', missing, 'sign-in-body'), 404);
  });
  return app;
}
