import { describe, expect, test } from 'vitest';
import { classifyItems, classifyText, type TextItem } from '#shared/redaction/classify.ts';
import { makePageRedactor, redactText } from '#shared/redaction/redact-text.ts';

const own = { name: 'Robin Sattler', email: 'robin@fernhill.example' };
const item = (text: string, more: Partial<TextItem> = {}): TextItem & { column: string } => ({
  text,
  column: '',
  zone: 'data',
  label: '',
  value: false,
  avatar: false,
  siteMasked: false,
  ...more,
});
const hidden = (given: TextItem, harmless: string[] = []) =>
  classifyText(given, { own, harmless }).map(({ start, end }) => given.text.slice(start, end));

describe('By its form, anywhere', () => {
  test.each([
    ['email', 'Write to maya.o’hara+crm@sub.kranich.example today', 'maya.o’hara+crm@sub.kranich.example'],
    ['email', '🙂🙂 jürgen@bücher.example', 'jürgen@bücher.example'],
    ['phone', 'Call +49 30 90182-4471 now', '+49 30 90182-4471'],
    ['phone', 'Call (415) 555-2671 now', '(415) 555-2671'],
    ['phone', 'โทร 081-234-5678', '081-234-5678'],
    ['card', 'paid with 4242 4242 4242 4242', '4242 4242 4242 4242'],
    ['card', 'paid with •••• 4242', '•••• 4242'],
    ['bank_account', 'to DE89 3704 0044 0532 0130 00', 'DE89 3704 0044 0532 0130 00'],
    ['national_id', 'number 536-90-4399 on file', '536-90-4399'],
    ['national_id', 'number 12345678Z on file', '12345678Z'],
    ['secret', 'key AKIAIOSFODNN7EXAMPLE is live', 'AKIAIOSFODNN7EXAMPLE'],
    ['unknown', 'from 203.0.113.77 at noon', '203.0.113.77'],
    ['address', 'lives at 12 Rosewater Lane since', '12 Rosewater Lane'],
  ])('%s: %s', (kind, text, value) => {
    const spans = classifyText(item(text, { zone: 'control' }), { own });
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([value]);
    expect(spans[0]?.kind).toBe(kind);
  });

  test.each([
    'Order 2026-11-23',
    '4242 4242 4242 4243 items',
    'Version 1.2.3.4567',
    '€ 1,240.00',
    'DE89 3704 0044 0532 0130 01',
    '12345678A',
    'INV-20931',
    '14:05:22',
    'Step 3 of 5',
    '1920 × 1080',
  ])('nothing in a control that says %s', (text) => expect(hidden(item(text, { zone: 'control' }))).toEqual([]));
});

describe('In a data region', () => {
  test.each([
    'Jane Roe',
    'Fern & Oak Interiors',
    'สมชาย',
    '美咲',
    'محمد',
    'called twice',
    'Demna',
    '0812345678',
    '3101 4598 21',
  ])('%s is hidden', (text) => expect(hidden(item(text))).toEqual([text]));
  test.each([
    '',
    '—',
    'Active',
    'In progress',
    'Not started',
    'Paid',
    '12',
    '€ 4,240.00',
    '1.234,56 EUR',
    '2026-03-14',
    '14 March 2026',
    '14. März 2026',
    '3 days ago',
    '2.4 MB',
    'true',
    'No',
    '87 %',
    'ORD-10293',
    '#1042',
    '10:45 AM',
    '3 open deals',
    '完了',
    'เสร็จสิ้น',
    'Offen',
    'payé',
    'Edit',
    '2026年3月14日',
  ])('%s stays', (text) => expect(hidden(item(text))).toEqual([]));
  test.each([
    ['Full name', 'Summer'],
    ['Kunde', 'Active'],
    ['Date of birth', '1984-02-29'],
    ['生年月日', '1984年2月29日'],
    ['รหัสไปรษณีย์', '10110'],
    ['Nom de famille', 'petit'],
    ['Teléfono', '12'],
    ['Assigned to', 'Dana'],
    ['bday', '3'],
  ])('the label %s decides over %s', (label, text) => {
    const shown = classifyText(item(text, { label }), { own }).length === 0;
    expect(shown).toBe(text === 'Active');
  });
  test('a status of an unknown word stays under its header, a name there does not', () => {
    expect(hidden(item('Parked', { label: 'Status' }))).toEqual([]);
    expect(hidden(item('Jane Roe', { label: 'Status' }))).toEqual(['Jane Roe']);
  });
});

