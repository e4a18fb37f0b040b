import type { Goal } from './goal.ts';
import { hintOf, isField, isSearch, usable, wordsOn, type Done, type Item, type View } from './view.ts';
import { match, wordsOf } from './words.ts';

const commands = /^(button|link|clickable|menuitem|tab)$/;
const createWords = /(^|[\s_-])(create|add|new|plus|compose|insert|write|register)([\s_-]|$)|^\s*\+|เพิ่ม|สร้าง/i;
const saveWord = /^(save|บันทึก)\b|^save$|^บันทึก/i;
const keepWord = /^(create|add|submit|done|apply|update|confirm|ok|finish|post|next|continue)$/i;
const keepThing = /^(create|add|submit|update|post|finish)\s+(\S.*)$/i;
const saveIcons = /^(check|tick|save|done|floppy|check[_-]circle|content[_-]save|device-floppy)\b/i;
const closeWords =
  /^(close|dismiss|skip|no,? thanks?|not now|later|maybe later|got it|cancel|decline|reject( all)?|necessary only|only necessary|accept( all| cookies)?|i understand|understood|ok(ay)?|allow all|agree|x|×|✕|ปิด|ข้าม|ยอมรับ)\b/i;
const closeIcons = /^(close|times|xmark|x|cross|dismiss|clear)\b/i;

/** The control that makes a new thing of the wanted kind; nothing when the page is about something else. */
export function createControl(view: View, items: Item[], goal: Goal): Item | undefined {
  const wanted = wordsOf(goal.object);
  const aboutObject = pageMatch(view, wanted) >= 0.6;
  const scored = items
    .filter((item) => usable(item) && commands.test(item.role))
    .map((item) => {
      const own = wordsOn(item);
      const address = hintOf(item, 'href').split('/').pop() ?? '';
      const creates = createWords.test(own) || /^(\+|new|create|add)$/i.test(address);
      if (!creates || wordsOf(own).length > 6 || schemaPlaces.test(`${view.title} ${view.path}`))
        return { item, score: 0 };
      const object = match(wanted, own);
      const iconOnly = item.name.trim() === '' || /^\s*[+＋]\s*$/.test(item.name);
      const general =
        iconOnly || wordsOf(own).every((word) => /^(create|add|item|record|entry|plus|new|one)$/.test(word));
      const far = item.state.includes('offscreen') || item.region === 'aside' ? 0.4 : 0;
      const linked = /^(\+|new|create|add)$/i.test(address) ? 0.3 : 0;
      if (object >= 0.6) return { item, score: 2 + object + linked - far };
      return { item, score: aboutObject && general ? 1 + linked + (iconOnly ? 0.1 : 0.3) - far : 0 };
    });
  return best(scored);
}

/** How much the page's headings, title, address and current navigation are about the wanted thing. */
export function pageMatch(view: View, wanted: string[]): number {
  const headings = view.items.filter((item) => item.role === 'heading').map((item) => item.name);
  const current = view.items.filter(
    (item) => item.state.includes('current') && /link|tab|treeitem|menuitem/.test(item.role),
  );
  const address = placesIn(view.path).slice(-1);
  return Math.max(
    0,
    ...[...headings, ...current.map((item) => item.name), ...address].map((text) => match(wanted, text)),
    match(wanted, view.title) * 0.9,
  );
}

