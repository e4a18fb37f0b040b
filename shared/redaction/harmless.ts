import { isKnownWord, wordsOf } from './vocabulary.ts';

const locales = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'th', 'ja', 'ko', 'ar', 'zh', 'pl', 'sv', 'tr'];

/** Month and weekday names as the languages write them: they count only beside a digit, since some are names too. */
const calendar = new Set<string>();
for (const locale of locales) {
  for (let index = 0; index < 12; index += 1) {
    const day = new Date(Date.UTC(2024, index, index + 1));
    for (const width of ['long', 'short'] as const) {
      for (const part of ['month', 'weekday'] as const) {
        const text = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { [part]: width, timeZone: 'UTC' }).format(day);
        for (const { word } of wordsOf(text)) calendar.add(word.toLowerCase());
      }
    }
  }
}

const units = new Set(
  `am pm a p h hr hrs min mins s sec secs ms d day days w wk mo y yr yrs ago in at b kb mb gb tb kib mib gib bytes px pt em rem km m cm mm kg g mg lb oz l ml x k bn mio mrd usd eur gbp jpy cny inr thb sgd aud cad chf sek nok dkk pln czk huf brl mxn krw hkd nzd zar aed sar try idr myr php vnd kr zł r v vs no nr pcs st nd rd th uhr vor tagen tag stunden stunde minuten heures heure jours jour il y a hace días día horas hora`.split(
    /\s+/,
  ),
);

const dates = /\d{1,4}[-/.年\s]\s?\d{1,2}[-/.月\s]\s?\d{1,4}日?|\d{1,2}:\d{2}/;

/** From so many words on, "will", "may" and "own" in small letters are no names; alone they can be somebody's user name. */
const leastSentence = 5;

/**
 * Whether a text in a data region is nobody's: numbers, dates, amounts, sizes, short codes of orders, and words that
 * applications use of themselves. Ten digits and more in a row are no harmless number.
 */
export function isHarmless(text: string): boolean {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '') return true;
  const withoutDates = plain.replace(
    /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
    ' ',
  );
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(plain)) return true;
  if (/^#?[A-Z]{1,6}[-–#/]\d{1,4}(?:[-–/]\d{1,6})?$/.test(plain) || /^#?[A-Z]{2,6}[-–#]\d{1,8}$/.test(plain))
    return true;
  if (longNumber(withoutDates)) return false;
  const words = wordsOf(plain);
  if (words.length === 0) return !/\p{L}/u.test(plain);
  const digit = /\p{N}/u.test(plain);
  const sentence = words.length >= leastSentence;
  return words.every(
    ({ word }) => isKnownWord(word) || (digit && isBesideNumber(word)) || (sentence && /^(?:will|may|own)$/.test(word)),
  );
}

function isBesideNumber(word: string): boolean {
  return units.has(word.toLowerCase()) || isCalendarWord(word);
}

/** The name of a month or weekday in one of many languages. */
export function isCalendarWord(word: string): boolean {
  return calendar.has(word.toLowerCase());
}

/** Nine digits and more with nothing but single separators between them, unless the form is an amount's or a date's. */
function longNumber(text: string): boolean {
  for (const match of text.matchAll(/\p{N}(?:[ \u00a0().-]{0,2}\p{N}){8,}/gu)) {
    const amount = /^\d{1,3}(?:[.,\u00a0 '’]\d{3})+(?:[.,]\d{1,2})?$/.test(match[0]) && !match[0].startsWith('0');
    if (!amount && !dates.test(match[0])) return true;
  }
  return false;
}
