/** Texts as a person reads them. Runs in the page: its source is sent there. */
export function textTools() {
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

  function ownText(el: Element): string {
    if (getComputedStyle(el).visibility === 'hidden') return '';
    return flat([...el.childNodes].map((n) => (n.nodeType === Node.TEXT_NODE ? n.textContent : '')).join(' '));
  }

  /** Made by a program for itself, such as `JxmKFoOLi26c-Im_-wR_b`. */
  function isMachineWord(text: string): boolean {
    return /^[\w-]{16,}$/.test(text) && /[a-z\d_-][A-Z]/.test(text);
  }

  return { flat, attribute, wordsIn, children, isIcon, shownText, ownText, isMachineWord };
}
export type TextTools = ReturnType<typeof textTools>;
