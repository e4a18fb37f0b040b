import { classifyItems, classifyText, withPropagated, type Classified, type TextItem } from './classify.ts';
import type { RedactedText } from './frames.ts';
import { redactPath } from './redact-path.ts';
import type { PageGeometry, PageItem, RedactionOptions, Span } from './page-items.ts';

export interface TextContext {
  /** Whether the text stands where users' data stands: cells, list entries, field values, messages. */
  dataRegion: boolean;
  /** What names the value: field label, column header. */
  label?: string;
  /** The application's own control (button, menu entry, tab, label); without it a text is judged like a heading. */
  control?: boolean;
  /** Not shown on the page, such as a tooltip: names are looked for in it even on a control. */
  unseen?: boolean;
}

/** Redacts texts of one page with what was found on all of it. */
export interface PageRedactor {
  text(value: string, context: TextContext): RedactedText;
  /** An address as a link or the page has it, without its origin. */
  path(value: string, context: Pick<TextContext, 'dataRegion'>): RedactedText;
}

/**
 * A redactor for the texts (outline, title, messages) of the page whose geometry is given. A text that stands in the
 * viewport is judged by where it stands there; if it stands there more than once, the strictest wins. `classified` is what
 * `classifyItems` says of the geometry, where that is known already.
 */
export function makePageRedactor(
  geometry: Pick<PageGeometry, 'items'>,
  options: RedactionOptions,
  { spans, propagated }: Classified = classifyItems(geometry.items, options),
): PageRedactor {
  const known = new Map<string, { item: PageItem; spans: Span[] }>();
  geometry.items.forEach((item, index) => {
    const own = spans[index] ?? [];
    const before = known.get(plain(item.text));
    if (!before || hiddenLength(own) > hiddenLength(before.spans)) known.set(plain(item.text), { item, spans: own });
  });

  function text(value: string, { dataRegion, label = '', control = false, unseen = false }: TextContext): RedactedText {
    const seen = known.get(plain(value));
    const inData = seen?.item.zone === 'command' ? 'command' : 'data';
    const zone = dataRegion ? inData : (seen?.item.zone ?? (control ? (unseen ? 'plain' : 'control') : 'heading'));
    const item: TextItem = {
      text: value,
      zone,
      label: label || (seen?.item.label ?? ''),
      value: seen?.item.value ?? false,
      avatar: false,
      siteMasked: false,
    };
    if (seen && hiddenLength(seen.spans) >= plain(value).length)
      return replaced(value, [{ ...seen.spans[0]!, start: 0, end: value.length }]);
    const strict = seen ? { ...item, avatar: seen.item.avatar, siteMasked: seen.item.siteMasked } : item;
    return replaced(value, withPropagated(strict, classifyText(strict, options), propagated, options));
  }

  const hidden = geometry.items.flatMap(({ text: shown }, index) =>
    (spans[index] ?? []).map(({ start, end }) => shown.slice(start, end)),
  );
  const phrases = propagated.map(({ phrase }) => phrase);
  const path: PageRedactor['path'] = (value, { dataRegion }) =>
    replaced(redactPath(value, { dataRegion, hidden: [...hidden, ...phrases] }), []);

  return { text, path };
}

/** Redacts one text that belongs to no page at hand. */
export function redactText(value: string, context: TextContext, options: RedactionOptions): RedactedText {
  return makePageRedactor({ items: [] }, options).text(value, context);
}

/**
 * For words of the user's goal and our own, never for what a page shows. The type says that a text may go to a model, and
 * this is the one other way to it.
 */
export function ownText(value: string): RedactedText {
  return value as RedactedText;
}

function replaced(value: string, spans: readonly Span[]): RedactedText {
  let result = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    result += `${value.slice(from, start)}[${kind === 'unknown' ? 'redacted' : kind}]`;
    from = end;
  }
  // A text cut inside a character, or holding NUL, is one that databases and services refuse.
  return (result + value.slice(from)).toWellFormed().replaceAll('\0', '') as RedactedText;
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
const hiddenLength = (spans: readonly Span[]) => spans.reduce((total, { start, end }) => total + end - start, 0);
