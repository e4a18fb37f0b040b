import { Hono } from 'hono';
import { html } from 'hono/html';
import { fullName, type Company, type HarborData } from './data.ts';
import { heading, page } from './layout.ts';
import { avatar, icon } from './photos.ts';
import type { Store } from './store.ts';

/** `/companies`: all of them, and one with its people. */
export function companyRoutes(store: Store) {
  const app = new Hono();
  app.get('/', (c) => c.html(listPage(store.data)));
  app.get('/:id', (c) => {
    const company = store.data.companies.find(({ id }) => id === c.req.param('id'));
    return company ? c.html(companyPage(store.data, company)) : c.notFound();
  });
  return app;
}

function listPage(data: HarborData) {
  const content = html`${heading('Companies', `${data.companies.length} organisations`)}
    <div class="tiles">
      ${data.companies.map((company) => {
        const people = data.contacts.filter(({ companyId }) => companyId === company.id);
        return html`<a class="card tile" href="/companies/${company.id}">
          <span class="logo" aria-hidden="true">${company.name[0]}</span>
          <strong>${company.name}</strong>
          <span class="muted">${company.industry} · ${company.city}</span>
          <span class="faces">${people.map((contact) => avatar(contact))}</span>
        </a>`;
      })}
    </div>`;
  return page(data, 'Companies', 'Companies', content);
}

function companyPage(data: HarborData, company: Company) {
  const people = data.contacts.filter(({ companyId }) => companyId === company.id);
  const content = html`<a class="back" href="/companies">${icon('back')}All companies</a>
    ${heading(company.name, `${company.industry} · ${company.city} · ${company.website}`)}
    <section class="card narrow">
      <h2>People</h2>
      <ul class="plain">
        ${people.map(
          (contact) =>
            html`<li class="line">
              <a class="person" href="/contacts/${contact.id}">${avatar(contact)}<span>${fullName(contact)}</span></a>
              <span class="muted">${contact.title}</span>
            </li>`,
        )}
      </ul>
    </section>`;
  return page(data, 'Companies', company.name, content);
}
