import { html } from 'hono/html';
import type { Contact, HarborData } from './data.ts';
import { field } from './layout.ts';

type Fields = Omit<Contact, 'id' | 'photo' | 'starred'>;

/** The fields of adding and editing alike. */
export function contactFields(data: HarborData, contact?: Contact) {
  const input = (name: keyof Fields, label: string, type = 'text', required = false) =>
    field(
      name,
      label,
      (id) =>
        html`<input
          id="${id}"
          name="${name}"
          type="${type}"
          value="${contact?.[name] ?? ''}"
          autocomplete="off"
          ${required ? 'required' : ''}
        />`,
    );
  return html`<div class="fields">
    ${input('firstName', 'First name', 'text', true)} ${input('lastName', 'Last name', 'text', true)}
    ${input('email', 'E-mail', 'email', true)} ${input('phone', 'Phone', 'tel')}
    ${field(
      'companyId',
      'Company',
      (id) =>
        html`<select id="${id}" name="companyId">
          <option value="">No company</option>
          ${data.companies.map(
            (company) =>
              html`<option value="${company.id}" ${company.id === contact?.companyId ? 'selected' : ''}>
                ${company.name}
              </option>`,
          )}
        </select>`,
    )}
    ${input('title', 'Job title')} ${input('birthDate', 'Birthday', 'date')} ${input('address', 'Street address')}
    ${input('city', 'City')}
  </div>`;
}

/** What was sent, or nothing when a name or the e-mail is missing. */
export function readContactForm(body: Record<string, unknown>): Fields | undefined {
  const text = (name: keyof Fields) => {
    const value = body[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  const fields: Fields = {
    firstName: text('firstName'),
    lastName: text('lastName'),
    title: text('title'),
    companyId: text('companyId'),
    email: text('email'),
    phone: text('phone'),
    birthDate: text('birthDate'),
    address: text('address'),
    city: text('city'),
  };
  return fields.firstName && fields.lastName && fields.email ? fields : undefined;
}