/** The parts of an address in words. A record's id stays as a part of its own, so that a record is not taken for its list. */
function placesIn(address: string): string[] {
  const parts = address.split(/[/#?]/).filter((part) => part && !/^(\+|new|create|add|list|index|all)$/i.test(part));
  return parts.map((part) => (/\d/.test(part) ? '' : part.replaceAll(/[-_]/g, ' ')));
}

/** The control that keeps what was filled in; `object` is the kind of thing, for names such as "Create contact". */
export function saveControl(items: Item[], object: string): Item | undefined {
  const open = items.filter((item) => usable(item) && /^(button|clickable|link)$/.test(item.role));
  const buttons = open.filter((item) => item.role !== 'link');
  const near = (found: Item[]) => found.find((item) => !item.state.includes('offscreen')) ?? found[0];
  const wanted = wordsOf(object);
  return (
    near(open.filter((item) => saveWord.test(item.name) && item.name.length < 40)) ??
    near(buttons.filter((item) => keepWord.test(item.name.trim()))) ??
    near(buttons.filter((item) => match(wanted, keepThing.exec(item.name.trim())?.[2] ?? '') >= 0.6)) ??
    near(
      buttons.filter(
        (item) =>
          item.name.trim() === '' &&
          item.hints.some((h) => (h.kind === 'icon' || h.kind === 'tooltip') && saveIcons.test(h.text)),
      ),
    ) ??
    near(buttons.filter((item) => /\bsave\b/i.test(item.name) && item.name.length < 40))
  );
}

export function isSave(done: Done): boolean {
  if (done.action !== 'select') return done.action === 'press' && done.value === 'Enter';
  if (done.name.trim() === '') return /(icon|tooltip)="(check|tick|save|done|floppy)/i.test(done.hints);
  return (
    saveWord.test(done.name) ||
    keepWord.test(done.name.trim()) ||
    keepThing.test(done.name.trim()) ||
    /\bsave\b/i.test(done.name)
  );
}

/** Puts a value into a form. */
export function isEntering({ action, role }: Done): boolean {
  return /^(type|choose|check)$/.test(action) || (action === 'select' && role === 'option');
}

export function isCreate(done: Done): boolean {
  return (
    done.action === 'select' &&
    (createWords.test(done.name) ||
      createWords.test(done.hints.replaceAll(/\w+="|"/g, ' ')) ||
      /href="[^"]*\/(\+|new|create|add)"/.test(done.hints))
  );
}

/** A control named by the verb that the goal ends with: "publish", "deploy". */
export function finalControl(items: Item[], verb: string): Item | undefined {
  const named = items.filter(
    (item) => usable(item) && commands.test(item.role) && new RegExp(`^${verb}\\b`, 'i').test(wordsOn(item).trim()),
  );
  return named[0];
}

/** What lies over the page and wants to be closed: a dialog without fields, or whatever covers most controls. */
export function closeControl(items: Item[]): Item | undefined {
  const open = items.filter((item) => usable(item) && /^(button|link|clickable)$/.test(item.role));
  const order = [/necessary|reject|decline/i, /^(close|dismiss|skip|x|×|✕)/i, closeWords];
  for (const words of order) {
    const found = open.find((item) => words.test(item.name.trim()) && item.name.length < 40);
    if (found) return found;
  }
  return open.find(
    (item) => item.name.trim() === '' && item.hints.some((h) => h.kind !== 'href' && closeIcons.test(h.text)),
  );
}

export function confirmControl(items: Item[], words: RegExp): Item | undefined {
  const open = items.filter((item) => usable(item) && /^(button|clickable)$/.test(item.role));
  return (
    open.find((item) => words.test(item.name)) ??
    open.find((item) => /^(yes|ok|confirm|continue|ใช่|ยืนยัน)\b/i.test(item.name))
  );
}

/** Where people look when no link names the thing: from most to least likely. */
const hubs = [
  /content|collection|catalog|data|manage|record/i,
  /setting|preference|configuration|admin|system|gear|cog|tune/i,
  /user|people|member|team|account|access|security/i,
  /crm|sales|marketing|store|shop|workspace|project|directory|list|all/i,
  /menu|more|apps|dashboard|home|\bbars\b|hamburger/i,
];
/** Under which heading a menu usually keeps a kind of thing. */
const topics: readonly { of: RegExp; place: RegExp }[] = [
  { of: /promotion|coupon|discount|voucher|campaign|newsletter|segment/i, place: /marketing|promot|discount/i },
  { of: /order|invoice|quote|deal|payment|refund|opportunity/i, place: /sales|order|billing|finance/i },
  { of: /product|category|collection|variant|brand|stock|inventory/i, place: /catalog|product|inventory|shop|store/i },
  { of: /customer|contact|client|company|lead|group/i, place: /customer|contact|crm|people|directory/i },
  { of: /article|post|page|author|event|image|media|category|tag/i, place: /content|blog|media|publish/i },
];
/** Where the shape of data is defined, not the data itself. */
const schemaPlaces = /data[-_ ]?model|schema|builder|content[-_ ]?types?\b|database|field[-_ ]?sets?/i;
const neverFollow =
  /skip to|sign ?out|log ?out|help|documentation|docs\b|support|report bug|feature request|request feature|what's new|release|notification|bookmark|upgrade|billing|ออกจากระบบ/i;

/** The best next place to look for words such as "customer": a link that says them, else one that may hold them. */
export function wayTo(items: Item[], wanted: string[], history: Done[], hubFirst: RegExp | null): Item | undefined {
  const tried = new Set(history.filter((done) => done.action === 'select').map((done) => `${done.name}|${done.hints}`));
  const ways = items.filter((item) => {
    if (!usable(item) || item.hints.some((h) => h.kind === 'external') || isField(item) || isSearch(item)) return false;
    const navigates =
      /^(link|tab|treeitem|menuitem)$/.test(item.role) ||
      /^(navigation|banner|menu|aside)$/.test(item.region) ||
      (item.state.includes('collapsed') &&
        (isMenuEntry(item) || match(wanted, item.name) >= 0.5 || /more|menu|option/i.test(wordsOn(item))));
    if (
      !navigates ||
      item.role === 'row' ||
      item.role === 'checkbox' ||
      item.state.includes('current') ||
      item.state.includes('expanded')
    )
      return false;
    return !neverFollow.test(wordsOn(item)) && !tried.has(`${item.name}|${hintsKey(item)}`);
  });
  const scored = ways.map((item) => {
    const named = match(wanted, item.name || wordsOn(item));
    const address = placesIn(hintOf(item, 'href'));
    const linked = Math.max(
      match(wanted, address.at(-1) ?? '') * 0.9,
      ...address.slice(0, -1).map((part) => match(wanted, part) * 0.45),
    );
    const direct = Math.max(named, linked);
    const words = `${wordsOn(item)} ${placesIn(hintOf(item, 'href')).at(-1) ?? ''}`;
    const schema = schemaPlaces.test(words) || schemaPlaces.test(item.section);
    if (createWords.test(wordsOn(item)) || /(sort|column|filter|view options)/i.test(wordsOn(item)))
      return { item, score: 0 };
    if (direct >= 0.5) return { item, score: (schema ? 2 : 10) + direct };
    if (schema) return { item, score: 0.5 };
    if (hubFirst?.test(words)) return { item, score: 8 };
    if (topics.some(({ of, place }) => of.test(wanted.join(' ')) && place.test(words))) return { item, score: 7.5 };
    // What unfolds in a menu leaves the page as it is, and shows where else to look.
    if (item.state.includes('collapsed') && isMenuEntry(item)) return { item, score: 7 };
    const rank = hubs.findIndex((hub) => hub.test(words));
    const place = item.region === 'navigation' ? 0.4 : item.region === 'banner' || item.region === 'menu' ? 0.2 : 0;
    return { item, score: (rank < 0 ? 1 : 6 - rank) + place + (item.role === 'link' ? 0.3 : 0) };
  });
  return best(scored);
}

/** A named group of a menu, rather than a filter or the actions of a row. */
function isMenuEntry(item: Item): boolean {
  const named = /\p{L}{3}/u.test(item.name) && !/\[\w+\]|account|profile/i.test(item.name);
  return named && !/^(main|form|dialog)$/.test(item.region) && item.role !== 'combobox';
}

/** As `Done.hints` writes them, to recognise what was tried. */
function hintsKey(item: Item): string {
  return item.hints
    .filter(({ kind }) => kind === 'icon' || kind === 'tooltip' || kind === 'href')
    .map(({ kind, text }) => ` ${kind}=${JSON.stringify(text)}`)
    .join('');
}

function best<T>(scored: { item: T; score: number }[]): T | undefined {
  return scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)[0]?.item;
}
