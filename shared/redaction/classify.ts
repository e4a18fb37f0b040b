import type { RegionKind } from '#shared/contract/redaction.ts';
import { voteByColumn } from './column-vote.ts';
import { isHarmless } from './harmless.ts';
import { findIdentifiers } from './identifiers.ts';
import { namesIn, namesWithin } from './name-shape.ts';
import type { PageItem, RedactionOptions, Span } from './page-items.ts';
import { isHarmlessLabel, isLabelText, kindOfLabel } from './person-fields.ts';
import { valuesToPropagate, type Propagated } from './propagate.ts';
import { merged, occurrences, sparedParts, without, type Part } from './spared.ts';
import { isKnownWord, wordsOf } from './vocabulary.ts';

export type TextItem = Pick<PageItem, 'text' | 'zone' | 'label' | 'value' | 'avatar' | 'siteMasked'> &
  Partial<Pick<PageItem, 'column' | 'onAccount'>>;

/** What is personal in each text of a page, and the values that are to be found wherever else they stand. */
export interface Classified {
  spans: Span[][];
  propagated: Propagated[];
}

/** What of one text is personal, judged by its form and where it stands. Empty: all of it stays. */
export function classifyText(item: TextItem, options: RedactionOptions): Span[] {
  const spared = sparedIn(item, options);
  const { routes = [] } = options;
  const found = judge(item, blanked(item.text, spared), spared).filter(
    ({ start, end, reason }) => reason !== 'name-shape' || !routes.includes(item.text.slice(start, end)),
  );
  return sparedOut(item, found, options);
}

/** What is personal in the texts of one page, in their order, and the values to look for in its other texts. */
export interface Classified {
  spans: Span[][];
  propagated: Propagated[];
}

/** Classifies all texts of one page: what was found in one place is found in every place. */
export function classifyItems(items: readonly TextItem[], options: RedactionOptions): Classified {
  const alone = items.map((item) => classifyText(item, options));
  const own = voteByColumn(items, alone).map((found, index) => sparedOut(items[index]!, found, options));
  const propagated = valuesToPropagate(items.map((item, index) => ({ text: item.text, spans: own[index] ?? [] })));
  const spans = items.map((item, index) => withPropagated(item, own[index] ?? [], propagated, options));
  return { spans, propagated };
}

function sparedOut(item: TextItem, found: readonly Span[], options: RedactionOptions): Span[] {
  const spared = sparedIn(item, options);
  return joined(
    item,
    found.flatMap((span) => without(trimmed(item.text, span), spared)).filter(({ start, end }) => end > start),
  );
}

/** Adds the places where values known from elsewhere on the page stand in this text. */
export function withPropagated(
  item: TextItem,
  own: readonly Span[],
  propagated: readonly Propagated[],
  options: RedactionOptions,
): Span[] {
  const spared = sparedIn(item, options);
  const more = propagated.flatMap(({ phrase, kind }) =>
    occurrences(item.text, phrase, { caseless: false })
      .flatMap((part) => without({ ...part, kind, reason: 'propagated' }, spared))
      .filter((span) => !own.some((known) => known.start <= span.start && known.end >= span.end)),
  );
  return joined(item, [...own, ...more]);
}

function sparedIn({ text, value, onAccount }: TextItem, options: RedactionOptions): Part[] {
  const ofUser = onAccount && text.trim() === options.own.name.trim();
  if (ofUser || (value && options.typed?.includes(text.trim()))) return [{ start: 0, end: text.length }];
  return sparedParts(text, options);
}

function judge(item: TextItem, text: string, spared: readonly Part[]): Span[] {
  const whole = (kind: RegionKind, reason: string): Span[] => [{ start: 0, end: text.length, kind, reason }];
  if (text.trim() === '') return [];
  if (item.siteMasked) return whole('unknown', 'site-mask');
  if (item.avatar && /\p{L}/u.test(text)) return whole('name', 'initials');
  const identifiers = findIdentifiers(text);
  if (item.zone === 'control') return [...identifiers, ...afterColon(text)];
  if (item.zone === 'command' && isCommand(text)) return identifiers;
  if (item.zone !== 'data' && item.zone !== 'command' && isLabelText(text)) return identifiers;
  const names = item.zone === 'heading' ? inSegments(text) : namesWithin(text);
  if (item.zone !== 'data' && item.zone !== 'command') return [...identifiers, ...afterColon(text), ...names];

  const kind = kindOfLabel(item.label);
  if (kind && !isEmptyMark(text) && !(spared.length === 0 && isOwnWordUnder(kind, item, text)))
    return whole(kind, 'label');
  const rest = blanked(text, merged(identifiers));
  if (isHarmless(rest) || isLabelText(rest) || isOwnPair(rest)) return identifiers;
  const among = namesAmongKnown(rest, item.zone === 'command');
  if (among) return [...identifiers, ...among];
  const words = rest.trim().split(/\s+/).length;
  if (isHarmlessLabel(item.label) && words <= 3 && namesIn(rest, { single: false }).length === 0 && spared.length === 0)
    return identifiers;
  const named = namesIn(rest, { single: true }).some((span) => span.end - span.start >= rest.trim().length - 2);
  const main = identifiers.find((span) => span.end - span.start >= text.trim().length * 0.6);
  return whole(main?.kind ?? (named ? 'name' : 'unknown'), main?.reason ?? 'data-region');
}

