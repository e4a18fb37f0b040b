const digits = (text: string) => Array.from(text.replace(/\D/g, ''), Number);

/** ISO/IEC 7812-1, annex B: payment cards and some national numbers. */
export function luhn(text: string): boolean {
  const all = digits(text);
  if (new Set(all).size < 2) return false;
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
