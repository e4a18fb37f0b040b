import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { fullName, stages, type Deal, type HarborData } from './data.ts';
import { dealFormPage, readDealForm } from './deal-form.ts';
import { confirmDelete, day, heading, page } from './layout.ts';
import { avatar, icon } from './photos.ts';
import type { Store } from './store.ts';

/** `/deals`: board or list, one deal, creating, editing, deleting. */
export function dealRoutes(store: Store) {
  const app = new Hono();
  const find = (id: string) => store.data.deals.find((deal) => deal.id === id);

  app.get('/', (c) => c.html(dealsPage(store, c.req.query('view') === 'list', c.req.query('notice'))));
  app.get('/new', (c) => c.html(dealFormPage(store.data, { contactId: c.req.query('contact') ?? '' })));
  app.post('/', async (c) => {
    const { values, errors } = readDealForm(store.data, await c.req.parseBody());
    if (errors) return c.html(dealFormPage(store.data, values, undefined, errors), 400);
    const id = randomUUID();
    store.change((data) => data.deals.unshift({ ...values, id, createdAt: new Date().toISOString() }));
    return c.redirect(`/deals/${id}?notice=deal-created`, 303);
  });
  app.get('/:id', (c) => {
    const deal = find(c.req.param('id'));
    return deal ? c.html(dealPage(store.data, deal, c.req.query('notice'))) : c.notFound();
  });
  app.get('/:id/edit', (c) => {
    const deal = find(c.req.param('id'));
    return deal ? c.html(dealFormPage(store.data, { ...deal, amount: String(deal.amount) }, deal)) : c.notFound();
  });
  app.post('/:id', async (c) => {
    const deal = find(c.req.param('id'));
    if (!deal) return c.notFound();
    const { values, errors } = readDealForm(store.data, await c.req.parseBody());
    if (errors) return c.html(dealFormPage(store.data, values, deal, errors), 400);
    store.change(() => Object.assign(deal, values));
    return c.redirect(`/deals/${deal.id}?notice=deal-saved`, 303);
  });
  app.post('/:id/delete', (c) => {
    const id = c.req.param('id');
    store.change((data) => {
      data.deals = data.deals.filter((deal) => deal.id !== id);
    });
    return c.redirect('/deals?notice=deal-deleted', 303);
  });
  return app;
}

export function money({ settings }: HarborData, amount: number): string {
  return amount.toLocaleString('en-US', { style: 'currency', currency: settings.currency, maximumFractionDigits: 0 });
}

function dealsPage({ data }: Store, asList: boolean, notice: string | undefined) {
  const open = data.deals.filter(({ stage }) => stage !== 'Won' && stage !== 'Lost');
  const worth = open.reduce((sum, { amount }) => sum + amount, 0);
  const actions = html`<div class="segments" role="group">
      <a class="${asList ? '' : 'on'}" href="/deals" title="Board">${icon('deals')}</a>
      <a class="${asList ? 'on' : ''}" href="/deals?view=list" title="List">${icon('list')}</a>
    </div>
    <a class="button primary" href="/deals/new">${icon('plus')}New deal</a>`;
  const content = html`${heading('Deals', `${open.length} open, worth ${money(data, worth)}`, actions)}
  ${asList ? list(data) : board(data)}`;
  return page(data, 'Deals', 'Deals', content, notice);
}

function board(data: HarborData) {
  return html`<div class="board">
    ${stages.map((stage) => {
      const deals = data.deals.filter((deal) => deal.stage === stage);
      const sum = deals.reduce((total, { amount }) => total + amount, 0);
      return html`<section class="lane" aria-label="${stage}">
        <div class="lane-head">
          <h2><span class="dot ${stage.toLowerCase()}"></span>${stage} <span class="count">${deals.length}</span></h2>
          <span class="muted small-text">${money(data, sum)}</span>
        </div>
        ${deals.map((deal) => dealCard(data, deal))}
      </section>`;
    })}
  </div>`;
}

function dealCard(data: HarborData, deal: Deal) {
  const contact = data.contacts.find(({ id }) => id === deal.contactId);
  return html`<a class="deal-card" href="/deals/${deal.id}">
    <strong>${deal.name}</strong>
    <span class="amount">${money(data, deal.amount)}</span>
    ${contact ? html`<span class="person">${avatar(contact)}<span>${fullName(contact)}</span></span>` : ''}
  </a>`;
}

function list(data: HarborData) {
  return html`<div class="card">
    <table>
      <thead>
        <tr>
          <th>Deal</th>
          <th>Stage</th>
          <th>Contact</th>
          <th>Created</th>
          <th class="number">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${data.deals.map((deal) => {
          const contact = data.contacts.find(({ id }) => id === deal.contactId);
          return html`<tr>
            <td><a href="/deals/${deal.id}">${deal.name}</a></td>
            <td><span class="stage ${deal.stage.toLowerCase()}">${deal.stage}</span></td>
            <td>${contact ? fullName(contact) : '—'}</td>
            <td class="muted">${day(deal.createdAt)}</td>
            <td class="number amount">${money(data, deal.amount)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function dealPage(data: HarborData, deal: Deal, notice: string | undefined) {
  const contact = data.contacts.find(({ id }) => id === deal.contactId);
  const actions = html`<a class="button" href="/deals/${deal.id}/edit">Edit deal</a>
    <div class="menu-anchor">
      <button
        type="button"
        class="icon-button framed"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded="false"
        data-menu="deal-menu"
      >
        ${icon('more')}
      </button>
      <div class="menu" id="deal-menu" role="menu" hidden>
        <button type="button" role="menuitem" class="danger-text" data-open-dialog="delete-deal">Delete deal</button>
      </div>
    </div>`;
  const content = html`<a class="back" href="/deals">${icon('back')}All deals</a>
    ${heading(deal.name, `Created ${day(deal.createdAt)}`, actions)}
    <ol class="steps" aria-label="Stage">
      ${stages.map(
        (stage) =>
          html`<li
            class="${stage === deal.stage ? `on ${stage.toLowerCase()}` : ''}"
            ${stage === deal.stage ? html`aria-current="step"` : ''}
          >
            ${stage}
          </li>`,
      )}
    </ol>
    <section class="card narrow">
      <dl>
        <dt>Amount</dt>
        <dd class="amount">${money(data, deal.amount)}</dd>
        <dt>Stage</dt>
        <dd><span class="stage ${deal.stage.toLowerCase()}">${deal.stage}</span></dd>
        <dt>Contact</dt>
        <dd>
          ${
            contact
              ? html`<a class="person" href="/contacts/${contact.id}"
                  >${avatar(contact)}<span>${fullName(contact)}</span></a
                >`
              : '—'
          }
        </dd>
      </dl>
    </section>
    ${confirmDelete(
      'delete-deal',
      'Delete this deal?',
      'It disappears from the board for everyone. This cannot be undone.',
      `/deals/${deal.id}/delete`,
      'Delete deal',
    )}`;
  return page(data, 'Deals', deal.name, content, notice);
}
