import type { Page } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';

export interface ShownString {
  text: string;
  box: Box;
}

/** Where strings stand in the viewport, by the page itself and not by the code under test: texts and values of fields. */
export function shownStrings(page: Page, wanted: readonly string[] | 'words'): Promise<ShownString[]> {
  return page.evaluate((strings) => {
    const found: { text: string; box: Box }[] = [];
    const shown = (element: Element, { x, y, width, height }: DOMRect) => {
      const [left, top] = [x + width / 2, y + height / 2];
      if (width < 2 || height < 2 || left < 0 || top < 0 || left >= innerWidth || top >= innerHeight) return false;
      let hit = document.elementFromPoint(left, top);
      while (hit?.shadowRoot) hit = hit.shadowRoot.elementFromPoint(left, top);
      if (hit === null) return false;
      // A text that takes no clicks, as in a drawing, lets them through to what is drawn around it.
      const whole = getComputedStyle(element).pointerEvents === 'none' ? element.closest('svg') : null;
      return hit === element || hit.contains(element) || element.contains(hit) || whole?.contains(hit) === true;
    };
    const put = (element: Element, text: string, rect: DOMRect) => {
      const { x, y, width, height } = rect;
      if (shown(element, rect)) found.push({ text, box: { x, y, width, height } });
    };
    const visit = (root: Document | ShadowRoot) => {
      for (const field of root.querySelectorAll<HTMLInputElement>('input,textarea')) {
        if (strings === 'words') continue;
        for (const text of strings) if (field.value.includes(text)) put(field, text, field.getBoundingClientRect());
      }
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
        const parent = node.parentElement;
        if (!parent || node.data.trim() === '') continue;
        for (const text of strings === 'words' ? [node.data.trim()] : strings) {
          const start = node.data.indexOf(text);
          if (start < 0) continue;
          const range = document.createRange();
          range.setStart(node, start);
          range.setEnd(node, start + text.length);
          put(parent, text, range.getBoundingClientRect());
        }
      }
      for (const element of root.querySelectorAll('*')) if (element.shadowRoot) visit(element.shadowRoot);
    };
    visit(document);
    return found;
  }, wanted);
}
