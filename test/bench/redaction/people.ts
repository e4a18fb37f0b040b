import { fakerAR, fakerDE, fakerEN, fakerES, fakerFR, fakerJA, fakerTH, type Faker } from '@faker-js/faker';
import { bankAccount, cardNumber, nationalId } from './numbers.ts';

export const locales = ['en', 'de', 'fr', 'es', 'th', 'ja', 'ar'] as const;
export type Locale = (typeof locales)[number];

export interface BenchPerson {
  name: string;
  first: string;
  email: string;
  phone: string;
  street: string;
  city: string;
  birth: string;
  card: string;
  account: string;
  nationalId: string;
  company: string;
  initials: string;
}

/** Names come from Faker's lists. The detector has no list of names at all, so none of them can be in it. */
const fakers: Record<Locale, Faker> = {
  en: fakerEN,
  de: fakerDE,
  fr: fakerFR,
  es: fakerES,
  th: fakerTH,
  ja: fakerJA,
  ar: fakerAR,
};

const phoneForms: Record<Locale, string> = {
  en: '+1 (###) 555-01##',
  de: '+49 30 9018####',
  fr: '+33 6 12 ## ## ##',
  es: '612 ### ###',
  th: '08#-###-####',
  ja: '090-####-####',
  ar: '+966 50 ### ####',
};

export function faker(locale: Locale, seed: number): Faker {
  const found = fakers[locale];
  found.seed(seed);
  return found;
}

/** A made-up person of a country. Numbers have the country's form and a right check digit. */
export function benchPerson(fake: Faker, locale: Locale): BenchPerson {
  const first = fake.person.firstName();
  const last = fake.person.lastName();
  const spaced = locale === 'ja' ? `${last} ${first}` : `${first} ${last}`;
  const digits = (form: string) => form.replaceAll('#', () => String(fake.number.int({ min: 2, max: 9 })));
  const birth = fake.date.birthdate({ mode: 'age', min: 20, max: 75 });
  const plain = fakerEN.helpers.slugify(`${fakerEN.person.firstName()}.${fakerEN.person.lastName()}`).toLowerCase();
  return {
    name: spaced,
    first,
    email: `${plain}@${fake.helpers.arrayElement(['kranich', 'lotus', 'marais', 'olivar'])}.example`,
    phone: digits(phoneForms[locale]),
    street: fake.location.streetAddress(),
    city: fake.location.city(),
    birth: birth.toISOString().slice(0, 10),
    card: cardNumber(fake),
    account: bankAccount(fake),
    nationalId: nationalId(fake, locale),
    company: fake.company.name(),
    initials: locale === 'ja' || locale === 'th' || locale === 'ar' ? last.slice(0, 1) : first[0]! + last[0]!,
  };
}
