import type { Box } from '#shared/contract/tutorials.ts';
import type { AccountControl, PageGeometry, PageItem, PictureItem, Zone } from '../page-items.ts';
import type { AccountTools } from './account-menu.ts';
import type { CoverTools } from './cover.ts';
import type { LabelTools } from './labels.ts';
import type { PictureKind, PictureTools } from './pictures.ts';
import type { ZoneTools } from './zones.ts';

export interface WalkTools extends AccountTools, CoverTools, LabelTools, PictureTools, ZoneTools {}

/** A run of text nodes in one block: what a range of the item's text means in the document. */
export type ItemNodes = { node: Text; start: number }[];

export interface Walk {
  geometry: PageGeometry;
  /** By item id; empty for values of form controls and generated content. Initials are masked with their avatar. */
  nodes: ItemNodes[];
  /** Elements that may carry a closed shadow root, which this walk cannot enter. */
  hosts: { element: Element; box: Box }[];
  /** Boxes of a part of an item's text, in the same terms as the item's own boxes. */
  boxesOf(id: number, start: number, end: number): Box[];
}

/** Runs in the page. One pass over what the viewport shows: texts with their boxes and context, and unreadable pictures. */
export function walkPage(tools: WalkTools): Walk {
  interface Clip {
    flow: Box;
    positioned: Box;
  }
  interface Place {
    left: number;
    top: number;
    viewport: Box;
  }
  const view = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  const items: PageItem[] = [];
  const nodes: ItemNodes[] = [];
  const pictures: PictureItem[] = [];
  const graphics: Box[] = [];
  const account = new Map<Element, AccountControl>();
  const routes = new Set<string>();
  const hosts: Walk['hosts'] = [];
  const places: { element: Element; clip: Box; place: Place }[] = [];
  let run: { node: Text; start: number }[] = [];
  let runText = '';
  let runClip: Box | undefined;
  const skipped = /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|HEAD|META|LINK|TITLE|DATALIST)$/;

  const iconWord = /^\s*[a-z][a-z0-9_]*\s*$/;
  const iconFont = /icon|symbol|material|awesome|glyph/i;

  function meet(a: Box, b: Box): Box | undefined {
    const x = Math.max(a.x, b.x);
    const y = Math.max(a.y, b.y);
    const width = Math.min(a.x + a.width, b.x + b.width) - x;
    const height = Math.min(a.y + a.height, b.y + b.height) - y;
    return width > 0.5 && height > 0.5 ? { x, y, width, height } : undefined;
  }

  /** From a client rectangle of a document to the visible part in the top viewport. */
  function seen(element: Element, rect: DOMRect | Box, clip: Box, place: Place): Box | undefined {
    if (!rendered(element)) return undefined;
    const inClip = meet({ x: rect.x, y: rect.y, width: rect.width, height: rect.height }, clip);
    const inView = inClip && meet(inClip, place.viewport);
    const open = inView && tools.uncovered(element, inView);
    return open && meet({ ...open, x: open.x + place.left, y: open.y + place.top }, view);
  }

  /** False inside closed `details` and other subtrees that are laid out but not painted. */
  function rendered(element: Element): boolean {
    let at: Element | null = element;
    while (at && getComputedStyle(at).display === 'contents') at = tools.parentOf(at);
    return at === null || at.checkVisibility();
  }

  function add(
    element: Element,
    text: string,
    boxes: Box[],
    clip: Box,
    place: Place,
    more: Partial<PageItem>,
    parts: ItemNodes = [],
  ): void {
    if (boxes.length === 0) return;
    const menu = tools.accountOf(element);
    if (menu)
      account.set(menu.control, { certain: menu.certain, texts: [...(account.get(menu.control)?.texts ?? []), text] });
    items.push({
      id: items.length,
      text,
      boxes,
      zone: tools.zoneOf(element),
      label: tools.labelOf(element),
      column: tools.columnOf(element),
      value: false,
      avatar: false,
      siteMasked: tools.siteMasked(element),
      ...(menu?.certain && { onAccount: true }),
      ...more,
    });
    nodes.push(parts);
    places.push({ element, clip, place });
  }

  function flush(place: Place): void {
    const first = run[0];
    const element = first && tools.parentOf(first.node);
    if (first && element && runClip && isIcon(element)) {
      graphics.push(...rangeBoxes(run, 0, runText.length, element, runClip, place));
    } else if (first && element && runClip && runText.trim() !== '') {
      const avatar = /^\s*[\p{L}\p{M}. ]{1,4}\s*$/u.test(runText) ? tools.avatarOf(element) : undefined;
      const whole = avatar && seen(avatar, avatar.getBoundingClientRect(), runClip, place);
      const boxes = whole ? [whole] : rangeBoxes(run, 0, runText.length, element, runClip, place);
      add(element, runText, boxes, runClip, place, { avatar: whole !== undefined }, run);
    }
    run = [];
    runText = '';
    runClip = undefined;
  }

  /** Fonts that draw a word such as "check_box" as one picture: the word itself is not to be seen. */
  function isIcon(element: Element): boolean {
    if (!iconWord.test(runText) || run.length !== 1) return false;
    const style = getComputedStyle(element);
    const range = element.ownerDocument.createRange();
    range.selectNodeContents(run[0]?.node ?? element);
    const width = range.getBoundingClientRect().width;
    return iconFont.test(style.fontFamily) && width <= Number.parseFloat(style.fontSize) * 1.3;
  }

  function rangeBoxes(parts: ItemNodes, start: number, end: number, element: Element, clip: Box, place: Place): Box[] {
    const found: Box[] = [];
    for (const { node, start: at } of parts) {
      const from = Math.max(0, start - at);
      const to = Math.min(node.data.length, end - at);
      if (from >= to || node.data.slice(from, to).trim() === '') continue;
      const range = node.ownerDocument.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      for (const rect of range.getClientRects()) {
        const box = seen(tools.parentOf(node) ?? element, rect, clip, place);
        if (box) found.push(box);
      }
    }
    return found;
  }

  function control(element: HTMLInputElement, clip: Box, place: Place): void {
    const outer = element.getBoundingClientRect();
    // Inside the border: the field stays recognisable as a field.
    const inner = {
      x: outer.x + element.clientLeft,
      y: outer.y + element.clientTop,
      width: element.clientWidth,
      height: element.clientHeight,
    };
    const box = seen(element, element.clientWidth > 0 ? inner : outer, clip, place);
    if (!box) return;
    const kind = element.tagName === 'INPUT' ? element.type : element.tagName;
    if (/^(checkbox|radio|range|color|hidden|image)$/.test(kind)) return;
    if (/^(button|submit|reset)$/.test(kind))
      return add(element, element.value, [box], clip, place, { zone: 'control' });
    const chosen = element.tagName === 'SELECT' ? [...(element as unknown as HTMLSelectElement).selectedOptions] : [];
    const listed = element.tagName === 'SELECT' && (element as unknown as HTMLSelectElement).size > 1;
    const shown = listed ? [...(element as unknown as HTMLSelectElement).options] : chosen;
    const value = element.tagName === 'SELECT' ? shown.map((option) => option.text).join('\n') : element.value;
    if (value.trim() === '') {
      if (element.placeholder) add(element, element.placeholder, [box], clip, place, { zone: 'plain', label: '' });
      return;
    }
    add(element, value, [box], clip, place, { zone: 'data', value: true });
  }

  function generated(element: Element, clip: Box, place: Place): void {
    for (const pseudo of ['::before', '::after']) {
      const { content, fontFamily, fontSize } = getComputedStyle(element, pseudo);
      const text = /^"(.*)"$/s.exec(content)?.[1] ?? '';
      if (text.trim() === '') continue;
      const rect = element.getBoundingClientRect();
      const box = seen(element, rect, clip, place);
      const glyph = /^[\p{Co}\p{So}\p{Sm}]$/u.test(text) || (iconFont.test(fontFamily) && iconWord.test(text));
      if (!glyph && !/\p{L}{2}/u.test(text)) continue;
      if (box && glyph && Math.max(rect.width, rect.height) <= Number.parseFloat(fontSize) * 2) graphics.push(box);
      else if (box && !glyph) add(element, text.replace(/\\(.)/g, '$1'), [box], clip, place, { value: true });
    }
  }

  function picture(element: Element, what: PictureKind, clip: Box, place: Place): void {
    const box = seen(element, element.getBoundingClientRect(), clip, place);
    if (box) pictures.push({ box, ...what });
  }

  /** The bullet or number of a list's entry stands beside it and is nobody's. */
  function marker(element: Element, style: CSSStyleDeclaration, place: Place): void {
    const { left, right, y } = element.getBoundingClientRect();
    const width = 30;
    const x = style.direction === 'rtl' ? right : left - width;
    graphics.push({ x: x + place.left, y: y + place.top, width, height: Number.parseFloat(style.lineHeight) || 24 });
  }

  /** Icons and logos that stay: their lines can look like letters. */
  function graphic(element: Element, style: CSSStyleDeclaration, clip: Box, place: Place): void {
    const drawn = element.matches('svg,img,image,input[type=image]') || /url\(/.test(style.backgroundImage);
    const mask = style.maskImage !== 'none' && style.maskImage !== '';
    if (!drawn && !mask) return;
    const rect = element.getBoundingClientRect();
    const icon = rect.width <= 64 && rect.height <= 64;
    if (!icon && !element.matches('img,image')) return;
    const box = seen(element, rect, clip, place);
    if (box) graphics.push(box);
  }

  function frame(element: HTMLIFrameElement, clip: Box, place: Place): void {
    const outer = element.getBoundingClientRect();
    const inner = element.contentDocument;
    const scaled = Math.abs(outer.width - element.offsetWidth) > 1 || Math.abs(outer.height - element.offsetHeight) > 1;
    const html = inner?.documentElement;
    if (!inner?.body || !html || scaled || inner.contentType !== 'text/html')
      return picture(element, { kind: 'unknown', reason: 'frame' }, clip, place);
    const style = getComputedStyle(element);
    const left = outer.x + element.clientLeft + Number.parseFloat(style.paddingLeft);
    const top = outer.y + element.clientTop + Number.parseFloat(style.paddingTop);
    const open = meet(clip, place.viewport);
    const box = open && meet(open, { x: outer.x, y: outer.y, width: outer.width, height: outer.height });
    if (!box) return;
    const viewport = { x: box.x - left, y: box.y - top, width: box.width, height: box.height };
    const within = { left: place.left + left, top: place.top + top, viewport };
    visit(inner.body, { flow: viewport, positioned: viewport }, within);
  }

  function clipFor(element: Element, style: CSSStyleDeclaration, clip: Clip, place: Place): Clip {
    let flow = clip.flow;
    if (style.position === 'fixed') flow = place.viewport;
    else if (style.position === 'absolute') flow = clip.positioned;
    const clips =
      style.overflowX !== 'visible' || style.overflowY !== 'visible' || /paint|strict|content/.test(style.contain);
    const rect = element.getBoundingClientRect();
    const boxed = /^(block|flex|grid|inline-block|inline-flex|inline-grid|list-item|flow-root|table-cell)$/.test(
      style.display,
    );
    if (clips && boxed && element.tagName !== 'BODY')
      flow = meet(flow, { x: rect.x, y: rect.y, width: rect.width, height: rect.height }) ?? {
        x: -1,
        y: -1,
        width: 0,
        height: 0,
      };
    return { flow, positioned: style.position === 'static' && style.transform === 'none' ? clip.positioned : flow };
  }

  function mayHost(element: Element, box: DOMRect): boolean {
    if (element.shadowRoot || box.width < 8 || box.height < 8) return false;
    if (element.tagName.includes('-')) return true;
    return (
      element.childNodes.length === 0 &&
      /^(DIV|SPAN|SECTION|ARTICLE|MAIN|ASIDE|HEADER|FOOTER|NAV|P|BLOCKQUOTE|H[1-6])$/.test(element.tagName)
    );
  }

  function visit(element: Element, outer: Clip, place: Place): void {
    if (skipped.test(element.tagName)) return;
    const style = getComputedStyle(element);
    if (style.display === 'none' || Number(style.opacity) === 0) return;
    const clip = clipFor(element, style, outer, place);
    const inline = style.display === 'inline' || style.display === 'contents';
    if (!inline) flush(place);
    if (element.tagName === 'BR' && run.length > 0) runText += '\n';
    const shown = style.visibility === 'visible';
    if (shown && element.tagName !== 'BR') {
      if (element.tagName === 'IFRAME' || element.tagName === 'FRAME')
        return frame(element as HTMLIFrameElement, clip.flow, place);
      if (element.matches('input:not([type=image]),textarea,select'))
        return control(element as HTMLInputElement, clip.flow, place);
      const what = tools.pictureOf(
        element,
        element.matches('img,image,input,canvas,video') ? tools.zoneOf(element) : backgroundZone(element, style),
      );
      if (what) picture(element, what, clip.flow, place);
      else graphic(element, style, clip.flow, place);
      if (style.display === 'list-item' && style.listStyleType !== 'none') marker(element, style, place);
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.bottom > 0 && box.top < place.viewport.y + place.viewport.height)
        generated(element, clip.flow, place);
      if (mayHost(element, box)) {
        const open = seen(element, box, clip.flow, place);
        if (open) hosts.push({ element, box: open });
      }
    }
    const children = element.shadowRoot?.childNodes ?? slotted(element);
    for (const child of children) {
      if (child.nodeType === 1) visit(child as Element, clip, place);
      else if (child.nodeType === 3 && shown && (child as Text).data.trim() !== '') text(child as Text, clip.flow);
      else if (child.nodeType === 3 && run.length > 0) text(child as Text, clip.flow);
    }
    if (!inline) flush(place);
  }

  function slotted(element: Element): Iterable<Node> {
    const assigned = element.tagName === 'SLOT' ? (element as HTMLSlotElement).assignedNodes() : [];
    return assigned.length > 0 ? assigned : element.childNodes;
  }

  function text(node: Text, clip: Box): void {
    runClip ??= clip;
    run.push({ node, start: runText.length });
    runText += node.data;
    const parent = tools.parentOf(node);
    if (parent && tools.isRoute(parent)) routes.add(node.data.trim());
  }

  function backgroundZone(element: Element, style: CSSStyleDeclaration): Zone {
    return style.backgroundImage.includes('url(') ? tools.zoneOf(element) : 'plain';
  }

  const place = { left: 0, top: 0, viewport: view };
  const html = /^(text\/html|application\/xhtml\+xml)$/.test(document.contentType);
  if (html && document.body) visit(document.body, { flow: view, positioned: view }, place);
  else pictures.push({ box: view, kind: 'unknown', reason: 'document' });
  flush(place);

  function boxesOf(id: number, start: number, end: number): Box[] {
    const item = items[id];
    const at = places[id];
    if (!item || !at) return [];
    if (item.avatar || (nodes[id]?.length ?? 0) === 0) return item.boxes;
    return rangeBoxes(nodes[id] ?? [], start, end, at.element, at.clip, at.place);
  }

  return {
    geometry: {
      width: view.width,
      height: view.height,
      items,
      pictures,
      graphics,
      account: [...account.values()],
      routes: [...routes],
    },
    nodes,
    hosts,
    boxesOf,
  };
}
