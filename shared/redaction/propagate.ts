import type { RegionKind } from '#shared/contract/redaction.ts';
import { namesIn } from './name-shape.ts';
import type { Span } from './page-items.ts';
import { isKnownWord, wordsOf } from './vocabulary.ts';

/** A value found on a page that is to be found wherever else it stands on it. */
export interface Propagated {
  phrase: string;
  kind: RegionKind;
}

const everywhere: ReadonlySet<RegionKind> = new Set([
  'name',
  'email',
  'phone',
  'card',
  'bank_account',
  'national_id',
  'secret',
  'address',
]);

/** Values to look for on the whole page: identifiers as they are, names whole and by each part that is no common word. */
export function valuesToPropagate(found: readonly { text: string; spans: readonly Span[] }[]): Propagated[] {
  const values = new Map<string, RegionKind>();
  const put = (phrase: string, kind: RegionKind) => {
    if (phrase.trim().length >= 2 && !values.has(phrase)) values.set(phrase, kind);
  };
  for (const { text, spans } of found) {
    for (const { start, end, kind, reason } of spans) {
      const value = text.slice(start, end).replace(/\s+/g, ' ').trim();
      if (reason === 'initials' || reason === 'site-mask') continue;
      if (kind === 'email') for (const name of namesOfEmail(value)) put(name, 'name');
      if (kind === 'name') for (const part of nameParts(value, reason)) put(part, 'name');
      else if (kind === 'unknown')
        for (const span of namesIn(value, { single: false })) put(value.slice(span.start, span.end), 'name');
      else if (everywhere.has(kind) && value.length >= 5 && !isKnownWord(value)) put(value, kind);
    }
  }
  return [...values].map(([phrase, kind]) => ({ phrase, kind }));
}

/**
 * A long text that was masked under a name's label is no name. Parts of what only looks like a name are looked for when it
 * is two to four words.
 */
function nameParts(value: string, reason: string): string[] {
  const words = wordsOf(value).filter(({ word }) => !isKnownWord(word));
  if (words.length === 0 || words.length > 6 || value.length > 80) return [];
  if (reason !== 'label' && (words.length < 2 || words.length > 4)) return [value];
  const parts = words
    .map(({ word }) => word)
    .filter((word) =>
      /\p{Script=Latin}|\p{Script=Cyrillic}/u.test(word) ? word.length >= 3 && /^\p{Lu}/u.test(word) : word.length >= 2,
    );
  return [value, ...parts];
}

/** "jane.doe@…" tells "Jane Doe". */
function namesOfEmail(email: string): string[] {
  const parts = (email.split('@')[0] ?? '').split(/[._-]+/).filter((part) => /^\p{L}{2,}$/u.test(part));
  if (parts.length < 2 || parts.length > 3 || parts.every(isKnownWord)) return [];
  return [parts.map((part) => part[0]?.toUpperCase() + part.slice(1).toLowerCase()).join(' ')];
}
