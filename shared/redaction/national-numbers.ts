import { validate as belgianNumber } from 'stdnum/lib/cjs/be/nn.js';
import { validate as brazilianCpf } from 'stdnum/lib/cjs/br/cpf.js';
import { validate as swissNumber } from 'stdnum/lib/cjs/ch/ssn.js';
import { validate as chineseId } from 'stdnum/lib/cjs/cn/ric.js';
import { validate as germanTaxId } from 'stdnum/lib/cjs/de/idnr.js';
import { validate as germanPension } from 'stdnum/lib/cjs/de/svnr.js';
import { validate as spanishDni } from 'stdnum/lib/cjs/es/dni.js';
import { validate as spanishNie } from 'stdnum/lib/cjs/es/nie.js';
import { validate as frenchNir } from 'stdnum/lib/cjs/fr/nir.js';
import { validate as hongKongId } from 'stdnum/lib/cjs/hk/hkid.js';
import { validate as italianCode } from 'stdnum/lib/cjs/it/codicefiscale.js';
import { validate as mexicanCurp } from 'stdnum/lib/cjs/mx/curp.js';
import { validate as dutchBsn } from 'stdnum/lib/cjs/nl/bsn.js';
import { validate as polishPesel } from 'stdnum/lib/cjs/pl/pesel.js';
import { validate as portugueseCard } from 'stdnum/lib/cjs/pt/cc.js';
import { validate as portugueseNif } from 'stdnum/lib/cjs/pt/nif.js';
import { validate as thaiCitizen } from 'stdnum/lib/cjs/th/idnr.js';
import { validate as taiwaneseId } from 'stdnum/lib/cjs/tw/natid.js';
import { japaneseMyNumber, luhn } from './checksums.ts';

/**
 * A number that a state gives to a person. Where it is written without signs of its own and its check digit lets through
 * one of ten, an order number would be taken for it: then `beside` has to stand before it in the text. Numbers in fields
 * with such labels, and all of nine digits and more where data stands, are hidden without that.
 */
interface NationalNumber {
  reason: string;
  find: RegExp;
  check?: (text: string) => boolean;
  beside?: RegExp;
}

const by = (validate: (text: string) => { isValid: boolean }) => (text: string) => validate(text).isValid;

