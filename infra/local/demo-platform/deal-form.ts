import { html } from 'hono/html';
import { fullName, stages, type Deal, type HarborData, type Stage } from './data.ts';
import { field, heading, page } from './layout.ts';
import { icon } from './photos.ts';

type Values = Pick<Deal, 'name' | 'amount' | 'stage' | 'contactId'>;
type Errors = Partial<Record<keyof Values, string>>;

/** Creating a deal, or editing the one given, with what is wrong beside each field. */
export function dealFormPage(
  data: HarborData,
  values: Partial<Omit<Values, 'amount'> & { amount: string | number }>,
  deal?: Deal,
  errors: Errors = {},
) {
  const back = deal ? `/deals/${deal.id}` : '/deals';
  const title = deal ? 'Edit deal' : 'New deal';
  const content = html`<a class="back" href="${back}">${icon('back')}${deal ? deal.name : 'All deals'}</a>
    ${heading(title, deal ? 'A changed stage moves it on the board' : 'It appears on the board as soon as it is saved')}
    <form class="card form narrow" method="post" action="${deal ? `/deals/${deal.id}` : '/deals'}" novalidate>
      ${field(
        'name',
        'Deal name',
        (id) => html`<input id="${id}" name="name" value="${values.name ?? ''}" autocomplete="off" required />`,
        errors.name,
      )}
      ${field(
        'amount',
        `Amount (${data.settings.currency})`,
        (id) =>
          html`<input
            id="${id}"
            name="amount"
            inputmode="numeric"
            value="${values.amount ?? ''}"
            autocomplete="off"
          />`,
        errors.amount,
      )}
      ${field(
        'stage',
        'Stage',
        (id) =>
          html`<select id="${id}" name="stage">
            ${stages.map((stage) => html`<option ${stage === values.stage ? 'selected' : ''}>${stage}</option>`)}
          </select>`,
      )}
      ${field(
        'contactId',
        'Contact',
        (id) =>
          html`<select id="${id}" name="contactId">
            <option value="">Choose a contact</option>
            ${data.contacts.map(
              (contact) =>
                html`<option value="${contact.id}" ${contact.id === values.contactId ? 'selected' : ''}>
                  ${fullName(contact)}
                </option>`,
            )}
          </select>`,
        errors.contactId,
      )}
      <div class="form-actions">
        <a class="button" href="${back}">Cancel</a>
        <button type="submit" class="button primary">${deal ? 'Save changes' : 'Create deal'}</button>
      </div>
    </form>`;
  return page(data, 'Deals', title, content);
}

/** Reads what was sent. Amounts may be written `12,500`, `$12 500` or left empty for none. */
export function readDealForm(data: HarborData, body: Record<string, unknown>): { values: Values; errors?: Errors } {
  const text = (name: string) => {
    const value = body[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  const amount = text('amount') === '' ? 0 : Number(text('amount').replace(/[\s,$€฿]/g, ''));
  const values: Values = {
    name: text('name'),
    amount: Number.isFinite(amount) ? Math.round(amount) : 0,
    stage: stages.find((stage) => stage === text('stage')) ?? ('Lead' satisfies Stage),
    contactId: text('contactId'),
  };
  const errors: Errors = {};
  if (!values.name) errors.name = 'Give the deal a name.';
  if (!Number.isFinite(amount) || amount < 0) errors.amount = 'Write the amount as a number.';
  if (values.contactId && !data.contacts.some(({ id }) => id === values.contactId))
    errors.contactId = 'Choose a contact.';
  return Object.keys(errors).length > 0 ? { values, errors } : { values };
}
