import { findPhoneNumbersInText, isValidPhoneNumber, type CountryCode } from 'libphonenumber-js';
import type { RegionKind } from '#shared/contract/redaction.ts';
import { iban, luhn } from './checksums.ts';
import { findNationalNumbers } from './national-numbers.ts';
import type { Span } from './page-items.ts';

interface Pattern {
  kind: RegionKind;
  reason: string;
  find: RegExp;
  check?: (text: string) => boolean;
}

/** A token of a vendor, a key, or a long random-looking string: letters and digits mixed all the way. */
function randomLooking(text: string): boolean {
  const changes = text.match(/\d(?=\D)|\D(?=\d)/g)?.length ?? 0;
  return changes >= 5 && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

const patterns: Pattern[] = [
  {
    kind: 'email',
    reason: 'email',
    find: /[\p{L}\p{N}._%+'’-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.[\p{L}]{2,24}/gu,
  },
  { kind: 'email', reason: 'email-cut', find: /[\p{L}\p{N}._%+-]{2,}@[\p{L}\p{N}.-]{2,}/gu },
  {
    kind: 'secret',
    reason: 'vendor-key',
    find: /\b(?:sk|pk|rk)[-_](?:live|test|ant|proj)?[-_]?[\w-]{12,}|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abeprs]-[\w-]{10,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|\bglpat-[\w-]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  },
  { kind: 'secret', reason: 'private-key', find: /-----BEGIN[\s\S]{0,4000}?(?:-----END[A-Z ]+-----|$)/g },
  { kind: 'secret', reason: 'random-string', find: /(?<![\w-])[\w-]{24,}(?![\w-])/g, check: randomLooking },
  { kind: 'bank_account', reason: 'iban', find: /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b/g, check: iban },
  { kind: 'card', reason: 'card', find: /(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)/g, check: luhn },
  { kind: 'card', reason: 'card-cut', find: /(?:[•*·xX]{4}[ -]?){1,4}\d{4}\b/g },
  {
    kind: 'unknown',
    reason: 'ip-address',
    find: /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g,
  },
  {
    kind: 'address',
    reason: 'street',
    find: /(?<!\p{L})\d{1,5}[A-Za-z]?,? (?:\p{L}[\p{L}.'’-]*\s){0,4}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|square|terrace|rue|avenue|allée|chemin|soi|thanon)\b\.?|(?<!\p{L})\p{Lu}[\p{L}.-]*(?:straße|strasse|str\.|weg|gasse|platz|allee)\s\d{1,4}\s?[a-z]?|(?<!\p{L})(?:calle|avenida|avda\.?|plaza|paseo|via|rua)\s(?:\p{L}[\p{L}.'’-]*\s?){1,4},?\s?\d{1,4}|〒?\d{3}-\d{4}\s?\p{Script=Han}{2,}|\p{Script=Han}{1,3}[都道府県]\p{Script=Han}{1,6}[市区町村郡]\S*/giu,
  },
];

const regions: CountryCode[] = [
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'TH',
  'JP',
  'IT',
  'NL',
  'BR',
  'IN',
  'AU',
  'CH',
  'AT',
  'SA',
  'AE',
  'EG',
  'KR',
  'CN',
  'MX',
  'SE',
  'PL',
  'TR',
  'ID',
];

/** Arabic, Persian, Thai and full-width digits stand in rows of ten whose first code point is known. */
function digitValue(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = [0x660, 0x6f0, 0xe50, 0xff10].find((first) => code >= first && code <= first + 9) ?? code;
  return String(code - zero);
}

const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0e50-\u0e59\uff10-\uff19]/g;

function phones(latin: string): Span[] {
  const found: Span[] = [];
  for (const { startsAt, endsAt } of findPhoneNumbersInText(latin, { extended: true })) {
    found.push({ start: startsAt, end: endsAt, kind: 'phone', reason: 'phone' });
  }
  for (const match of latin.matchAll(/(?<![\w.,/:-])[+(]?\d[\d() .\u00a0\u2010-\u2015/-]{5,22}\d(?![\w/:]|[.,]\d)/g)) {
    const written = match[0];
    const count = written.replace(/\D/g, '').length;
    if (count < 7 || count > 15 || /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(written))
      continue;
    const shaped =
      /^[+(0]/.test(written) || /\d[) -]+\d{3}[ .-]\d{3,4}/.test(written) || /^\d{3}[.-]\d{4}$/.test(written);
    const valid = written.startsWith('+') || regions.some((region) => isValidPhoneNumber(written, region));
    if (shaped && valid)
      found.push({ start: match.index, end: match.index + written.length, kind: 'phone', reason: 'phone' });
  }
  return found;
}

/** Everything in the text that is personal by its own form, whatever it stands in. Offsets are UTF-16. */
export function findIdentifiers(text: string): Span[] {
  const latin = text.replace(otherDigits, digitValue);
  const numbers = /\d{2}/.test(latin);
  // Before the cards: the Luhn sum of some national numbers is a card's.
  const found: Span[] = numbers ? findNationalNumbers(latin).map((span) => ({ ...span, kind: 'national_id' })) : [];
  for (const { kind, reason, find, check } of patterns) {
    for (const match of text.matchAll(find)) {
      if (check && !check(match[0])) continue;
      found.push({ start: match.index, end: match.index + match[0].length, kind, reason });
    }
  }
  if (numbers) found.push(...phones(latin));
  return found.toSorted((a, b) => a.start - b.start);
}
