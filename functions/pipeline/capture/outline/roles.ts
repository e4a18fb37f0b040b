import type { TextTools } from './texts.ts';

/** What an element lies in. */
interface Holding {
  pointer: boolean;
  /** Inside something that can be picked up. */
  held: boolean;
}

/** What can be acted on, and as what. Runs in the page: its source is sent there. */
export function roleTools({ attribute, wordsIn }: TextTools) {
  const controlRoles =
    /^(button|link|menuitem|menuitemcheckbox|menuitemradio|tab|checkbox|radio|switch|option|combobox|listbox|textbox|searchbox|treeitem|slider|spinbutton)$/;
  const nativeControls =
    'a[href],button,input:not([type=hidden]),select,textarea,summary,[contenteditable=""],[contenteditable=true]';
  const fieldRoles = /^(textbox|searchbox|combobox|listbox|spinbutton|slider|checkbox|radio|switch)$/;

  function roleOf(el: Element, style: CSSStyleDeclaration, place: Holding): string {
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
  function isDraggable(el: Element, style: CSSStyleDeclaration, place: Holding): boolean {
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

  return { nativeControls, fieldRoles, roleOf, isDraggable };
}
export type RoleTools = ReturnType<typeof roleTools>;
