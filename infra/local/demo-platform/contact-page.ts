import { html } from 'hono/html';
import { starButton } from './contacts.ts';
import { fullName, type Contact } from './data.ts';
import { money } from './deals.ts';
import { confirmDelete, day, page } from './layout.ts';
import { avatar, icon } from './photos.ts';
import type { Store } from './store.ts';

/** One contact: who it is, its deals, its notes. */
export function contactPage({ data }: Store, contact: Contact, notice: string | undefined) {
  const company = data.companies.find(({ id }) => id === contact.companyId);
  const deals = data.deals.filter(({ contactId }) => contactId === contact.id);
  const notes = data.notes.filter(({ contactId }) => contactId === contact.id);
  const content = html`<a class="back" href="/contacts">${icon('back')}All contacts</a>
    <section class="card profile">
      ${avatar(contact, 'large')}
      <div class="grow">
        <h1>${fullName(contact)}</h1>
        <p class="muted">
          ${contact.title}${company ? html` · <a href="/companies/${company.id}">${company.name}</a>` : ''}
        </p>
      </div>
      <div class="actions">
        ${starButton(contact)}
        <a class="button" href="/contacts/${contact.id}/edit">Edit contact</a>
        <button type="button" class="button quiet-danger" data-open-dialog="delete-contact">Delete</button>
      </div>
    </section>
    <div class="columns">
      <section class="card">
        <h2>Details</h2>
        <dl>
          <dt>E-mail</dt>
          <dd><a href="mailto:${contact.email}">${contact.email}</a></dd>
          <dt>Phone</dt>
          <dd>${contact.phone || '—'}</dd>
          <dt>Birthday</dt>
          <dd>${contact.birthDate ? day(contact.birthDate) : '—'}</dd>
          <dt>Address</dt>
          <dd>${contact.address || '—'}<br />${contact.city}</dd>
        </dl>
      </section>
      <section class="card">
        <h2>Notes</h2>
        <form method="post" action="/contacts/${contact.id}/notes" data-note-form>
          <label class="visually-hidden" for="note">Add a note</label>
          <textarea id="note" name="text" rows="3" placeholder="Add a note" required></textarea>
          <div class="form-actions"><button type="submit" class="button primary">Add note</button></div>
        </form>
        <ul class="notes" id="notes">
          ${notes.map(
            (note) =>
              html`<li>
                <p>${note.text}</p>
                <p class="muted small-text">${data.settings.name} · ${day(note.createdAt)}</p>
              </li>`,
          )}
        </ul>
      </section>
      <section class="card">
        <div class="card-head">
          <h2>Deals</h2>
          <a class="button small-button" href="/deals/new?contact=${contact.id}">${icon('plus')}New deal</a>
        </div>
        ${
          deals.length === 0
            ? html`<p class="empty">No deals yet.</p>`
            : html`<ul class="plain">
                ${deals.map(
                  (deal) =>
                    html`<li class="line">
                      <a href="/deals/${deal.id}">${deal.name}</a>
                      <span class="stage ${deal.stage.toLowerCase()}">${deal.stage}</span>
                      <span class="amount">${money(data, deal.amount)}</span>
                    </li>`,
                )}
              </ul>`
        }
      </section>
    </div>
    ${confirmDelete(
      'delete-contact',
      'Delete this contact?',
      'The notes go with it. This cannot be undone.',
      `/contacts/${contact.id}/delete`,
      'Delete contact',
    )}`;
  return page(data, 'Contacts', fullName(contact), content, notice);
}
