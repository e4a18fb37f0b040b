import type { RedactionOptions } from './page-items.ts';

export interface Part {
  start: number;
  end: number;
}

const letter = /[\p{L}\p{M}\p{N}]/u;
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{N}]/u;

/** Where the phrase stands in the text as a whole: not inside a longer word. Any run of white space equals another. */
export function occurrences(text: string, phrase: string, { caseless }: { caseless: boolean }): Part[] {
  const words = phrase.trim().split(/\s+/);
  if (words[0] === '' || words.length === 0) return [];
  if (!caseless && !text.includes(words[0]!)) return [];
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\u00a0]+');
  const found: Part[] = [];
  for (const match of text.matchAll(new RegExp(pattern, caseless ? 'giu' : 'gu'))) {
    const start = match.index;
    const end = start + match[0].length;
    if (joined(text, start - 1, match[0]) || joined(text, end, match[0].at(-1) ?? '')) continue;
    found.push({ start, end });
  }
  return found;
}

/** Whether the neighbour belongs to the same word; scripts without spaces have no such edge. */
function joined(text: string, at: number, beside: string): boolean {
  const neighbour = text.codePointAt(at) === undefined || at < 0 ? '' : String.fromCodePoint(text.codePointAt(at) ?? 0);
  return letter.test(neighbour) && spaced.test(neighbour) && spaced.test(beside);
}

/** Parts that stay readable: the signed-in user's exact full strings and the values the tutorial types. */
export function sparedParts(text: string, { own, harmless = [] }: RedactionOptions): Part[] {
  const found: Part[] = [];
  if (isFullName(own.name)) found.push(...occurrences(text, own.name, { caseless: false }));
  const { onPlatform = [] } = own;
  for (const name of onPlatform.filter((known) => !known.includes('@')))
    found.push(...occurrences(text, name, { caseless: false }).filter((part) => !withinToken(text, part)));
  for (const email of [own.email, ...onPlatform.filter((known) => known.includes('@'))]) {
    for (const part of occurrences(text, email, { caseless: true })) {
      // "x.jane@acme.com" and "jane@acme.com.evil" are other people's addresses.
      if (
        !/[\p{L}\p{N}._%+-]$/u.test(text.slice(0, part.start)) &&
        !/^(?:[-\p{L}\p{N}_]|\.[\p{L}\p{N}])/u.test(text.slice(part.end))
      )
        found.push(part);
    }
  }
  for (const value of harmless) {
    if (value.trim().length < 2) continue;
    found.push(...occurrences(text, value, { caseless: false }).filter((part) => !withinToken(text, part)));
  }
  return merged(found);
}

/** A single word is other people's name too, except where a script writes first and last name as one. */
function isFullName(name: string): boolean {
  const words = name.trim().split(/\s+/);
  const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]{3,}$/u;
  return words.length > 1 || unspaced.test(words[0]!);
}

/** Part of an address or of another user's name: "wendy" in "wendy@acme.example", "acme" in "docs.acme.example". */
function withinToken(text: string, { start, end }: Part): boolean {
  return /[\p{L}\p{N}][.@/_]$|[@/]$/u.test(text.slice(0, start)) || /^[.@/_][\p{L}\p{N}]/u.test(text.slice(end));
}

export function merged(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

/** What is left of a span when the spared parts are taken out. */
export function without<T extends Part>(span: T, spared: readonly Part[]): T[] {
  const found: T[] = [];
  let from = span.start;
  for (const part of spared) {
    if (part.end <= from || part.start >= span.end) continue;
    if (part.start > from) found.push({ ...span, start: from, end: part.start });
    from = Math.max(from, part.end);
  }
  if (from < span.end) found.push({ ...span, start: from, end: span.end });
  return found;
}