/**
 * "Jane Roe changed the status to Paid": names among words of the application and times. Undefined when anything else is
 * left without them; a house number beside a street is no such text.
 */
function namesAmongKnown(text: string, command: boolean): Span[] | undefined {
  const found = namesIn(text, { single: true }).map((span) => withNeighbours(text, span, command));
  if (found.length === 0) return undefined;
  const rest = blanked(text, found);
  const timeless = rest.replace(/\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}/g, ' ');
  const known = wordsOf(rest).length > 0 || timeless !== rest;
  return known && !/\p{N}/u.test(timeless) && isHarmless(rest) ? found : undefined;
}

/** "Job Price": capitalised words beside a name belong to it, except the first word of a command, as in "Message Jane". */
function withNeighbours<T extends Part>(text: string, span: T, command: boolean): T {
  let { start, end } = span;
  end += /^(?:[ \u00a0-]\p{Lu}[\p{L}\p{M}’'-]*)*/u.exec(text.slice(end))![0].length;
  const before = /(?:(?<![\p{L}\p{M}’'])\p{Lu}[\p{L}\p{M}’'-]*[ \u00a0-])+$/u.exec(text.slice(0, start));
  if (before && !(command && text.slice(0, before.index).trim() === '')) start = before.index;
  return { ...span, start, end };
}

/** "Start" beside the words "API token": words of the application are no secret or number, and hardly a name. */
function isOwnWordUnder(kind: RegionKind, item: TextItem, text: string): boolean {
  const typedIn = item.value && kind !== 'name';
  return !typedIn && kind !== 'address' && !/\p{N}/u.test(text) && isHarmless(text);
}

/** "Add new address": a known word that begins the text, then small words; neither names nor user names are written so. */
function isCommand(text: string): boolean {
  const [first, ...rest] = wordsOf(text.replace(/^\s*[+＋]\s*/, ''));
  if (!first || rest.length > 5 || /\p{N}/u.test(text) || text.trimStart()[0] !== first.word[0]) return false;
  const small = ({ word }: { word: string }) => isKnownWord(word) || /^[a-z]{2,}$/.test(word);
  return /^\p{Lu}/u.test(first.word) && isKnownWord(first.word) && rest.every(small);
}

/** "Language: English": a value of the application's own beside its label. */
function isOwnPair(text: string): boolean {
  const [, label = '', value = ''] = /^\s*([^:：\n]{2,40})[:：]\s*(\S.*)$/s.exec(text) ?? [];
  return isHarmlessLabel(label) && value.split(/\s+/).length <= 2 && namesIn(value, { single: false }).length === 0;
}

/** A heading or title can be a name in each part between its separators; one capitalised word alone is enough. */
function inSegments(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(/[^|·•–—:›»/\n]+/g)) {
    const words = match[0].trim().split(/\s+/).length;
    for (const span of namesIn(match[0], { single: words <= 3 })) {
      found.push({ ...span, start: span.start + match.index, end: span.end + match.index });
    }
  }
  return found;
}

/** "Contact: …": the words before the colon label what follows. */
function afterColon(text: string): Span[] {
  const match = /^\s*([^:：\n]{2,40})[:：]\s*(\S.*)$/s.exec(text);
  const value = match?.[2];
  const kind = match && kindOfLabel(match[1] ?? '');
  if (!value || !kind || isEmptyMark(value)) return [];
  return [{ start: text.length - value.length, end: text.length, kind, reason: 'label' }];
}

function isEmptyMark(text: string): boolean {
  return /^[\s\-–—_.…/*]*$|^\s*(?:n\/?a|none|null|--)\s*$/i.test(text);
}

/** The same length with the given parts as spaces, so that offsets keep their meaning. */
function blanked(text: string, parts: readonly Part[]): string {
  let result = text;
  for (const { start, end } of parts) result = result.slice(0, start) + ' '.repeat(end - start) + result.slice(end);
  return result;
}

function trimmed<T extends Part>(text: string, span: T): T {
  const part = text.slice(span.start, span.end);
  return {
    ...span,
    start: span.start + (part.length - part.trimStart().length),
    end: span.end - (part.length - part.trimEnd().length),
  };
}

/** One span for what overlaps, under the kind of the longest; a form control's value is masked as a whole or not at all. */
function joined(item: TextItem, spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = found.at(-1);
    if (!last || span.start > last.end) found.push({ ...span });
    else if (span.end - span.start > last.end - last.start) Object.assign(last, { ...span, start: last.start });
    else last.end = Math.max(last.end, span.end);
  }
  const first = found[0];
  return item.value && first ? [{ ...first, start: 0, end: item.text.length }] : found;
}
