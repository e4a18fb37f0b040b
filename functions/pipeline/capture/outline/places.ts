import type { TextTools } from './texts.ts';

export interface Clip {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What is passed down from an element to those in it. */
export interface Place {
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

/** Where on the page an element lies. Runs in the page: its source is sent there. */
export function placeTools({ attribute }: TextTools) {
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

  return { regionOf, isCanvas, clipBy };
}
export type PlaceTools = ReturnType<typeof placeTools>;
