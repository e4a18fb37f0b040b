import type { Faker } from '@faker-js/faker';
import type { BenchPerson, Locale } from './people.ts';
import type { Words } from './words.ts';

export const truthKinds = [
  'name',
  'email',
  'phone',
  'address',
  'birthdate',
  'card',
  'bank_account',
  'national_id',
  'secret',
  'plate',
  'photo',
  'pixels',
] as const;
export type TruthKind = (typeof truthKinds)[number];

/** `chrome`: menus, buttons, headings, labels. `value`: numbers, dates, states. `trap`: looks like a person's and is not. */
export type KeptKind = 'chrome' | 'value' | 'trap';

export interface PageCase {
  locale: Locale;
  people: BenchPerson[];
  words: Words;
  own: { name: string; email: string };
  fake: Faker;
}

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** Personal text: painted in a colour that nothing else on the page has, so that any of it in a picture is a leak. */
export const secret = (kind: TruthKind, text: string) => `<span data-truth="${kind}">${escaped(text)}</span>`;
export const kept = (kind: KeptKind, text: string) => `<span data-kept="${kind}">${escaped(text)}</span>`;
export const own = (text: string) => `<span data-own>${escaped(text)}</span>`;

export const avatar = ({ initials }: BenchPerson) => `<span class="avatar">${secret('name', initials)}</span>`;

/** A picture of a face, in the colour of what must not be seen. */
export const photo = (size: number) =>
  `<img class="photo" width="${size}" height="${size}" alt="" data-truth="photo" src="data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#bcd"/><circle cx="5" cy="4" r="3" fill="#d400d4"/><rect x="1" y="7" width="8" height="3" fill="#d400d4"/></svg>`,
  )}">`;

export const traps = {
  products: ['Nimbus Desk Lamp', 'Café Latte 250 g', 'Victoria Sponge', 'Model S', 'Jordan 1 Low', 'Paris Sofa'],
  places: ['Berlin', 'San José', 'Lyon', 'Victoria', 'Chiang Mai', 'Yokohama'],
  brands: ['Mercedes', 'Dell', 'Hugo Boss', 'Philips', 'Wendy’s', 'Chase'],
} as const;

const themes = `
  * { box-sizing: border-box } body { margin: 0; font: 14px/20px "Open Sans", sans-serif; color: #1c1c1c; background: #fff }
  body.dark { color: #f4f4f4; background: #16181d } .dark input, .dark textarea, .dark select, .dark button { background: #23262e; color: #f4f4f4; border: 1px solid #555 }
  [data-truth] { color: #d400d4 !important } .dark [data-truth] { color: #ff50ff !important } [data-own] { color: #006a00 } .dark [data-own] { color: #70ff70 }
  .top { display: flex; height: 48px; align-items: center; gap: 20px; padding: 0 20px; border-bottom: 1px solid #8886 } .top .end { margin-inline-start: auto }
  .side { position: absolute; top: 48px; inset-inline-start: 0; width: 190px; padding: 16px } .side a { display: block; padding: 5px 0; color: inherit; text-decoration: none }
  .body { position: absolute; top: 48px; inset-inline-start: 190px; inset-inline-end: 0; padding: 14px 22px }
  table { border-collapse: collapse; width: 100% } td, th { text-align: start; padding: 7px 8px; border-bottom: 1px solid #8884; white-space: nowrap }
  .avatar { display: inline-block; width: 28px; height: 28px; line-height: 28px; border-radius: 50%; text-align: center; background: #cfd6e4; font-size: 12px } .photo { border-radius: 50% }
  .x1 { display: flex; border-bottom: 1px solid #8884; padding: 7px 0 } .x1 > * { flex: 1; overflow: hidden; white-space: nowrap } .grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px }
  .box { border: 1px solid #8886; border-radius: 8px; padding: 12px } dl { display: grid; grid-template-columns: 200px 1fr; gap: 8px } dd { margin: 0 } label { display: block; font-weight: 600; margin-top: 8px }
  input, textarea, select { width: 320px; padding: 6px; font: inherit } .lanes { display: flex; gap: 14px } .lanes > * { flex: 1 } .quiet { color: #555 } .dark .quiet { color: #bbb }`;

/** The frame that every page has: bar with the user's menu, navigation with people seen before, and the layout itself. */
export function pageHtml(page: PageCase, body: string, { dark }: { dark: boolean }): string {
  const { words, people } = page;
  const links = [words.customers, words.orders, words.reports, words.settings]
    .map(
      (word, index) =>
        `<a href="/${['customers', 'orders', 'reports', 'settings'][index]}">${kept('chrome', word)}</a>`,
    )
    .join('');
  const seen = people
    .slice(0, 2)
    .map(({ name }, index) => `<a href="/customers/${index + 11}">${secret('name', name)}</a>`)
    .join('');
  return `<!doctype html><html lang="${page.locale}"${page.locale === 'ar' ? ' dir="rtl"' : ''}><head><meta charset="utf-8"><title>${words.customers}</title><style>${themes}</style></head>
<body class="${dark ? 'dark' : ''}"><header class="top"><b>${kept('chrome', 'Larkspur')}</b><button>${kept('chrome', words.add)}</button><button>${kept('chrome', words.search)}</button>
<span class="end" aria-label="Account">${own(page.own.name)}</span></header>
<nav class="side">${links}<p>${kept('chrome', words.recent)}</p>${seen}<a href="/help">${kept('chrome', words.help)}</a></nav><main class="body">${body}</main></body></html>`;
}
