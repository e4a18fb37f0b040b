import type { Span } from './page-items.ts';
import { isCalendarWord } from './harmless.ts';
import { isKnownWord, wordsOf } from './vocabulary.ts';

const unspaced =
  /[\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}]/u;
const joins =
  /^(?:de|da|do|dos|das|di|del|della|la|le|van|von|der|den|zu|zur|bin|bint|al|el|ibn|af|av|ter|ten|y|e|o|du)$/i;

/** Capital first letter, or a script that has none. */
function capital(word: string): boolean {
  return /^\p{Lu}|^\p{Lt}/u.test(word) || unspaced.test(word);
}

/**
 * Runs of words that could be somebody's name: capitalised (or of a script without capitals) and no words that
 * applications use of themselves. A single capitalised word counts only where `single` says so.
 */
export function namesIn(text: string, { single }: { single: boolean }): Span[] {
  const found: Span[] = [];
  let run: { word: string; start: number }[] = [];
  const close = () => {
    while (run.length > 0 && joins.test(run.at(-1)?.word ?? '')) run.pop();
    const first = run[0];
    const last = run.at(-1);
    if (first && last) {
      const letters = run.filter(({ word }) => !joins.test(word));
      const long = letters.some(({ word }) => unspaced.test(word) && word.length >= 2);
      if (letters.length >= 2 || long || (single && first.word.length >= 2)) {
        found.push({ start: first.start, end: last.start + last.word.length, kind: 'name', reason: 'name-shape' });
      }
    }
    run = [];
  };
  for (const next of wordsOf(text)) {
    const before = run.at(-1);
    const gap = before ? text.slice(before.start + before.word.length, next.start) : '';
    if (before && !/^(?:[\s\u00a0]+|[\s\u00a0]*[-‐.・･][\s\u00a0]*|,\s)$/.test(gap)) close();
    const joining = run.length > 0 && joins.test(next.word);
    const known = isKnownWord(next.word) || acronym(next.word) || abstractEnding.test(next.word) || inDate(text, next);
    if (joining || (capital(next.word) && !known)) run.push(next);
    else close();
  }
  close();
  return found;
}

/** "June 9", "9. Juni": months are names of people too, except beside the number of a day or year. */
function inDate(text: string, { word, start }: { word: string; start: number }): boolean {
  const beside =
    /\p{N}[\s\u00a0.,]{0,2}$/u.test(text.slice(0, start)) ||
    /^[\s\u00a0.,]{1,2}\p{N}/u.test(text.slice(start + word.length));
  return beside && isCalendarWord(word);
}

/**
 * "Customization", "Einrichtungsberechtigung": endings that make a thing's name out of a verb, in seven languages. Such a word is
 * no name; as a value it can be somebody's data all the same.
 */
const abstractEnding =
  /^.{4,}(?:[ai]tions?|ierung(?:en)?|igung(?:en)?|schaft(?:en)?|(?:ig|lich)keit(?:en)?|ación|aciones|ização|ação|ações|azione|azioni|atie|acja)$/iu;

function acronym(word: string): boolean {
  return /^\p{Lu}{2,5}s?$/u.test(word);
}

/** Words of a sentence that are capitalised in its middle: where a language writes nouns small, that is a name. */
export function namesWithin(text: string): Span[] {
  return namesIn(text, { single: true }).filter((span) => {
    const written = text.slice(span.start, span.end);
    // Sentences of these scripts are long runs; names are short ones.
    if (unspaced.test(written))
      return written.split(/\s+/).every((part) => part.length <= (/\p{Script=Thai}/u.test(part) ? 20 : 14));
    const before = text.slice(0, span.start).trimEnd();
    const opens = before === '' || /[.!?:•–—\n]$/.test(before);
    return !opens || wordsOf(text.slice(span.start, span.end)).length >= 2;
  });
}
