import { Hono } from 'hono';
import { html } from 'hono/html';
import { currencies, demoUser, type HarborData } from './data.ts';
import { field, heading, page } from './layout.ts';
import type { Store } from './store.ts';

/** `/settings`: the user's profile and the workspace's preferences; `/tip/dismiss` for the welcome tip. */
export function settingsRoutes(store: Store) {
  const app = new Hono();
  app.get('/settings', (c) => c.html(settingsPage(store.data, c.req.query('notice'))));
  app.post('/settings', async (c) => {
    const body = await c.req.parseBody();
    store.change(({ settings }) => {
      if (typeof body.name === 'string' && body.name.trim()) settings.name = body.name.trim().slice(0, 80);
      if (typeof body.jobTitle === 'string') settings.jobTitle = body.jobTitle.trim().slice(0, 80);
      settings.currency = currencies.find((currency) => currency === body.currency) ?? settings.currency;
      settings.weeklySummary = body.weeklySummary === 'on';
      settings.compactTables = body.compactTables === 'on';
    });
    return c.redirect('/settings?notice=settings-saved', 303);
  });
  app.post('/tip/dismiss', (c) => {
    store.change((data) => (data.tipDismissed = true));
    return c.body(null, 204);
  });
  return app;
}

function settingsPage(data: HarborData, notice: string | undefined) {
  const { settings } = data;
  const content = html`${heading('Settings', 'Your profile and how Harbor looks for you')}
    <form method="post" action="/settings" class="narrow">
      <section class="card form">
        <h2>Profile</h2>
        ${field('name', 'Full name', (id) => html`<input id="${id}" name="name" value="${settings.name}" required />`)}
        ${field('job-title', 'Job title', (id) => html`<input id="${id}" name="jobTitle" value="${settings.jobTitle}" />`)}
        ${field('own-email', 'E-mail', (id) => html`<input id="${id}" value="${demoUser.email}" disabled />`)}
      </section>
      <section class="card form">
        <h2>Preferences</h2>
        ${field(
          'currency',
          'Currency',
          (id) =>
            html`<select id="${id}" name="currency">
              ${currencies.map(
                (currency) => html`<option ${currency === settings.currency ? 'selected' : ''}>${currency}</option>`,
              )}
            </select>`,
        )}
        <label class="check">
          <input type="checkbox" name="weeklySummary" ${settings.weeklySummary ? 'checked' : ''} />
          E-mail me a weekly summary
        </label>
        <label class="check">
          <input type="checkbox" name="compactTables" ${settings.compactTables ? 'checked' : ''} />
          Compact tables
        </label>
        <div class="form-actions"><button type="submit" class="button primary">Save settings</button></div>
      </section>
    </form>`;
  return page(data, 'Settings', 'Settings', content, notice);
}
