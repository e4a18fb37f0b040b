import { html, raw } from 'hono/html';
import { fullName, type Contact } from './data.ts';

const backgrounds = ['#cfe3ea', '#f3dcc6', '#d9e4cf', '#e6d7ea', '#f4e3b5', '#d3dcf0'];
const skins = ['#dba57a', '#f2c9a5', '#6d452f', '#f0c3a0', '#f2c9a5', '#f6d7bd'];
const hairs = ['#a8743a', '#5a3a22', '#1d1d24', '#7d2f1c', '#8d8a86'];
const clothes = ['#17495c', '#8c3b2e', '#3f5d3a', '#4b3a6b', '#b07a1e', '#2d4a86'];
const shortHair = [
  '<path d="M25 46c-2-22 10-32 25-32s27 10 25 32c-4-10-8-15-12-17-9 4-22 5-30 1-4 4-7 9-8 16z"/>',
  '<path d="M27 40c0-16 9-25 23-25s23 9 23 25c-3-6-5-9-8-11-10-3-20-3-30 0-3 2-5 5-8 11z"/>',
];
const longHair = [
  '<path d="M22 74c-4-40 6-60 28-60s32 20 28 60c-8 2-10-6-10-28-6-4-14-8-18-14-6 8-14 12-18 14 0 22-2 30-10 28z"/>',
  '<path d="M24 52c-3-26 8-39 26-39s29 13 26 39c-2-8-5-16-9-21-14 6-26 4-34-2-4 6-7 14-9 23z"/>',
];

/** A drawn portrait, always the same for the same number. */
export function portrait(photo: number): string {
  const pick = (list: string[], of = photo) => list[of % list.length] ?? '';
  const hair = pick(hairs);
  const hairShape = pick(photo % 2 === 1 ? longHair : shortHair, Math.floor(photo / 2));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="200" height="200">
<rect width="100" height="100" fill="${pick(backgrounds)}"/>
<path d="M12 104c2-24 18-32 38-32s36 8 38 32z" fill="${pick(clothes, photo * 5)}"/>
<path d="M41 60h18v14c0 6-18 6-18 0z" fill="${pick(skins)}"/><path d="M41 66c5 5 13 5 18 0v4c-5 5-13 5-18 0z" opacity=".12"/>
<ellipse cx="50" cy="46" rx="20" ry="24" fill="${pick(skins)}"/>
<g fill="${hair}">${hairShape}</g>
<circle cx="42.500" cy="46" r="2.200" fill="#22262b"/><circle cx="57.500" cy="46" r="2.200" fill="#22262b"/>
<path d="M38.500 40.500q4-2.500 8 0M53.500 40.500q4-2.500 8 0" stroke="${hair}" stroke-width="1.600" fill="none" stroke-linecap="round"/>
<path d="M50 47v6.500h-2.500" stroke="#000" stroke-opacity=".25" stroke-width="1.400" fill="none" stroke-linecap="round"/>
<path d="M43.500 58.500q6.500 5 13 0" stroke="#7c2f2a" stroke-width="1.800" fill="none" stroke-linecap="round"/>
</svg>`;
}

/** The contact's picture, or initials for whoever has none. */
export function avatar(contact: Contact, size: 'small' | 'large' = 'small') {
  if (contact.photo !== null) return html`<img class="avatar ${size}" src="/photos/${contact.id}.svg" alt="" />`;
  const initials = [contact.firstName, contact.lastName]
    .map((name) => String.fromCodePoint(name.codePointAt(0) ?? 32))
    .join('');
  return html`<span class="avatar ${size} initials" aria-hidden="true" title="${fullName(contact)}">${initials}</span>`;
}

const paths: Record<string, string> = {
  anchor: '<circle cx="12" cy="5" r="2.500"/><path d="M12 7.500V21M5 13H3a9 9 0 0 0 18 0h-2M8 11h8"/>',
  contacts:
    '<circle cx="9" cy="8" r="3.500"/><path d="M2.500 20c.6-4 3-6 6.500-6s5.900 2 6.500 6M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14.500c2 .8 3.200 2.700 3.500 5.500"/>',
  deals:
    '<rect x="3" y="4" width="5" height="16" rx="1.200"/><rect x="9.500" y="4" width="5" height="11" rx="1.200"/><rect x="16" y="4" width="5" height="7" rx="1.200"/>',
  companies: '<path d="M4 21V5l8-2v18M12 9l8 2v10M2 21h20M7 8h2M7 12h2M7 16h2M15.500 14h1.500M15.500 17.500h1.500"/>',
  settings: '<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>',
  list: '<path d="M8 6h13M8 12h13M8 18h13M3.500 6h.01M3.500 12h.01M3.500 18h.01"/>',
  search: '<circle cx="11" cy="11" r="6.500"/><path d="m16 16 5 5"/>',
  star: '<path d="m12 3.500 2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900-4.300-4.100 5.900-.8z"/>',
  more: '<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>',
  close: '<path d="M6 6l12 12M18 6 6 18"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  down: '<path d="m6 9 6 6 6-6"/>',
  back: '<path d="m14 6-6 6 6 6"/>',
};

/** A line icon in the colour of the text around it. */
export function icon(name: keyof typeof paths) {
  return raw(
    `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths[name] ?? ''}</svg>`,
  );
}
