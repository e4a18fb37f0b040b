import { isHarmless } from './harmless.ts';
import { findIdentifiers } from './identifiers.ts';
import { isKnownWord, wordsOf } from './vocabulary.ts';

export interface PathContext {
  /** The link stands among data: then only words that applications say of themselves stay. */
  dataRegion: boolean;
  /** What the page hides elsewhere, as it is written there: it stays hidden in an address too. */
  hidden: readonly string[];
}

/** Collections of people: what follows them in an address is one of them. */
const people =
  /^(?:u|user|users|people|person|persons|member|members|contact|contacts|customer|customers|client|clients|patient|patients|employee|employees|staff|student|students|teacher|teachers|lead|leads|author|authors|profile|profiles|friend|friends|guest|guests|tenant|tenants|candidate|candidates|owner|owners|agent|agents|team|account|accounts|@)$/i;

/**
 * An address without its origin, or with a host in front, as a model may read it: `/people/ann-smith` becomes
 * `/people/[redacted]`. Numbers, identifiers of things and words of applications stay.
 */
export function redactPath(path: string, { dataRegion, hidden }: PathContext): string {
  const masked = hidden.map(plain).filter((text) => text.length >= 3);
  let before = '';
  const parts = path.split(/([/?#&=;]+)/).map((part, index) => {
    if (index % 2 === 1 || part === '') return part;
    const personal = isPersonal(part, { before, dataRegion, masked });
    before = part;
    return personal ? '[redacted]' : part;
  });
  return parts.join('');
}

function isPersonal(
  part: string,
  { before, dataRegion, masked }: { before: string; dataRegion: boolean; masked: readonly string[] },
): boolean {
  const text = decoded(part);
  if (findIdentifiers(text).length > 0) return true;
  const written = plain(text);
  if (masked.some((value) => ` ${written} `.includes(` ${value} `) || tight(written) === tight(value))) return true;
  const spaced = text.replace(/[-_.+:~,!]/g, ' ').trim();
  if (/^[\da-f]{8}(?:[ ]?[\da-f]{4}){3}[ ]?[\da-f]{12}$/i.test(spaced) || isHarmless(spaced)) return false;
  // `settings` among the words that languages have, `x7Kq2` among those that they have not.
  const words = wordsOf(spaced);
  if (words.every(({ word }) => isKnownWord(word)) && !/\p{N}{7}/u.test(spaced)) return false;
  if (dataRegion || people.test(before) || text.startsWith('@')) return true;
  return words.length > 1 || !/^[a-z\d]+$/.test(spaced);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
const tight = (text: string) => text.replaceAll(' ', '');
