import type { Box } from '#shared/contract/tutorials.ts';

/** A piece of text as the page shows it, with what the redaction needs to judge it. Unredacted: for `outline.ts` alone. */
export interface RawPiece {
  text: string;
  /** Label or column header the text belongs to, or empty. */
  label: string;
  /** In a table, list, card or other place where records are shown. */
  data: boolean;
}

/** One thing on the page, in reading order. */
export interface RawItem {
  kind: 'control' | 'heading' | 'text' | 'alert' | 'picture';
  role: string;
  name: RawPiece[];
  value: RawPiece | null;
  hints: { kind: string; text: string }[];
  state: string[];
  /** `dialog`, `navigation`, `banner`, `main` … and the heading the item stands under. */
  region: string;
  section: string;
  box: Box;
  inView: boolean;
  /** Frames from the page down to the element, each by its name, id or place among the frames around it. */
  frames: string[];
}

export interface RawOutline {
  title: string;
  path: string;
  items: RawItem[];
  /** The element of each item, at the same index. */
  elements: Element[];
}

/**
 * Runs inside the page (its source is sent there, so it uses nothing from outside): walks what is shown, open shadow roots
 * and frames of the same origin included, and lists controls, headings, texts and pictures. It changes nothing in the page.
 */
export function readPageOutline(limits: { near: number; far: number; texts: number }): RawOutline {
  type Clip = { left: number; top: number; right: number; bottom: number };
  interface Place {
    region: string;
    clip: Clip;
    scrolls: boolean;
    pointer: boolean;
    /** Inside something that can be picked up. */
    held: boolean;
    inControl: boolean;
    inText: boolean;
    quiet: boolean;
    alert: boolean;
    offset: { x: number; y: number };
    /** Name of the record or drawn thing that the element is a part of. */
    owner: string;
    frames: string[];
  }
  const items: RawItem[] = [];
  const elements: Element[] = [];
  const count = { near: 0, far: 0, texts: 0 };
  let section = '';

  const controlRoles =
    /^(button|link|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|option|combobox|listbox|textbox|searchbox|treeitem|slider|spinbutton)$/;
  const nativeControls =
    'a[href],button,input:not([type=hidden]),select,textarea,summary,[contenteditable=""],[contenteditable=true]';
  const fieldRoles = /^(textbox|searchbox|combobox|listbox|spinbutton|slider|checkbox|radio|switch)$/;
  const flat = (text: string | null | undefined, length = 160) =>
    (text ?? '').replace(/\s+/g, ' ').trim().slice(0, length);
  const attribute = (el: Element, name: string) => flat(el.getAttribute(name));
  const wordsIn = (text: string) => /[\p{L}\p{N}]/u.test(text);

  function children(node: Element | ShadowRoot | Document): Iterable<Node> {
    if (node instanceof Element || 'tagName' in node) {
      const el = node as Element;
      if (el.shadowRoot) return el.shadowRoot.childNodes;
      if (el.tagName === 'SLOT') {
        const assigned = (el as HTMLSlotElement).assignedNodes({ flatten: true });
        if (assigned.length > 0) return assigned;
      }
    }
    return node.childNodes;
  }

  function isIcon(el: Element): boolean {
    if (el.tagName.toLowerCase() === 'svg' || el.hasAttribute('data-icon')) return true;
    const font = el.childElementCount === 0 ? getComputedStyle(el).fontFamily : '';
    return /icon|symbols|awesome|glyph/i.test(font) && !/\s/.test(flat(el.textContent));
  }

  /** Text a person reads in the element; icons, hidden parts and typed values left out. */
  function shownText(el: Element, depth = 0): string {
    let text = '';
    for (const child of children(el)) {
      if (text.length > 200 || depth > 12) break;
      if (child.nodeType === Node.TEXT_NODE) text += child.textContent ?? '';
      else if (child.nodeType === Node.ELEMENT_NODE) {
        const inner = child as Element;
        if (/^(script|style|template|noscript|input|select|textarea|iframe)$/i.test(inner.tagName) || isIcon(inner))
          continue;
        const style = getComputedStyle(inner);
        if (style.display === 'none' || style.visibility === 'hidden') continue;
        if (inner.tagName === 'IMG') text += ` ${attribute(inner, 'alt')} `;
        else text += style.display === 'inline' ? shownText(inner, depth + 1) : ` ${shownText(inner, depth + 1)} `;
      }
    }
    return flat(text);
  }

  function roleOf(el: Element, style: CSSStyleDeclaration, place: Place): string {
    const given = attribute(el, 'role').split(' ')[0] ?? '';
    if (controlRoles.test(given)) return given;
    const tag = el.tagName.toLowerCase();
    const type = (el as HTMLInputElement).type;
    if (tag === 'a' && el.hasAttribute('href')) return 'link';
    if (tag === 'button' || tag === 'summary') return 'button';
    if (tag === 'select') return 'combobox';
    if (tag === 'textarea') return 'textbox';
    if (tag === 'input' && type !== 'hidden' && type !== 'file') {
      if (/^(button|submit|reset|image)$/.test(type)) return 'button';
      if (/^(checkbox|radio)$/.test(type)) return type;
      return type === 'search'
        ? 'searchbox'
        : type === 'number'
          ? 'spinbutton'
          : type === 'range'
            ? 'slider'
            : 'textbox';
    }
    if ((el as HTMLElement).isContentEditable && !el.parentElement?.isContentEditable) return 'textbox';
    if (tag === 'label' || tag === 'html' || tag === 'body') return '';
    if (tag === 'tr' || given === 'row') {
      // Whether a row opens its record shows on hover at the earliest; a row without links of its own is worth trying.
      const cells = el.querySelectorAll('td,[role=gridcell],[role=cell]').length;
      if (cells > 1 && !el.querySelector('a[href]')) return 'row';
    }
    const focusable = el.hasAttribute('tabindex') && (el as HTMLElement).tabIndex >= 0;
    const pointed = style.cursor === 'pointer' && !place.pointer;
    if (!pointed && !el.hasAttribute('onclick') && !(focusable && tag !== 'div') && !isDraggable(el, style, place))
      return '';
    const inner = el.querySelectorAll(nativeControls);
    const area = (e: Element) => e.getBoundingClientRect().width * e.getBoundingClientRect().height;
    if (inner.length === 1 && inner[0] && area(inner[0]) > area(el) / 2) return '';
    return inner.length > 3 ? '' : 'clickable';
  }

  /** Things that a person can pick up: cards of a board, parts of a drawing, entries of a palette. */
  function isDraggable(el: Element, style: CSSStyleDeclaration, place: Place): boolean {
    if (place.pointer || place.held) return false;
    if (el.getAttribute('draggable') === 'true' && el.tagName !== 'A' && el.tagName !== 'IMG') return true;
    const held = /^(move|grab|all-scroll)$/;
    // A part of a drawing is picked up by its outline, and named by the text beside the outline in the same group.
    const outline =
      el.tagName === 'g' && [...el.children].filter((child) => /^(rect|path|circle)$/.test(child.tagName));
    const grips = outline
      ? outline.some((shape) => held.test(getComputedStyle(shape).cursor))
      : held.test(style.cursor);
    if (!grips) return false;
    const { width, height } = el.getBoundingClientRect();
    return width <= 400 && height <= 200 && wordsIn(el.textContent ?? '');
  }

  /** Text beside a field that has no label of its own: the nearest words before it in a box that holds this field alone. */
  function nearLabel(el: Element): string {
    let box = el.parentElement;
    for (let up = 0; box && up < 6 && !box.matches('tr,li,[role=row]'); up++, box = box.parentElement) {
      const fields = [...box.querySelectorAll(nativeControls)].filter((e) => !/^(a|button|summary)$/i.test(e.tagName));
      if (fields.some((field) => field !== el && !el.contains(field) && !field.contains(el))) break;
      const range = document.createRange();
      range.setStart(box, 0);
      range.setEndBefore(el);
      const before = [...box.querySelectorAll('*')].filter(
        (e) => range.comparePoint(e, 0) === 0 && !e.contains(el) && !isIcon(e) && wordsIn(ownText(e)),
      );
      const label = before.map((e) => ownText(e)).find((text) => wordsIn(text));
      if (label) return flat(label, 80);
    }
    const sibling = el.previousElementSibling;
    return sibling && !sibling.matches(nativeControls) && !sibling.querySelector(nativeControls)
      ? flat(shownText(sibling), 80)
      : '';
  }

  function ownText(el: Element): string {
    if (getComputedStyle(el).visibility === 'hidden') return '';
    return flat([...el.childNodes].map((n) => (n.nodeType === Node.TEXT_NODE ? n.textContent : '')).join(' '));
  }

  function nameOf(el: Element, role: string): string {
    const root = el.getRootNode() as Document;
    const pointed = attribute(el, 'aria-labelledby')
      .split(' ')
      .map((id) => (id ? root.getElementById?.(id) : null));
    const labelled = flat(pointed.map((e) => (e ? shownText(e) : '')).join(' '));
    if (labelled) return labelled;
    if (attribute(el, 'aria-label')) return attribute(el, 'aria-label');
    const input = el as HTMLInputElement;
    if (/^input$/i.test(el.tagName) && /^(submit|button|reset)$/.test(input.type)) return flat(input.value) || 'Submit';
    if (fieldRoles.test(role) || /^(input|select|textarea)$/i.test(el.tagName)) {
      const labels = flat([...(input.labels ?? [])].map((label) => shownText(label)).join(' '));
      if (labels) return labels;
      const own = /^(checkbox|radio|switch)$/.test(role) ? shownText(el) : '';
      return (
        own ||
        attribute(el, 'title') ||
        nearLabel(el) ||
        attribute(el, 'placeholder') ||
        attribute(el, 'data-placeholder')
      );
    }
    return shownText(el) || attribute(el, 'title') || iconName(el);
  }

  /** What an icon without words is called: by what it describes for people who cannot see it, or by its tooltip. */
  function iconName(el: Element): string {
    const alt = el.querySelector('img[alt]:not([alt=""])');
    if (alt) return attribute(alt, 'alt');
    const labelled = el.querySelector('svg[aria-label],i[aria-label],span[aria-label],svg[title],i[title]');
    const told = labelled ? attribute(labelled, 'aria-label') || attribute(labelled, 'title') : '';
    const drawn = [...el.querySelectorAll('svg > title')].map((title) => flat(title.textContent)).find(wordsIn);
    const named = [told, drawn, ...tooltips.map((name) => attribute(el, name))];
    return named.find((text) => text && wordsIn(text) && !isMachineWord(text)) ?? '';
  }

  /** Made by a program for itself, such as `JxmKFoOLi26c-Im_-wR_b`. */
  function isMachineWord(text: string): boolean {
    return /^[\w-]{16,}$/.test(text) && /[a-z\d_-][A-Z]/.test(text);
  }

  const tooltips = [
    'data-tooltip',
    'data-title',
    'data-original-title',
    'data-bs-original-title',
    'data-tip',
    'uk-tooltip',
  ];
  /** `trash` of `/icons/trash.svg?v=3`: icons that are pictures are told apart by their files. */
  const fileName = (address: string) =>
    /([\w-]+)\.(?:svg|png|gif|webp)\b/i.exec(address.split('/').pop() ?? '')?.[1] ?? '';
  const iconClass =
    /^(?:fa|mdi|bi|ti|ri|pi|ion|lucide|icon|glyphicon|codicon|octicon|tabler-icon|el-icon|anticon)-([a-z0-9-]+)$/;
  function hintsOf(el: Element, name: string, owner: string, draggable: boolean): RawItem['hints'] {
    const addPicture = (part: Element) => {
      const source = part.getAttribute('href') ?? part.getAttribute('xlink:href') ?? part.getAttribute('src') ?? '';
      if (/^(img|image)$/i.test(part.tagName)) add('icon', fileName(source));
      else if (part.childElementCount === 0) add('icon', fileName(getComputedStyle(part).backgroundImage));
    };
    const hints: RawItem['hints'] = [];
    const add = (kind: string, text: string) => {
      if (text && !isMachineWord(text) && text !== name && !hints.some((h) => h.kind === kind && h.text === text))
        hints.push({ kind, text });
    };
    for (const from of ['title', ...tooltips]) add('tooltip', attribute(el, from));
    add('placeholder', attribute(el, 'placeholder'));
    const described = el.getAttribute('aria-describedby')?.split(' ')[0];
    const description = described ? (el.getRootNode() as Document).getElementById?.(described) : null;
    if (description) add('note', flat(shownText(description), 100));
    const href = el.getAttribute('href') ?? '';
    if (href && !/^(javascript|data|mailto|tel):/i.test(href) && URL.canParse(href, location.href)) {
      const url = new URL(href, location.href);
      add(
        url.origin === location.origin ? 'href' : 'external',
        `${url.origin === location.origin ? '' : url.host}${url.pathname}${url.hash}`.slice(0, 80),
      );
    }
    if (!wordsIn(name) || name.length < 3) {
      for (const part of [el, ...el.querySelectorAll('*')].slice(0, 16)) {
        add('icon', attribute(part, 'data-icon'));
        for (const token of part.classList) add('icon', iconClass.exec(token)?.[1] ?? '');
        if (part.tagName === 'use') add('icon', (part.getAttribute('href') ?? '').split('#').pop() ?? '');
        addPicture(part);
        if (part.tagName === 'title') add('icon', flat(part.textContent));
        if (part !== el && isIcon(part)) {
          add('icon', attribute(part, 'aria-label') || attribute(part, 'data-testid'));
          if (part.childElementCount === 0 && part.tagName !== 'svg') add('icon', flat(part.textContent, 30));
        }
      }
      add('id', flat(attribute(el, 'data-testid') || attribute(el, 'name') || el.id, 40));
      add('of', owner);
    } else if (draggable) {
      for (const part of [...el.querySelectorAll('*')].slice(0, 24)) addPicture(part);
    }
    if (el.tagName === 'SELECT') {
      for (const option of [...(el as HTMLSelectElement).options].slice(0, 20)) add('option', flat(option.text, 60));
    }
    return hints.slice(0, 24);
  }

  function stateOf(el: Element, role: string): string[] {
    const input = el as HTMLInputElement;
    const state: string[] = [];
    const aria = (name: string) => el.getAttribute(`aria-${name}`);
    const greyed = ['disabled', 'is-disabled'].some((name) => el.classList.contains(name));
    if (input.disabled || aria('disabled') === 'true' || greyed) state.push('disabled');
    if (/^(checkbox|radio|switch|menuitemcheckbox|menuitemradio)$/.test(role)) {
      state.push((aria('checked') === null ? input.checked : aria('checked') === 'true') ? 'checked' : 'unchecked');
    }
    if (aria('pressed') === 'true') state.push('pressed');
    if (aria('expanded')) state.push(aria('expanded') === 'true' ? 'expanded' : 'collapsed');
    if (aria('selected') === 'true' || (aria('current') ?? 'false') !== 'false') state.push('current');
    if (input.required || aria('required') === 'true') state.push('required');
    if (aria('invalid') === 'true') state.push('invalid');
    if (input.readOnly || aria('readonly') === 'true') state.push('readonly');
    if (input.type === 'password') state.push('password');
    if ((el.getRootNode() as Document).activeElement === el) state.push('focused');
    return state;
  }

  function valueOf(el: Element, role: string): string | null {
    const input = el as HTMLInputElement;
    if (el.tagName === 'SELECT') return flat((el as HTMLSelectElement).selectedOptions[0]?.text);
    if (/^(INPUT|TEXTAREA)$/.test(el.tagName) && /^(textbox|searchbox|spinbutton|combobox|slider)$/.test(role)) {
      return input.type === 'password' ? (input.value ? '(hidden)' : '') : flat(input.value);
    }
    if ((el as HTMLElement).isContentEditable) return flat((el as HTMLElement).innerText);
    return role === 'combobox' || role === 'listbox' ? flat(shownText(el), 80) : null;
  }

  const records = 'td,tr,[role=gridcell],[role=cell],[role=row],[role=listitem],article,dd,blockquote,[class*=card]';
  function isData(el: Element): boolean {
    if (el.closest(records)) return !el.closest('th,[role=columnheader]');
    return (
      el.closest('li') !== null &&
      !el.closest('nav,[role=navigation],[role=menu],[role=menubar],[role=tablist],header,form')
    );
  }

  /** Column header of a cell, or the term of a description. */
  function columnOf(el: Element): string {
    const cell = el.closest('td,[role=gridcell],[role=cell],dd');
    if (!cell) return '';
    if (cell.tagName === 'DD') return flat(cell.previousElementSibling?.textContent, 60);
    const place = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    const table = cell.closest('table,[role=table],[role=grid],[role=treegrid]');
    const header = table?.querySelector('thead tr,[role=row]:has([role=columnheader]),tr:has(th)')?.children[place];
    return flat(header?.textContent, 60);
  }

  function pieces(el: Element, role: string): RawPiece[] {
    const cells =
      role === 'row' || el.matches('tr,[role=row]') ? [...el.querySelectorAll('td,[role=gridcell],[role=cell]')] : [];
    if (cells.length > 0) {
      return cells.map((cell) => ({ text: shownText(cell), label: columnOf(cell), data: true })).filter((p) => p.text);
    }
    const text = nameOf(el, role);
    const field = fieldRoles.test(role);
    return text ? [{ text, label: field ? '' : columnOf(el), data: !field && isData(el) }] : [];
  }

  /** Whether a click at the element's middle would reach it. */
  function reached(el: Element, x: number, y: number): boolean {
    let hit: Element | null = el.ownerDocument.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    if (!hit || hit.contains(el)) return true;
    for (let at: Node | null = hit; at; at = at.parentNode ?? (at as ShadowRoot).host ?? null)
      if (at === el) return true;
    const labels = [...((el as HTMLInputElement).labels ?? [])];
    return labels.some((label) => label.contains(hit));
  }

  function regionOf(el: Element, before: string): string {
    const role = attribute(el, 'role');
    const tag = el.tagName.toLowerCase();
    if (
      role === 'dialog' ||
      role === 'alertdialog' ||
      el.getAttribute('aria-modal') === 'true' ||
      (tag === 'dialog' && el.hasAttribute('open'))
    ) {
      return 'dialog';
    }
    if (before === 'dialog') return before;
    if (tag === 'nav' || /^(navigation|menubar|tablist)$/.test(role)) return 'navigation';
    if (role === 'menu' || role === 'listbox') return 'menu';
    if (tag === 'main' || role === 'main') return 'main';
    if (tag === 'form' || role === 'form') return 'form';
    if (tag === 'header' || role === 'banner') return 'banner';
    if (tag === 'aside' || role === 'complementary') return 'aside';
    return before;
  }

  function emit(el: Element, kind: RawItem['kind'], role: string, place: Place): boolean {
    const rect = el.getBoundingClientRect();
    const left = Math.max(rect.left, place.clip.left);
    const top = Math.max(rect.top, place.clip.top);
    const right = Math.min(rect.right, place.clip.right);
    const bottom = Math.min(rect.bottom, place.clip.bottom);
    const inView = right - left >= 2 && bottom - top >= 2;
    // Left of or above the page is where texts for screen readers alone are put; no scrolling leads there.
    const beyond = rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0;
    if (rect.width < 2 || rect.height < 2 || beyond || (!inView && !place.scrolls)) return false;
    const control = kind === 'control';
    if (
      control
        ? inView
          ? count.near++ >= limits.near
          : count.far++ >= limits.far
        : !inView || count.texts++ >= limits.texts
    ) {
      return false;
    }
    const name = control
      ? pieces(el, role)
      : [
          {
            text: role === 'image' ? attribute(el, 'alt') : shownText(el),
            label: columnOf(el),
            data: kind !== 'heading' && isData(el),
          },
        ];
    if (!control && kind !== 'picture' && !wordsIn(name[0]?.text ?? '')) return false;
    const joined = flat(name.map((piece) => piece.text).join(' '));
    const value = control ? valueOf(el, role) : null;
    const state = control ? stateOf(el, role) : [];
    const draggable = control && isDraggable(el, getComputedStyle(el), { ...place, pointer: false, held: false });
    if (draggable) state.push('draggable');
    if (draggable && el.closest('svg')) state.push('drawn');
    if (control && inView && !reached(el, (left + right) / 2, (top + bottom) / 2)) state.push('covered');
    if (!inView) state.push('offscreen');
    items.push({
      kind,
      role,
      name,
      value: value === null ? null : { text: value, label: joined, data: true },
      hints: control ? hintsOf(el, joined, place.owner, draggable) : [],
      state,
      region: place.region,
      section,
      box: { x: rect.x + place.offset.x, y: rect.y + place.offset.y, width: rect.width, height: rect.height },
      inView,
      frames: place.frames,
    });
    elements.push(el);
    if (draggable && wordsIn(joined)) place.owner = joined;
    return true;
  }

  function visit(el: Element, from: Place): void {
    if (/^(script|style|template|noscript|head|link|meta)$/i.test(el.tagName) || el.hasAttribute('inert')) return;
    const style = getComputedStyle(el);
    if (style.display === 'none') return;
    const field = /^input$/i.test(el.tagName);
    if (style.opacity === '0' && !field) return;
    const place: Place = { ...from, region: regionOf(el, from.region) };
    if (place.region === 'dialog' && from.region !== 'dialog') section = attribute(el, 'aria-label');
    place.quiet ||= el.getAttribute('aria-hidden') === 'true';
    place.alert ||=
      /^(alert|status|log)$/.test(attribute(el, 'role')) ||
      /\b(toast|snackbar|notification|alert)/i.test(attribute(el, 'class'));
    if (style.visibility === 'visible') {
      const role = roleOf(el, style, from);
      if (role) {
        if (emit(el, 'control', role, place)) place.inControl = true;
        place.pointer ||= role === 'row';
        place.held ||= isDraggable(el, style, from);
      } else if (!place.inControl && !place.inText && !place.quiet) {
        const heading = /^h[1-6]$/i.test(el.tagName) || attribute(el, 'role') === 'heading';
        const direct = [...children(el)].some((n) => n.nodeType === Node.TEXT_NODE && wordsIn(n.textContent ?? ''));
        if (heading || direct) {
          if (heading && wordsIn(shownText(el))) section = shownText(el);
          if (!isIcon(el) && el.tagName !== 'LABEL')
            emit(el, heading ? 'heading' : place.alert ? 'alert' : 'text', heading ? 'heading' : '', place);
          place.inText = true;
        } else if (isCanvas(el)) emit(el, 'picture', 'canvas', place);
        else if (/^(img|video|canvas)$/i.test(el.tagName)) emit(el, 'picture', 'image', place);
      }
    }
    place.pointer ||= style.cursor === 'pointer';
    if (el.matches('tr,li,[role=row],[role=listitem],article')) place.owner = flat(shownText(el), 60);
    clipBy(el, style, place);
    if (el.tagName === 'IFRAME') visitFrame(el as HTMLIFrameElement, place);
    for (const child of children(el)) if (child.nodeType === Node.ELEMENT_NODE) visit(child as Element, place);
  }

  /** A surface to draw or drop things on. */
  function isCanvas(el: Element): boolean {
    if (!/^(svg|canvas)$/i.test(el.tagName) || el.parentElement?.closest('svg')) return false;
    const { width, height } = el.getBoundingClientRect();
    return width >= 300 && height >= 200;
  }

  /** What scrolls or cuts off its contents narrows what is in view; fixed boxes are cut by the window alone. */
  function clipBy(el: Element, style: CSSStyleDeclaration, place: Place): void {
    if (style.position === 'fixed') {
      place.clip = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
      place.scrolls = false;
    }
    const root = el === el.ownerDocument.documentElement || el === el.ownerDocument.body;
    if (root || style.display === 'contents' || (style.overflowX === 'visible' && style.overflowY === 'visible'))
      return;
    const rect = el.getBoundingClientRect();
    place.clip = {
      left: Math.max(place.clip.left, rect.left),
      top: Math.max(place.clip.top, rect.top),
      right: Math.min(place.clip.right, rect.right),
      bottom: Math.min(place.clip.bottom, rect.bottom),
    };
    place.scrolls ||= /auto|scroll/.test(style.overflowX + style.overflowY);
  }

  function visitFrame(frame: HTMLIFrameElement, place: Place): void {
    let inner: Document | null = null;
    try {
      inner = frame.contentDocument;
    } catch {
      return;
    }
    if (!inner?.body) return;
    const rect = frame.getBoundingClientRect();
    const offset = { x: place.offset.x + rect.x + frame.clientLeft, y: place.offset.y + rect.y + frame.clientTop };
    const clip = { left: 0, top: 0, right: frame.clientWidth, bottom: frame.clientHeight };
    const around = [...frame.ownerDocument.querySelectorAll('iframe')];
    const called = attribute(frame, 'name') || frame.id || String(around.indexOf(frame) + 1);
    visit(inner.body, { ...place, offset, clip, scrolls: true, frames: [...place.frames, called] });
  }

  visit(document.body, {
    region: '',
    clip: { left: 0, top: 0, right: innerWidth, bottom: innerHeight },
    scrolls: true,
    pointer: false,
    held: false,
    inControl: false,
    inText: false,
    quiet: false,
    alert: false,
    offset: { x: 0, y: 0 },
    owner: '',
    frames: [],
  });
  return { title: flat(document.title, 120), path: location.pathname + location.hash.slice(0, 80), items, elements };
}
