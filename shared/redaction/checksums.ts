const digits = (text: string) => Array.from(text.replace(/\D/g, ''), Number);

/** ISO/IEC 7812-1, annex B: payment cards. */
export function luhn(text: string): boolean {
  const all = digits(text);
  if (all.length < 13 || all.length > 19 || new Set(all).size < 2) return false;
  const sum = all.toReversed().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the country code and check digits moved to the end, letters as numbers, the rest by 97 is 1. */
export function iban(text: string): boolean {
  const plain = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain)) return false;
  const moved = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const sign of moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) {
    rest = (rest * 10 + Number(sign)) % 97;
  }
  return rest === 1;
}

/** Thai citizen number: thirteen digits, weights 13 to 2, by 11. */
export function thaiCitizen(text: string): boolean {
  const all = digits(text);
  if (all.length !== 13) return false;
  const sum = all.slice(0, 12).reduce((total, digit, index) => total + digit * (13 - index), 0);
  return (11 - (sum % 11)) % 10 === all[12];
}

/** Spanish DNI and NIE: the letter is the number by 23 in a fixed row. */
export function spanishId(text: string): boolean {
  const match = /^([XYZ]?)(\d{7,8})-?([A-Z])$/i.exec(text.replace(/[\s.]/g, ''));
  if (!match) return false;
  const first = { X: '0', Y: '1', Z: '2' }[(match[1] ?? '').toUpperCase()] ?? '';
  const number = `${first}${match[2]}`;
  return number.length === 8 && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === match[3]?.toUpperCase();
}

/** French NIR: thirteen digits and a two-digit key, 97 less the number by 97. Corsica's 2A and 2B count as 19 and 18. */
export function frenchNir(text: string): boolean {
  const plain = text.replace(/\s/g, '').toUpperCase();
  if (!/^[12]\d{4}(\d{2}|2[AB])\d{8}$/.test(plain)) return false;
  const number = BigInt(plain.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return 97n - (number % 97n) === BigInt(plain.slice(13));
}

/** German tax number of a person: eleven digits, ISO 7064 mod 11,10; the first is no zero. */
export function germanTaxId(text: string): boolean {
  const all = digits(text);
  if (all.length !== 11 || all[0] === 0) return false;
  let product = 10;
  for (const digit of all.slice(0, 10)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === all[10];
}

/** Japanese My Number: twelve digits, weights 2 to 7 twice from the right, by 11. */
export function japaneseMyNumber(text: string): boolean {
  const all = digits(text);
  if (all.length !== 12) return false;
  const sum = all
    .slice(0, 11)
    .toReversed()
    .reduce((total, digit, index) => total + digit * (index < 6 ? index + 2 : index - 4), 0);
  const rest = sum % 11;
  return (rest <= 1 ? 0 : 11 - rest) === all[11];
}
