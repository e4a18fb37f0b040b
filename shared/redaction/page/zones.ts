import type { Zone } from '../page-items.ts';

/** Attributes and classes by which sites tell session recorders to leave something out. */
const siteMaskSelector = [
  '[data-private]',
  '[fs-mask]',
  '.fs-mask',
  '.fs-exclude',
  '.fs-block',
  '[data-sentry-mask]',
  '[data-sentry-block]',
  '.sentry-mask',
  '.sentry-block',
  '.ph-no-capture',
  '.ph-mask',
  '[data-dd-privacy]:not([data-dd-privacy="allow"])',
  '[data-hj-suppress]',
  '.data-hj-suppress',
  '[data-hj-masked]',
  '[data-clarity-mask]',
  '[data-openreplay-masked]',
  '[data-openreplay-obscured]',
  '[data-openreplay-hidden]',
  '[data-recording-sensitive]',
  '[data-recording-disable]',
  '[data-matomo-mask]',
  '[data-rr-mask]',
  '.rr-mask',
  '.rr-block',
  '.highlight-mask',
  '.highlight-block',
  '.lr-hide',
  '.mp-mask',
  '.mp-no-record',
].join(',');

export interface ZoneTools {
  parentOf(node: Node): Element | null;
  zoneOf(element: Element): Zone;
  siteMasked(element: Element): boolean;
  columnOf(element: Element): string;
  /** Whether the text is the word of a menu for a part of the application, such as "Recipes" with the address `/recipes`. */
  isRoute(element: Element): boolean;
  /** The element around that is shaped or named like an avatar. */
  avatarOf(element: Element): Element | undefined;
}

/**
 * Runs in the page: self-contained apart from its argument, because its source text is what is sent. Decides from the
 * structure around an element whether its text is the application's own or somebody's data.
 */
