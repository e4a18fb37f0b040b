import { describe, expect, test } from 'vitest';
import { classifyText } from '#shared/redaction/classify.ts';
import { isHarmless } from '#shared/redaction/harmless.ts';

const own = { name: 'Robin Sattler', email: 'robin@fernhill.example' };

/** What is hidden of a text that stands where an application speaks of itself, by its form alone. */
function hidden(text: string): string[] {
  const item = { text, zone: 'control', label: '', value: false, avatar: false, siteMasked: false } as const;
  return classifyText(item, { own }).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

/** Examples that the states and their registers publish; none is somebody's. */
const grouped: [string, string][] = [
  ['United States', '536-90-4399'],
  ['United Kingdom', 'AB 12 34 56 C'],
  ['Germany, tax', '36 574 261 809'],
  ['Germany, pension', '15 070649 C 103'],
  ['France', '2 95 10 99 126 111 93'],
  ['France, in one', '295109912611193'],
  ['Spain', '54362315-K'],
  ['Spain, with points', '54.362.315-K'],
  ['Spain, foreigners', 'X-2482300-W'],
  ['Portugal', '00000000 0 ZZ4'],
  ['Brazil', '390.533.447-05'],
  ['Italy', 'RCCMNL83S18D969H'],
  ['Italy, in small letters', 'rccmnl83s18d969h'],
  ['Netherlands', '1112.22.333'],
  ['Belgium', '40.00.00-955.79'],
  ['Switzerland', '756.9217.0769.85'],
  ['Mexico', 'BOXW310820HNERXN09'],
  ['Thailand', '1-1120-34563-56-2'],
  ['Japan', '1234 5678 9018'],
  ['China', '360426199101010071'],
  ['Hong Kong', 'G123456(A)'],
  ['Korea', '900101-1234567'],
  ['Egypt', '29001011234567'],
  ['Egypt, in Arabic digits', '٢٩٠٠١٠١١٢٣٤٥٦٧'],
  ['Emirates', '784-1990-1234567-6'],
];
const beside: [string, string, string][] = [
  ['Germany', 'Steuer-ID', '36574261809'],
  ['Portugal', 'NIF', '123456789'],
  ['Brazil', 'CPF', '39053344705'],
  ['Netherlands', 'BSN', '111222333'],
  ['Poland', 'PESEL', '44051401359'],
  ['Thailand', 'เลขบัตรประชาชน', '1112034563562'],
  ['Japan', 'マイナンバー', '123456789018'],
  ['Taiwan', '身分證', 'A123456789'],
  ['Saudi Arabia', 'رقم الهوية', '1000000008'],
];

describe('A number by which a state knows a person', () => {
  test.each(grouped)('of %s is hidden wherever it stands: %s', (_, number) => {
    expect(hidden(`Filed as ${number} today`)).toEqual([`national_id ${number}`]);
  });

  test.each(beside)('of %s is hidden beside %s, and alone it could be an order’s', (_, word, number) => {
    expect(hidden(`Filed, ${word} ${number} today`)).toEqual([`national_id ${number}`]);
    expect(hidden(`Order ${number} today`)).toEqual([]);
    // Where data stands, a long number is hidden whatever its digits are.
    expect(isHarmless(number)).toBe(false);
  });
});

describe('What looks like one and is none', () => {
  test.each(
    [...grouped, ...beside.map(([state, word, number]) => [state, `${word} ${number}`] as const)]
      .filter(([state]) => !/United|Korea|Egypt/.test(state))
      .map(([state, number]) => [state, number.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))]),
  )('a wrong check digit, %s: %s', (_, number) => {
    // What is left can still have the form of a phone number or a card.
    expect(hidden(`Filed as ${number} today`).join()).not.toContain('national_id');
  });

  test.each([
    'Order 36574261809',
    'Invoice 2026-000123456',
    'SKU 4006381333931',
    'Tracking 1112034563562',
    'Ticket A123456789',
    'Batch 20261125-1234567',
    'Part 900141-1234567',
    'Build 123456789',
    'Ref 12345678A',
    'Lot 29013211234567',
  ])('%s stays', (text) => expect(hidden(text)).toEqual([]));
});