/** Month and day at the given place of the digits, as far as every month has it. */
const dated = (at: number) => (text: string) => {
  const digits = text.replace(/\D/g, '');
  const [month, day] = [Number(digits.slice(at, at + 2)), Number(digits.slice(at + 2, at + 4))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
};

const numbers: NationalNumber[] = [
  { reason: 'us-ssn', find: /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
  { reason: 'uk-nino', find: /\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g },
  { reason: 'german-tax', find: /(?<!\d)[1-9]\d(?: \d{3}){3}(?!\d)/g, check: by(germanTaxId) },
  {
    reason: 'german-tax',
    find: /(?<!\d)[1-9]\d{10}(?!\d)/g,
    check: by(germanTaxId),
    beside: /steuer|\b(?:id-?nr|tin)\b/i,
  },
  { reason: 'german-pension', find: /\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b/g, check: by(germanPension) },
  {
    reason: 'french-nir',
    find: /(?<!\d)[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
    check: by(frenchNir),
  },
  { reason: 'spanish-dni', find: /\b\d{1,2}\.?\d{3}\.?\d{3}-?[A-Z]\b/g, check: plain(spanishDni) },
  { reason: 'spanish-nie', find: /\b[XYZ]-?\d\.?\d{3}\.?\d{3}-?[A-Z]\b/g, check: plain(spanishNie) },
  { reason: 'portuguese-card', find: /\b\d{8} ?\d ?[A-Z\d]{2}\d\b/g, check: by(portugueseCard) },
  {
    reason: 'portuguese-nif',
    find: /(?<!\d)[1-3]\d{2} ?\d{3} ?\d{3}(?!\d)/g,
    check: by(portugueseNif),
    beside: /\bnif\b|contribuinte|fiscal/i,
  },
  { reason: 'brazilian-cpf', find: /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g, check: by(brazilianCpf) },
  { reason: 'brazilian-cpf', find: /(?<!\d)\d{11}(?!\d)/g, check: by(brazilianCpf), beside: /\bcpf\b/i },
  {
    reason: 'italian-code',
    find: /\b[A-Z]{3} ?[A-Z]{3} ?[\dL-V]{2}[A-EHLMPR-T][\dL-V]{2} ?[A-Z][\dL-V]{3}[A-Z]\b/gi,
    check: by(italianCode),
  },
  { reason: 'dutch-bsn', find: /(?<![\d.])\d{4}\.\d{2}\.\d{3}(?![\d.])/g, check: by(dutchBsn) },
  { reason: 'dutch-bsn', find: /(?<!\d)\d{9}(?!\d)/g, check: by(dutchBsn), beside: /\bbsn\b|burgerservice|sofi-?n/i },
  { reason: 'polish-pesel', find: /(?<!\d)\d{11}(?!\d)/g, check: by(polishPesel), beside: /pesel/i },
  { reason: 'belgian-number', find: /(?<!\d)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\d)/g, check: by(belgianNumber) },
  { reason: 'swiss-number', find: /(?<!\d)756\.\d{4}\.\d{4}\.\d{2}(?!\d)/g, check: by(swissNumber) },
  { reason: 'mexican-curp', find: /\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d\b/g, check: by(mexicanCurp) },
  { reason: 'thai-citizen', find: /(?<![\d-])\d([- ])\d{4}\1\d{5}\1\d{2}\1\d(?![\d-])/g, check: by(thaiCitizen) },
  {
    reason: 'thai-citizen',
    find: /(?<![\d-])\d{13}(?![\d-])/g,
    check: by(thaiCitizen),
    beside: /บัตร|ประชาชน|citizen|\bid\b/i,
  },
  {
    reason: 'japanese-number',
    find: /(?<!\d[ -]?)\d{4}([ -])\d{4}\1\d{4}(?![ -]?\d)/g,
    check: japaneseMyNumber,
  },
  {
    reason: 'japanese-number',
    find: /(?<!\d[ -]?)\d{12}(?![ -]?\d)/g,
    check: japaneseMyNumber,
    beside: /マイナンバー|個人番号|my ?number/i,
  },
  { reason: 'chinese-id', find: /(?<!\d)[1-9]\d{16}[\dXx](?!\w)/g, check: by(chineseId) },
  { reason: 'hong-kong-id', find: /\b[A-Z]{1,2}\d{6} ?\([\dA]\)/g, check: by(hongKongId) },
  {
    reason: 'taiwanese-id',
    find: /\b[A-Z][1289]\d{8}\b/g,
    check: by(taiwaneseId),
    beside: /身分證|身份證|統一證號|\bid\b/i,
  },
  // Given out since October 2020, it has no check digit; place and form say enough.
  { reason: 'korean-number', find: /(?<![\d-])\d{6}-[1-8]\d{6}(?![\d-])/g, check: dated(2) },
  {
    reason: 'egyptian-number',
    find: /(?<!\d)[23]\d{6}(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}(?!\d)/g,
    check: dated(3),
  },
  { reason: 'emirates-id', find: /(?<!\d)784-\d{4}-\d{7}-\d(?!\d)/g, check: luhn },
  {
    reason: 'saudi-number',
    find: /(?<!\d)[12]\d{9}(?!\d)/g,
    check: luhn,
    beside: /هوية|إقامة|iqama|national id/i,
  },
];

/** Points and dashes that the library's check does not take. */
function plain(validate: (text: string) => { isValid: boolean }) {
  return (text: string) => by(validate)(text.replace(/[.\s-]/g, ''));
}

/** How far before a number the word that names it may stand. */
const reach = 40;

/** Numbers of people by which states know them, in a text whose digits are 0 to 9. Offsets are UTF-16. */
export function findNationalNumbers(text: string): { start: number; end: number; reason: string }[] {
  const found: { start: number; end: number; reason: string }[] = [];
  for (const { reason, find, check, beside } of numbers) {
    for (const match of text.matchAll(find)) {
      const before = text.slice(Math.max(0, match.index - reach), match.index);
      if ((beside && !beside.test(before)) || (check && !check(match[0]))) continue;
      found.push({ start: match.index, end: match.index + match[0].length, reason });
    }
  }
  return found;
}