describe('Headings, plain text and controls', () => {
  test.each([
    ['heading', 'Jane Roe', ['Jane Roe']],
    ['heading', 'Customers / Thandiwe Nkosi', ['Thandiwe Nkosi']],
    ['heading', 'Create customer', []],
    ['heading', 'Settings', []],
    ['heading', '顧客一覧', []],
    ['heading', '佐藤 美咲', ['佐藤 美咲']],
    ['plain', 'Last edited by Thandiwe an hour ago', ['Thandiwe']],
    ['plain', 'Fill in the form to create an invoice.', []],
    ['plain', 'Contact: thandiwe nkosi', ['thandiwe nkosi']],
    ['control', 'Acme Rocket', []],
    ['control', 'Save', []],
  ] as const)('%s: %s', (zone, text, expected) => expect(hidden(item(text, { zone }))).toEqual(expected));

  test('initials in an avatar are hidden, a count in a round badge is not', () => {
    expect(hidden(item('JR', { zone: 'control', avatar: true }))).toEqual(['JR']);
    expect(hidden(item('3', { zone: 'control', avatar: true }))).toEqual([]);
  });
});

describe('The user’s own and the tutorial’s own', () => {
  test.each(['Robin Sattler', 'robin@fernhill.example', 'ROBIN@fernhill.example', 'Robin\n  Sattler'])(
    '%s stays',
    (text) => expect(hidden(item(text, { label: 'Owner' }))).toEqual([]),
  );
  test.each(['Robin', 'Sattler', 'Robin Sattlerova', 'x.robin@fernhill.example', 'robin@fernhill.example.org'])(
    '%s alone is hidden',
    (text) => expect(hidden(item(text))).toEqual([text]),
  );
  test('a name of one word is hidden like anybody’s, except on the account menu', () => {
    const one = { own: { name: 'Maria', email: 'maria@fernhill.example' } };
    const found = (given: TextItem) => classifyText(given, one).map(({ start, end }) => given.text.slice(start, end));
    expect(found(item('Maria', { label: 'Owner' }))).toEqual(['Maria']);
    expect(found(item('Maria Okafor', { label: 'Owner' }))).toEqual(['Maria Okafor']);
    expect(found(item('Maria', { zone: 'plain', onAccount: true }))).toEqual([]);
    expect(found(item('Maria Okafor', { zone: 'plain', onAccount: true }))).toEqual(['Maria Okafor']);
  });
  test('a full name of a script without spaces stays, a part of it does not', () => {
    const found = (text: string) =>
      classifyText(item(text, { label: 'Owner' }), { own: { name: '佐藤美咲', email: '' } });
    expect(found('佐藤美咲')).toEqual([]);
    expect(found('佐藤')).toHaveLength(1);
  });
  test('only the rest is hidden where both stand', () =>
    expect(hidden(item('Robin Sattler, Jane Roe'))).toEqual([', Jane Roe']));
  test('a value that the tutorial types stays as a whole and not in parts', () => {
    expect(hidden(item('Hello Springfield'), ['Hello Springfield'])).toEqual([]);
    expect(hidden(item('Springfield'), ['Hello Springfield'])).toEqual(['Springfield']);
  });
});

describe('What was found once', () => {
  const page = [
    item('Thandiwe Nkosi', { label: 'Name' }),
    item('lerato.mokoena@acme.example'),
    item('Message Thandiwe', { zone: 'control' }),
    item('Lerato Mokoena', { zone: 'control' }),
    item('Nkosiville', { zone: 'control' }),
    item('Mark as read', { zone: 'control' }),
    item('Mark Save', { label: 'Name' }),
  ];
  const { spans } = classifyItems(page, { own });
  const shown = (index: number) => spans[index]!.map(({ start, end }) => page[index]!.text.slice(start, end));
  test('is found in a button, by parts of the name and of the address', () => {
    expect(shown(2)).toEqual(['Thandiwe']);
    expect(shown(3)).toEqual(['Lerato Mokoena']);
  });
  test('is not found inside a longer word', () => expect(shown(4)).toEqual([]));
});

