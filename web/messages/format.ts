import type { Language } from '#shared/contract/accounts.ts';

export interface Formats {
  /** 23 December 2026 */
  date: (value: string | Date) => string;
  /** 23 Dec 2026, 14:05 */
  dateTime: (value: string | Date) => string;
  /** “3 hours ago”, “in 28 days” */
  relative: (value: string | Date, now?: Date) => string;
  number: (value: number) => string;
  list: (values: string[]) => string;
  /** “German” for `de` */
  languageName: (code: string) => string;
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** British English writes the day first, which the other languages do too; Thai counts years in its own calendar. */
const locales: Record<Language, string> = { en: 'en-GB', th: 'th-TH' };

export function formats(language: Language): Formats {
  const locale = locales[language];
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return {
    date: (value) => date.format(new Date(value)),
    dateTime: (value) => dateTime.format(new Date(value)),
    relative: (value, now = new Date()) => {
      const seconds = (new Date(value).getTime() - now.getTime()) / 1000;
      const unit = units.find(([, length]) => Math.abs(seconds) >= length);
      return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : relative.format(0, 'second');
    },
    number: (value) => number.format(value),
    list: (values) => list.format(values),
    languageName: (code) => names.of(code) ?? code,
  };
}
