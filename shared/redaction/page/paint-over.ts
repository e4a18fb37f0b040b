import type { ItemNodes } from './walk.ts';

/**
 * Runs in the page. Paints over ranges of text through CSS custom highlights: no element is added, moved or changed.
 * Returns whether the browser could; the pixels are masked afterwards in every case.
 */
export function paintOver(parts: { nodes: ItemNodes; start: number; end: number }[], name: string): boolean {
  try {
    const byDocument = new Map<Document, Range[]>();
    for (const { nodes, start, end } of parts) {
      for (const { node, start: at } of nodes) {
        const from = Math.max(0, start - at);
        const to = Math.min(node.data.length, end - at);
        if (from >= to) continue;
        const range = node.ownerDocument.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        byDocument.set(node.ownerDocument, [...(byDocument.get(node.ownerDocument) ?? []), range]);
      }
    }
    for (const [owner, ranges] of byDocument) {
      const view = owner.defaultView;
      if (!view) continue;
      view.CSS.highlights.set(name, new view.Highlight(...ranges));
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync(
        `::highlight(${name}) { color: transparent; -webkit-text-fill-color: transparent; text-shadow: none; background-color: #9996; }`,
      );
      owner.adoptedStyleSheets.push(sheet);
    }
    return true;
  } catch {
    return false;
  }
}

/** Runs in the page. Takes back what `paintOver` did. */
export function uncoverRanges(owners: Document[], name: string): void {
  for (const owner of owners) {
    owner.defaultView?.CSS?.highlights?.delete(name);
    owner.adoptedStyleSheets = owner.adoptedStyleSheets.filter(
      (sheet) => !(sheet.cssRules[0] as CSSStyleRule | undefined)?.selectorText?.includes(name),
    );
  }
}
