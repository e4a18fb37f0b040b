import type { Box } from '#shared/contract/tutorials.ts';

export interface CoverTools {
  /** The part of a box in the element's own document that nothing opaque lies over, or undefined when all is covered. */
  uncovered(element: Element, box: Box): Box | undefined;
}

/**
 * Runs in the page. A dialog over a table hides names that must not be painted over it again; a translucent backdrop
 * does not hide them. Whatever cannot be decided counts as visible.
 */
export function coverTools(parentOf: (node: Node) => Element | null): CoverTools {
  const step = 6;
  const opaque = new WeakMap<Element, boolean>();

  function isOpaque(element: Element): boolean {
    const known = opaque.get(element);
    if (known !== undefined) return known;
    const style = getComputedStyle(element);
    const colour = style.backgroundColor;
    const solid = colour.startsWith('rgb(') || (/^(color|oklch|oklab|lab|lch)\(/.test(colour) && !colour.includes('/'));
    const clipped = style.backgroundClip === 'text' || style.clipPath !== 'none' || style.maskImage !== 'none';
    let answer = solid && !clipped && style.mixBlendMode === 'normal';
    for (let at: Element | null = element; answer && at; at = parentOf(at)) {
      const { opacity, mixBlendMode } = getComputedStyle(at);
      if (Number(opacity) < 1 || mixBlendMode !== 'normal') answer = false;
    }
    opaque.set(element, answer);
    return answer;
  }

  function line(element: Element): Element[] {
    const found: Element[] = [];
    for (let at: Element | null = element; at; at = parentOf(at)) found.push(at);
    return found;
  }

  /** Highest z-index on the way down from the shared ancestor until a stacking context starts; -1 when nothing is positioned. */
  function level(path: Element[]): number {
    let highest = -1;
    for (const at of path) {
      const { position, zIndex } = getComputedStyle(at);
      if (position === 'static') continue;
      if (zIndex !== 'auto') return Math.max(highest, Number(zIndex));
      highest = Math.max(highest, 0);
      if (position === 'fixed' || position === 'sticky') return highest;
    }
    return highest;
  }

  /** For elements that hit tests skip (inert, pointer-events none): which of two unrelated elements is painted later. */
  function above(cover: Element, element: Element, ancestors: Element[]): boolean {
    const coverLine = line(cover);
    const shared = coverLine.find((at) => ancestors.includes(at));
    if (!shared) return false;
    const coverPath = coverLine.slice(0, coverLine.indexOf(shared)).toReversed();
    const ownPath = ancestors.slice(0, ancestors.indexOf(shared)).toReversed();
    if (coverPath.some((at) => at.matches(':modal,:popover-open')))
      return !ownPath.some((at) => at.matches(':modal,:popover-open'));
    const difference = level(coverPath) - level(ownPath);
    if (difference !== 0) return difference > 0;
    return level(coverPath) >= 0 && Boolean(element.compareDocumentPosition(cover) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  function roots(element: Element): (Document | ShadowRoot)[] {
    const found: (Document | ShadowRoot)[] = [];
    for (let root = element.getRootNode(); ; root = (root as ShadowRoot).host.getRootNode()) {
      found.push(root as Document | ShadowRoot);
      if (!(root as ShadowRoot).host) return found;
    }
  }

  function hidden(
    element: Element,
    ancestors: Element[],
    trees: (Document | ShadowRoot)[],
    x: number,
    y: number,
  ): boolean {
    for (const tree of trees) {
      const stack = tree.elementsFromPoint(x, y);
      const own = stack.findIndex((at) => ancestors.includes(at) && (at === element || at.shadowRoot));
      const before = own >= 0 ? stack.slice(0, own) : stack;
      for (const cover of before) {
        if (ancestors.includes(cover) || element.contains(cover) || !isOpaque(cover)) continue;
        const box = cover.getBoundingClientRect();
        if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
        if (own >= 0 || above(cover, element, ancestors)) return true;
      }
    }
    return false;
  }

  function uncovered(element: Element, box: Box): Box | undefined {
    const ancestors = line(element);
    const trees = roots(element);
    const right = box.x + box.width;
    const ys = [0.2, 0.5, 0.8].map((part) => box.y + box.height * part);
    const quick = [box.x + 1, box.x + box.width / 2, right - 1];
    const top = trees.at(-1) as Document;
    const free = (x: number, y: number) => {
      const hit = top.elementFromPoint(x, y);
      return hit !== null && (ancestors.includes(hit) || element.contains(hit));
    };
    if (trees.length === 1 && quick.every((x) => ys.every((y) => free(x, y)))) return box;
    let first = Infinity;
    let last = -Infinity;
    for (let x = box.x + 1; x < right; x += step) {
      if (ys.every((y) => hidden(element, ancestors, trees, x, y))) continue;
      first = Math.min(first, x);
      last = Math.max(last, x);
    }
    if (first > last) return undefined;
    const from = first === box.x + 1 ? box.x : Math.max(box.x, first - step);
    return { ...box, x: from, width: Math.min(right, last + step) - from };
  }

  return { uncovered };
}