describe('A column', () => {
  const column = (texts: string[], label = '') =>
    classifyItems(
      texts.map((text) => ({ ...item(text, { label }), column: '1:0' })),
      { own },
    ).spans.map((found) => found.length > 0);
  test('of names makes a name of a word that could be the application’s', () =>
    expect(column(['Thandiwe Nkosi', 'Price', 'Lerato Mokoena'])).toEqual([true, true, true]));
  test('of states does not', () => expect(column(['Open', 'Paid', 'Jane Roe'])).toEqual([false, false, true]));
  test('keeps the user’s own name', () =>
    expect(column(['Thandiwe Nkosi', 'Robin Sattler', 'Lerato Mokoena'])).toEqual([true, false, true]));
  test('under a header of states is left alone', () =>
    expect(column(['Thandiwe Nkosi', 'Open', 'Lerato Mokoena'], 'Status')[1]).toBe(false));
});

describe('Sentences and labels in data', () => {
  test.each([
    ['Thandiwe Nkosi changed the status to Paid · 2.3.2026', ['Thandiwe Nkosi']],
    ['Thandiwe Price 9:40', ['Thandiwe Price']],
    ['Job Bonnet changed the status', ['Job Bonnet']],
    ['Paid by Price Bonnet at 9:40', ['Price Bonnet']],
    ['Musterweg 12, 10115 Berlin', ['Musterweg 12, 10115 Berlin']],
    ['thandiwe changed the status', ['thandiwe changed the status']],
  ])('%s', (text, expected) => expect(hidden(item(text))).toEqual(expected));
  test.each([
    'Date of birth',
    'DNI',
    'Geburtsdatum',
    '生年月日',
    '담당자',
    '联系人',
    'Codice fiscale',
    'Numer telefonu',
  ])('the label %s stays', (text) => expect(hidden(item(text))).toEqual([]));
  test.each([
    ['Rechnungsempfänger', 'Summer'],
    ['請求先住所', '1-2-3'],
    ['Imię i nazwisko', 'Summer'],
    ['차량번호', '12가 3456'],
    ['Kennzeichen', 'B-MK 742'],
    ['CPF', '12'],
    ['出生日期', '1984-02-29'],
  ])('the label %s hides %s', (label, text) => {
    expect(hidden(item(text, { label }))).toEqual([text]);
  });
});

describe('Texts for a model', () => {
  const redactor = makePageRedactor(
    {
      items: [
        { ...item('Thandiwe Nkosi', { label: 'Name' }), id: 0, boxes: [] },
        { ...item('kumquat'), id: 1, boxes: [] },
      ],
    },
    { own },
  );
  test('say what kind was taken out', () => {
    expect(redactor.text('Message Thandiwe at t@acme.example', { dataRegion: false, control: true })).toBe(
      'Message [name] at [email]',
    );
    expect(redactor.text('Something odd', { dataRegion: true })).toBe('[redacted]');
  });
  test('follow the page when the caller knows less', () =>
    expect(redactor.text(' kumquat ', { dataRegion: false, control: true })).toBe('[redacted]'));
  test('are strict without a page', () => {
    expect(redactText('Thandiwe Nkosi · Customers', { dataRegion: false }, { own })).toBe('[name] · Customers');
    expect(redactText('Dashboard', { dataRegion: false }, { own })).toBe('Dashboard');
  });
});

