import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { contactPage } from './contact-page.ts';
import { contactFields, readContactForm } from './contact-form.ts';
import { fullName, type Contact } from './data.ts';
import { heading, page } from './layout.ts';
import { avatar, icon } from './photos.ts';
import type { Store } from './store.ts';

/** `/contacts`: list with search, one contact with notes, adding, editing, deleting. */
export function contactRoutes(store: Store) {
  const app = new Hono();
  const find = (id: string) => store.data.contacts.find((contact) => contact.id === id);

  app.get('/', (c) =>
    c.html(listPage(store, c.req.query('q') ?? '', c.req.query('company') ?? '', c.req.query('notice'))),
  );
  app.post('/', async (c) => {
    const form = readContactForm(await c.req.parseBody());
    if (!form) return c.text('Please give first name, last name and e-mail.', 400);
    const id = randomUUID();
    store.change((data) => data.contacts.push({ ...form, id, photo: null, starred: false }));
    return c.redirect(`/contacts/${id}?notice=contact-added`, 303);
  });
  app.get('/:id', (c) => {
    const contact = find(c.req.param('id'));
    return contact ? c.html(contactPage(store, contact, c.req.query('notice'))) : c.notFound();
  });
  app.get('/:id/edit', (c) => {
    const contact = find(c.req.param('id'));
    return contact ? c.html(editPage(store, contact)) : c.notFound();
  });
  app.post('/:id', async (c) => {
    const contact = find(c.req.param('id'));
    if (!contact) return c.notFound();
    const form = readContactForm(await c.req.parseBody());
    if (!form) return c.text('Please give first name, last name and e-mail.', 400);
    store.change(() => Object.assign(contact, form));
    return c.redirect(`/contacts/${contact.id}?notice=contact-saved`, 303);
  });
  app.post('/:id/star', (c) => {
    const contact = find(c.req.param('id'));
    if (!contact) return c.notFound();
    const starred = store.change(() => (contact.starred = !contact.starred));
    return c.json({ starred });
  });
  app.post('/:id/notes', async (c) => {
    const contact = find(c.req.param('id'));
    const { text } = await c.req.parseBody();
    if (!contact || typeof text !== 'string' || !text.trim()) return c.notFound();
    const note = { id: randomUUID(), contactId: contact.id, text: text.trim(), createdAt: new Date().toISOString() };
    store.change((data) => data.notes.unshift(note));
    return c.redirect(`/contacts/${contact.id}`, 303);
  });
  app.post('/:id/delete', (c) => {
    const id = c.req.param('id');
    store.change((data) => {
      data.contacts = data.contacts.filter((contact) => contact.id !== id);
      data.notes = data.notes.filter((note) => note.contactId !== id);
    });
    return c.redirect('/contacts?notice=contact-deleted', 303);
  });
  return app;
}

function listPage({ data }: Store, query: string, companyId: string, notice: string | undefined) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const companyName = (id: string) => data.companies.find((company) => company.id === id)?.name ?? '';
  const shown = data.contacts.filter((contact) => {
    const text =
      `${fullName(contact)} ${contact.email} ${companyName(contact.companyId)} ${contact.city}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (companyId === '' || contact.companyId === companyId);
  });
  const add = html`<button type="button" class="button primary" data-open-dialog="add-contact">
    ${icon('plus')}Add contact
  </button>`;
  const content = html`${heading('Contacts', `${data.contacts.length} people`, add)}
    <form class="filters" method="get" action="/contacts" role="search" data-live="contact-rows">
      <label class="search">
        <span class="visually-hidden">Search contacts</span>${icon('search')}
        <input type="search" name="q" value="${query}" placeholder="Search contacts" />
      </label>
      <select name="company" aria-label="Company">
        <option value="">All companies</option>
        ${data.companies.map(
          ({ id, name }) => html`<option value="${id}" ${id === companyId ? 'selected' : ''}>${name}</option>`,
        )}
      </select>
    </form>
    <div class="card" id="contact-rows">
      ${
        shown.length === 0
          ? html`<p class="empty">Nobody matches. Try fewer words.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Company</th>
                  <th>E-mail</th>
                  <th>Phone</th>
                  <th>City</th>
                  <th></th>
                </tr>
              </thead>
              <tbody>
                ${shown.map((contact) => row(contact, companyName(contact.companyId)))}
              </tbody>
            </table>`
      }
    </div>
    ${addDialog({ data })}`;
  return page(data, 'Contacts', 'Contacts', content, notice);
}

function row(contact: Contact, company: string) {
  return html`<tr>
    <td>
      <a class="person" href="/contacts/${contact.id}">${avatar(contact)}<span>${fullName(contact)}</span></a>
    </td>
    <td>${company}</td>
    <td class="muted">${contact.email}</td>
    <td class="muted nowrap">${contact.phone}</td>
    <td class="muted">${contact.city}</td>
    <td class="row-actions">${starButton(contact)}</td>
  </tr>`;
}

/** Shows only an icon and has no name for a screen reader, as such buttons often are. */
export function starButton({ id, starred }: Contact) {
  return html`<button type="button" class="icon-button star ${starred ? 'on' : ''}" data-star="${id}">
    ${icon('star')}
  </button>`;
}

function addDialog({ data }: Pick<Store, 'data'>) {
  return html`<dialog id="add-contact" aria-labelledby="add-contact-title">
    <div class="dialog-head">
      <h2 id="add-contact-title">Add contact</h2>
      <button type="button" class="icon-button" aria-label="Close" data-close-dialog>${icon('close')}</button>
    </div>
    <form method="post" action="/contacts">
      ${contactFields(data)}
      <div class="dialog-actions">
        <button type="button" class="button" data-close-dialog>Cancel</button>
        <button type="submit" class="button primary">Save contact</button>
      </div>
    </form>
  </dialog>`;
}

function editPage({ data }: Store, contact: Contact) {
  const content = html`<a class="back" href="/contacts/${contact.id}">${icon('back')}${fullName(contact)}</a>
    ${heading('Edit contact', 'Changes show everywhere at once')}
    <form class="card form" method="post" action="/contacts/${contact.id}">
      ${contactFields(data, contact)}
      <div class="form-actions">
        <a class="button" href="/contacts/${contact.id}">Cancel</a>
        <button type="submit" class="button primary">Save changes</button>
      </div>
    </form>`;
  return page(data, 'Contacts', `Edit ${fullName(contact)}`, content);
}
