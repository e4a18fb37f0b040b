import type { Faker } from '@faker-js/faker';
import type { Locale } from './people.ts';

const digits = (fake: Faker, count: number) => fake.string.numeric({ length: count, allowLeadingZeros: true });

/** Sixteen digits of the test range 4000…, the last one so that the Luhn sum ends in 0. */
export function cardNumber(fake: Faker): string {
  const body = `4000${digits(fake, 11)}`;
  const sum = Array.from(body).reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** A German account number with its two check digits (ISO 13616). */
export function bankAccount(fake: Faker): string {
  const body = digits(fake, 18);
  const check = 98n - (BigInt(`${body}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${body}`.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** A national number in the country's form, with a right check digit where the country has one. */
export function nationalId(fake: Faker, locale: Locale): string {
  if (locale === 'th') {
    const body = `3${digits(fake, 11)}`;
    const sum = Array.from(body).reduce((total, digit, index) => total + Number(digit) * (13 - index), 0);
    return `${body}${(11 - (sum % 11)) % 10}`.replace(/(.)(.{4})(.{5})(..)(.)/, '$1-$2-$3-$4-$5');
  }
  if (locale === 'es') {
    const number = fake.number.int({ min: 10_000_000, max: 99_999_999 });
    return `${number}${'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}`;
  }
  if (locale === 'fr') {
    const body = `${fake.number.int({ min: 1, max: 2 })}${digits(fake, 2)}0${fake.number.int({ min: 1, max: 9 })}75${digits(fake, 6)}`;
    return `${body}${String(97n - (BigInt(body) % 97n)).padStart(2, '0')}`;
  }
  if (locale === 'de') {
    const body = String(fake.number.int({ min: 1_000_000_000, max: 9_999_999_999 }));
    const product = Array.from(body).reduce((rest, digit) => (((Number(digit) + rest) % 10 || 10) * 2) % 11, 10);
    return `${body}${(11 - product) % 10}`;
  }
  if (locale === 'ja') {
    const body = digits(fake, 11);
    const sum = Array.from(body)
      .toReversed()
      .reduce((total, digit, n) => total + Number(digit) * (n < 6 ? n + 2 : n - 4), 0);
    return `${body}${sum % 11 <= 1 ? 0 : 11 - (sum % 11)}`;
  }
  if (locale === 'ar') return `1${digits(fake, 9)}`;
  return `${fake.number.int({ min: 100, max: 665 })}-${fake.number.int({ min: 10, max: 99 })}-${fake.number.int({ min: 1000, max: 9999 })}`;
}