export function zoneTools(siteMask: string): ZoneTools {
  const controlTags =
    'button,label,legend,summary,[role=button],[role=menuitem],[role=menuitemcheckbox],[role=menuitemradio],[role=tab],[role=columnheader],[role=switch],[role=checkbox],[role=radio],[role=tooltip],thead th,thead td,optgroup';
  const headings = 'h1,h2,h3,h4,h5,h6,[role=heading],caption,figcaption,[aria-current=page]';
  const bars =
    'nav,menu,footer,[role=navigation],[role=menu],[role=menubar],[role=tablist],[role=toolbar],[role=banner],[role=contentinfo]';
  const hardData =
    'td,tbody th,[role=cell],[role=gridcell],[role=rowheader],[role=row],dd,[role=option],option,article,[role=article],[role=feed],[role=log],[role=treeitem],blockquote,pre,address,output,[contenteditable=""],[contenteditable=true],[role=textbox],svg,mark,time,[itemprop]';
  const listData = 'li,[role=listitem],[role=list] > *';
  const messageHint =
    /(^|[-_ ])(message|comment|note|chat|bubble|mail|inbox|feed|activity|timeline|card|tile|bio|about|profile|contact|person|member|customer|user-?name|author)s?([-_ ]|$)/i;
  const menus =
    'aside,[role=complementary],[data-sidebar],[class*=sidebar i],[class*=side-nav i],[class*=sidenav i],[class*=navigation i],[class*=nav-menu i],[class*=main-menu i]';
  const avatarName = /avatar|profile|photo|portrait|headshot|gravatar|userpic|user-image|initials/i;
  const personal = /^(?:u|@|dms?|chats?|users?|people|persons?|members?|contacts?|customers?|clients?|friends?|team)$/i;
  const groups = new WeakMap<Element, boolean>();
  const ids = new Map<Element, number>();

  function parentOf(node: Node): Element | null {
    const slot = (node as Element | Text).assignedSlot;
    if (slot) return slot;
    const parent = node.parentNode;
    if (parent instanceof ShadowRoot || (parent && parent.nodeType === 11)) return (parent as ShadowRoot).host ?? null;
    if (parent && parent.nodeType === 1) return parent as Element;
    return null;
  }

  function signature(element: Element): string {
    return `${element.tagName}.${element.classList[0] ?? ''}`;
  }

  function leaves(element: Element): number {
    const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let count = 0;
    while (count < 3 && walker.nextNode()) if (/\p{L}/u.test(walker.currentNode.nodeValue ?? '')) count += 1;
    return count;
  }

  /** Three or more siblings of one make, each with two texts or a picture: a list or a table without saying so. */
  function repeated(element: Element): boolean {
    const known = groups.get(element);
    if (known !== undefined) return known;
    const own = signature(element);
    const siblings = [...(element.parentElement?.children ?? [])].filter((other) => signature(other) === own);
    const links = siblings.every(
      (other) => other.matches('a,button') || other.querySelector(':scope > a,:scope > button'),
    );
    const rich = siblings.filter((other) => leaves(other) >= 2 || other.querySelector('img,picture')).length;
    const answer =
      siblings.length >= 3 &&
      element.tagName !== 'OPTION' &&
      (rich >= siblings.length / 2 || (!links && siblings.filter((other) => leaves(other) === 1).length >= 3)) &&
      !siblings.every((other) => other.querySelector('input,select,textarea'));
    for (const sibling of siblings) groups.set(sibling, answer);
    return answer;
  }

  /** The outermost row around an element, be it of a table or one of several alike boxes, and the way down from it. */
  function columnOf(start: Element): string {
    let found = '';
    const path: number[] = [];
    for (let at: Element | null = start; at && path.length < 14 && at.tagName !== 'BODY'; at = parentOf(at)) {
      const parent = parentOf(at);
      const row = at.matches('tr,[role=row]');
      // Headers have no vote in the column below them, and are none of it.
      if (row && headsTable(at)) return '';
      if (parent && (row || repeated(at))) found = `${idOf(parent)}:${path.toReversed().join('.')}`;
      if (row) break;
      path.push(parent ? [...parent.children].indexOf(at) : 0);
    }
    return found;
  }

  function idOf(element: Element): number {
    const known = ids.get(element) ?? ids.size;
    ids.set(element, known);
    return known;
  }

  /** A value right after a short label: the pairs of a record's page that carry no `dl`. */
  function besideLabel(element: Element): boolean {
    const before = element.previousElementSibling;
    if (!before) return false;
    const text = (before.textContent ?? '').trim();
    if (text.length === 0 || text.length > 40) return false;
    return (
      /[:：]$/.test(text) ||
      before.matches('label,dt,[class*=label i],[class*=field-name i],[class*=key i],[class*=caption i]')
    );
  }

  /** The parts of a link's address, when the last one is what the link says. */
  function ownAddress(link: Element): string[] | undefined {
    const address = link.getAttribute('href') ?? '';
    if (!link.matches('a[href]') || /\d|:\/\//.test(address)) return undefined;
    const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}]+/gu, '');
    const parts = address.split(/[?]/)[0]!.split(/[/#]/).filter(Boolean);
    const last = plain(parts.at(-1) ?? '');
    return last !== '' && last === plain(link.textContent ?? '') ? parts : undefined;
  }

  /** A link of a menu that is made of plain lists: it says what its address says, and stands at the side. */
  function menuEntry(link: Element): boolean {
    return link.closest(menus) !== null && ownAddress(link) !== undefined;
  }

  function isRoute(element: Element): boolean {
    const link = element.closest('a[href]');
    const parts = link?.closest(`${bars},${menus}`) ? ownAddress(link) : undefined;
    return parts !== undefined && !personal.test(parts.at(-2) ?? '') && !/\s/.test((link?.textContent ?? '').trim());
  }

  /** A link to one thing among many: its address ends in a number or a long identifier, "/customers/11". */
  function leadsToRecord(link: Element): boolean {
    if (!link.matches('a[href]')) return false;
    const last = (link.getAttribute('href') ?? '').split(/[?]/)[0]!.split(/[/#]/).filter(Boolean).at(-1) ?? '';
    return /^\d+$/.test(last) || (/\d/.test(last) && last.length >= 8);
  }

  /** A cell or row of headers, also where the table does without `thead`. */
  function headsTable(at: Element): boolean {
    const row = at.matches('th:not([scope=row])') ? at.parentElement : at;
    if (!row?.matches('tr') || row.querySelector('td') || !row.querySelector('th')) return false;
    return (
      row === at || (row === row.closest('table')?.rows[0] && Boolean(row.nextElementSibling?.querySelector('td')))
    );
  }

  function zoneOf(start: Element): Zone {
    let soft: Zone = 'plain';
    let pending = false;
    let command = false;
    let record = false;
    for (let at: Element | null = start; at && at.tagName !== 'BODY'; at = parentOf(at)) {
      const row = at.matches('[role=row]') && at.querySelector('[role=columnheader]');
      if (at.matches('label,thead th,thead td,[role=columnheader],[role=tab]') && !pending) return 'control';
      if (headsTable(at)) return 'control';
      if (at.matches(hardData) && !row) return 'data';
      if (record && (at.matches(bars) || at.tagName === 'HEADER')) return 'data';
      if (at.matches(bars) || menuEntry(at)) return 'control';
      record ||= leadsToRecord(at);
      if (at.tagName === 'HEADER' && !pending) return soft === 'heading' ? 'heading' : 'control';
      if (soft === 'plain' && at.matches(controlTags)) soft = 'control';
      command ||= at.matches('button,[role=button]');
      if (soft === 'plain' && at.matches(headings)) soft = 'heading';
      if (at.matches(listData) || messageHint.test(at.getAttribute('class') ?? '') || repeated(at)) pending = true;
      if (soft === 'plain' && besideLabel(at)) pending = true;
    }
    if (!pending) return soft;
    return command ? 'command' : 'data';
  }

  function siteMasked(element: Element): boolean {
    for (let at: Element | null = element; at; at = parentOf(at)) if (at.matches(siteMask)) return true;
    return false;
  }

  function avatarOf(element: Element): Element | undefined {
    let at: Element | null = element;
    for (let level = 0; at && level < 4; level += 1, at = parentOf(at)) {
      const words = `${at.getAttribute('class') ?? ''} ${at.getAttribute('alt') ?? ''} ${at.getAttribute('aria-label') ?? ''}`;
      const box = at.getBoundingClientRect();
      if (box.width > 160 || box.height > 160) return undefined;
      if (avatarName.test(words)) return at;
      const square = box.width >= 16 && Math.abs(box.width - box.height) <= box.width * 0.15;
      if (
        square &&
        Number.parseFloat(getComputedStyle(at).borderTopLeftRadius) >=
          (getComputedStyle(at).borderTopLeftRadius.endsWith('%') ? 40 : box.width * 0.4)
      )
        return at;
    }
    return undefined;
  }

  return { parentOf, zoneOf, siteMasked, columnOf, isRoute, avatarOf };
}

export const siteMasks = siteMaskSelector;
