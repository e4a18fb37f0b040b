import { html } from 'hono/html';
import type { HarborData } from './data.ts';
import { icon } from './photos.ts';

export type Markup = ReturnType<typeof html>;

const sections = [
  { path: '/contacts', label: 'Contacts', icon: 'contacts' },
  { path: '/deals', label: 'Deals', icon: 'deals' },
  { path: '/companies', label: 'Companies', icon: 'companies' },
  { path: '/settings', label: 'Settings', icon: 'settings' },
] as const;
export type Section = (typeof sections)[number]['label'];

/** What a redirect may say with `?notice=`. */
const notices: Record<string, string> = {
  'contact-added': 'Contact added',
  'contact-saved': 'Contact saved',
  'contact-deleted': 'Contact deleted',
  'deal-created': 'Deal created',
  'deal-saved': 'Deal saved',
  'deal-deleted': 'Deal deleted',
  'settings-saved': 'Settings saved',
};

export function document(title: string, body: Markup, bodyClass = '') {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Harbor CRM</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/harbor.css" />
        <script src="/assets/harbor.js" defer></script>
      </head>
      <body class="${bodyClass}">
        ${body}
      </body>
    </html>`;
}

/** A page for the signed-in user: sidebar, account menu, notice, content. */
export function page(data: HarborData, section: Section, title: string, content: Markup, notice?: string) {
  const { settings } = data;
  const initials = settings.name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('');
  const shell = html`<a class="skip" href="#content">Skip to content</a>
    <aside class="sidebar">
      <a class="brand" href="/contacts">${icon('anchor')}<span>Harbor</span></a>
      <nav aria-label="Main">
        ${sections.map(
          (item) =>
            html`<a href="${item.path}" ${item.label === section ? html`aria-current="page"` : ''}
              >${icon(item.icon)}<span>${item.label}</span></a
            >`,
        )}
      </nav>
      <p class="sidebar-foot">Harbor CRM<br /><span>Demo workspace</span></p>
    </aside>
    <header class="topbar">
      <p class="where">${section}</p>
      <div class="menu-anchor">
        <button type="button" class="account" aria-haspopup="menu" aria-expanded="false" data-menu="account-menu">
          <span class="avatar small own" aria-hidden="true">${initials}</span
          ><span>${settings.name}</span>${icon('down')}
        </button>
        <div class="menu" id="account-menu" role="menu" hidden>
          <a role="menuitem" href="/settings">Profile and settings</a>
          <form method="post" action="/sign-out"><button role="menuitem" type="submit">Sign out</button></form>
        </div>
      </div>
    </header>
    <main id="content" tabindex="-1">${data.tipDismissed ? '' : welcomeTip()} ${content}</main>
    ${notice && notices[notice] ? html`<p class="toast" role="status">${notices[notice]}</p>` : ''}`;
  return document(title, shell, settings.compactTables ? 'shell compact' : 'shell');
}

function welcomeTip() {
  return html`<section class="tip" aria-label="Tip">
    <div>
      <strong>Welcome aboard</strong>
      <p>Star the contacts you talk to most, and drag nothing: a deal moves when you change its stage.</p>
    </div>
    <button type="button" class="icon-button" aria-label="Dismiss tip" data-dismiss-tip>${icon('close')}</button>
  </section>`;
}

export function heading(title: string, detail: string, actions: Markup | string = '') {
  return html`<div class="heading">
    <div>
      <h1>${title}</h1>
      <p class="muted">${detail}</p>
    </div>
    <div class="actions">${actions}</div>
  </div>`;
}

/** A labelled field; `control` gets the id. */
export function field(id: string, label: string, control: (id: string) => Markup, error?: string) {
  return html`<div class="field ${error ? 'wrong' : ''}">
    <label for="${id}">${label}</label>
    ${control(id)} ${error ? html`<p class="error" id="${id}-error">${error}</p>` : ''}
  </div>`;
}

/** A dialog that asks before something is deleted for good. */
export function confirmDelete(id: string, question: string, consequence: string, action: string, confirmLabel: string) {
  return html`<dialog id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${question}</h2>
    <p>${consequence}</p>
    <div class="dialog-actions">
      <button type="button" class="button" data-close-dialog>Keep it</button>
      <form method="post" action="${action}">
        <button type="submit" class="button danger">${confirmLabel}</button>
      </form>
    </div>
  </dialog>`;
}

export const day = (iso: string) =>
  new Date(iso).toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