describe('What an application says among data', () => {
  test.each(['Add new address', 'Edit', '+ Add facet values', 'Create another'])('%s is a command', (text) =>
    expect(hidden(item(text, { zone: 'command' }))).toEqual([]),
  );

  test.each(['Jane Roe', 'Message Ottilie', 'jroe92', 'สมชาย', 'Call ottilie92'])('%s on a button is none', (text) =>
    expect(hidden(item(text, { zone: 'command' })).length).toBeGreaterThan(0),
  );

  test('the page’s text for the model agrees with the picture', () => {
    const options = { own };
    const onPage = { ...item('Add bakery hours', { zone: 'command' }), id: 0, boxes: [] };
    const context = { dataRegion: true, label: '' };
    expect(makePageRedactor({ items: [onPage] }, options).text('Add bakery hours', context)).toBe('Add bakery hours');
    expect(redactText('Add bakery hours', context, options)).toBe('[redacted]');
  });

  test('words of its own beside the words of a secret stay, a value does not', () => {
    expect(hidden(item('Start', { label: 'Create your first API token' }))).toEqual([]);
    expect(hidden(item('wombat', { label: 'API token' }))).toEqual(['wombat']);
    expect(hidden(item('welcome', { label: 'Password', value: true }))).toEqual(['welcome']);
    expect(hidden(item('Centre', { label: 'Street' }))).toEqual(['Centre']);
  });

  test('a pair of its label and its value stays', () => {
    expect(hidden(item('Language: Portuguese'))).toEqual([]);
    expect(hidden(item('Priority: Jane Roe')).length).toBeGreaterThan(0);
    expect(hidden(item('Owner: Portuguese')).length).toBeGreaterThan(0);
  });

  test('a choice that the application gives stays under its label', () => {
    expect(hidden(item('Wombat', { label: 'Default language', value: true }))).toEqual([]);
    expect(hidden(item('Jane Roe', { label: 'Default language', value: true }))).toEqual(['Jane Roe']);
    expect(hidden(item('Wombat', { label: 'Default contact', value: true }))).toEqual(['Wombat']);
  });

  test('a month beside a number is no name, and one without is', () => {
    expect(hidden(item('Created June 9, 2026', { zone: 'heading' }))).toEqual([]);
    expect(hidden(item('Created by June', { zone: 'heading' }))).toEqual(['June']);
  });

  test('short forms are no names', () => {
    expect(hidden(item('You’re using it now. Don’t close.', { zone: 'heading' }))).toEqual([]);
  });
});

test('a value of the goal is not spared inside somebody’s address', () => {
  expect(hidden(item('wendy@kranich.example'), ['wendy'])).toEqual(['wendy@kranich.example']);
  expect(hidden(item('docs.wendy.example'), ['wendy'])).toEqual(['docs.wendy.example']);
  expect(hidden(item('Ask wendy.'), ['wendy']).join()).not.toContain('wendy');
});

test('what the walk typed stays in its field and nowhere else', () => {
  const shown = (given: TextItem) => classifyText(given, { own, typed: ['Wendy'] }).length === 0;
  expect(shown(item('Wendy', { value: true, label: 'First name' }))).toBe(true);
  expect(shown(item('Wendy Roe', { value: true, label: 'First name' }))).toBe(false);
  expect(shown(item('Wendy', { label: 'First name' }))).toBe(false);
});

describe('Words of the application that no list has', () => {
  test.each(['ShippingMethod', 'UpdateTaxCategory', 'SelectChoose here'])(
    '%s is made of words it says of itself',
    (text) => expect(hidden(item(text))).toEqual([]),
  );

  test.each(['DeLong', 'MacPage', 'VanDyke', 'LeBlanc', 'ShippingOttilie', 'FieldA'])('%s is not', (text) =>
    expect(hidden(item(text))).toEqual([text]),
  );

  test.each(['Customization', 'Internationalization', 'Berechtigung', 'Configuración', 'Automatização'])(
    'a heading that says %s is no name',
    (text) => expect(hidden(item(text, { zone: 'heading' }))).toEqual([]),
  );

  test.each(['Amputation', 'Resignation', 'Kündigung'])('a value that says %s may be somebody’s', (text) =>
    expect(hidden(item(text))).toEqual([text]),
  );

  test('"will" and "may" are verbs in a sentence, and a user name alone', () => {
    const sentence = 'This will only display your own interface in the chosen language.';
    expect(hidden(item(sentence))).toEqual([]);
    expect(hidden(item('This Will only displays your interface'))).not.toEqual([]);
    for (const text of ['will', 'may', 'will may', 'Will']) expect(hidden(item(text))).toEqual([text]);
  });

  test('the current plan is the plan, and a current contact is a person', () => {
    expect(hidden(item('Community', { label: 'Details | current plan' }))).toEqual([]);
    expect(hidden(item('Jane Roe', { label: 'current plan' }))).toEqual(['Jane Roe']);
    expect(hidden(item('Ottilie', { label: 'current contact' }))).toEqual(['Ottilie']);
  });
});
