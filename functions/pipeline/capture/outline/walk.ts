import type { RawItem, RawOutline } from '../page-outline.ts';
import type { HintTools } from './hints.ts';
import type { Place, PlaceTools } from './places.ts';
import type { RecordTools } from './records.ts';
import type { RoleTools } from './roles.ts';
import type { StateTools } from './states.ts';
import type { TextTools } from './texts.ts';

export interface OutlineLimits {
  /** Controls in view, controls that scrolling leads to, and everything else. */
  near: number;
  far: number;
  texts: number;
}

type Tools = TextTools & RoleTools & HintTools & RecordTools & StateTools & PlaceTools;

/** Runs in the page: walks what is shown, open shadow roots and frames of the same origin included. */
export function walkOutline(tools: Tools, limits: OutlineLimits): RawOutline {
  const { flat, attribute, wordsIn, children, isIcon, shownText } = tools;
  const { roleOf, isDraggable, hintsOf, isData, columnOf, pieces, stateOf, heldValue, reached, opens, submits } = tools;
  const { regionOf, isCanvas, clipBy } = tools;
  const items: RawItem[] = [];
  const elements: Element[] = [];
  const foreign: RawOutline['foreign'] = [];
  const count = { near: 0, far: 0, texts: 0 };
  let section = '';
  /** Pixels that can be scrolled and are worth a word. */
  const more = 24;

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
    const value = control ? heldValue(el, role) : null;
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
      ...(control && opens(el, role) && { opens: true }),
      ...(control && { submits: submits(el, role) }),
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
    emitScroller(el, style, place);
  }

  /** A list that is made as it is scrolled shows a part of itself: whoever reads it is told that there is more. */
  function emitScroller(el: Element, style: CSSStyleDeclaration, place: Place): void {
    const root = el === document.body;
    const box = root ? document.scrollingElement : el;
    if (!box || (!root && !/auto|scroll/.test(style.overflowY)) || !place.scrolls) return;
    const seen = root ? innerHeight : box.clientHeight;
    const above = box.scrollTop > more;
    const below = box.scrollHeight - box.scrollTop - seen > more;
    const shown = place.clip.bottom - place.clip.top > 40 && place.clip.right - place.clip.left > 40;
    if (seen < 80 || !shown || (!above && !below)) return;
    const rect = el.getBoundingClientRect();
    items.push({
      kind: 'scroller',
      role: 'scroller',
      name: [],
      value: null,
      hints: [],
      state: [...(above ? ['more-above'] : []), ...(below ? ['more-below'] : [])],
      region: place.region,
      section,
      box: { x: rect.x + place.offset.x, y: rect.y + place.offset.y, width: rect.width, height: rect.height },
      inView: true,
      frames: place.frames,
    });
    elements.push(el);
  }

  function visitFrame(frame: HTMLIFrameElement, place: Place): void {
    const inner = frame.contentDocument;
    const rect = frame.getBoundingClientRect();
    const offset = { x: place.offset.x + rect.x + frame.clientLeft, y: place.offset.y + rect.y + frame.clientTop };
    const clip = { left: 0, top: 0, right: frame.clientWidth, bottom: frame.clientHeight };
    const around = [...frame.ownerDocument.querySelectorAll('iframe')];
    const called = attribute(frame, 'name') || frame.id || String(around.indexOf(frame) + 1);
    const frames = [...place.frames, called];
    if (inner?.body) visit(inner.body, { ...place, offset, clip, scrolls: true, frames });
    else if (!inner) foreign.push({ element: frame, frames });
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
  return {
    title: flat(document.title, 120),
    path: location.pathname + location.hash.slice(0, 80),
    items,
    elements,
    foreign,
  };
}
