import type { Company, Contact, Deal, HarborData, Note, Stage } from './data.ts';
import { demoUser } from './data.ts';

const companies: [id: string, name: string, industry: string, city: string][] = [
  ['bluefin', 'Bluefin Logistics', 'Freight', 'Portland, ME'],
  ['alder', 'Alder & Finch', 'Architecture', 'Bristol'],
  ['nordlicht', 'Nordlicht Energie', 'Energy', 'Hamburg'],
  ['lumiere', 'Maison Lumière', 'Retail', 'Lyon'],
  ['siam', 'Siam Orchid Foods', 'Food', 'Chiang Mai'],
  ['kaito', 'Kaito Robotics', 'Manufacturing', 'Nagoya'],
  ['claro', 'Puerto Claro', 'Shipping', 'Valencia'],
  ['prairie', 'Prairie Dental Group', 'Health', 'Omaha, NE'],
];

/** Invented people. Mail goes to example.com, phone numbers are from ranges kept for fiction where a country has one. */
const people: [
  first: string,
  last: string,
  title: string,
  company: string,
  phone: string,
  birth: string,
  address: string,
  city: string,
][] = [
  [
    'Marisol',
    'Whitcombe',
    'Operations Lead',
    'bluefin',
    '+1 207-555-0143',
    '1984-03-17',
    '118 Custom House Wharf',
    'Portland, ME 04101',
  ],
  [
    'Desmond',
    'Okafor',
    'Fleet Manager',
    'bluefin',
    '+1 207-555-0178',
    '1979-11-02',
    '42 Fore Street, Apt 5',
    'Portland, ME 04101',
  ],
  [
    'Imogen',
    'Hartley-Price',
    'Partner',
    'alder',
    '+44 7700 900417',
    '1988-06-29',
    '7 Redcliffe Parade',
    'Bristol BS1 6SP',
  ],
  [
    'Callum',
    'Treharne',
    'Project Architect',
    'alder',
    '+44 7700 900862',
    '1992-01-12',
    '31 Whiteladies Road',
    'Bristol BS8 2LY',
  ],
  [
    'Jörg',
    'Brinkmann',
    'Einkaufsleiter',
    'nordlicht',
    '+49 152 28817386',
    '1975-09-08',
    'Elbchaussee 214',
    '22605 Hamburg',
  ],
  [
    'Annika',
    'Vossler',
    'Grid Planner',
    'nordlicht',
    '+49 171 39200714',
    '1990-12-21',
    'Große Bergstraße 160',
    '22767 Hamburg',
  ],
  [
    'Éloïse',
    'Garnier',
    'Directrice des achats',
    'lumiere',
    '+33 6 39 98 41 27',
    '1983-04-05',
    '12 rue de la République',
    '69002 Lyon',
  ],
  [
    'Bastien',
    'Lacombe',
    'Store Planner',
    'lumiere',
    '+33 6 39 98 70 63',
    '1995-08-19',
    '48 quai Saint-Antoine',
    '69002 Lyon',
  ],
  [
    'สุภาวดี',
    'จันทร์แก้ว',
    'Export Manager',
    'siam',
    '+66 81 555 0192',
    '1987-02-14',
    '99/7 ถนนนิมมานเหมินทร์',
    'เชียงใหม่ 50200',
  ],
  [
    'Kittisak',
    'Boonmee',
    'Quality Lead',
    'siam',
    '+66 89 555 0134',
    '1991-10-30',
    '18 Charoen Rat Road',
    'Chiang Mai 50000',
  ],
  [
    'Haruka',
    'Mizushima',
    'Plant Director',
    'kaito',
    '+81 90-5550-1827',
    '1981-07-23',
    '3-14-2 Sakae, Naka-ku',
    'Nagoya 460-0008',
  ],
  [
    '健太',
    '森本',
    'Process Engineer',
    'kaito',
    '+81 80-5550-4416',
    '1993-05-11',
    '中区錦2丁目19-1',
    '名古屋市 460-0003',
  ],
  [
    'Inés',
    'Carrasco Vidal',
    'Chartering Manager',
    'claro',
    '+34 612 555 018',
    '1986-01-27',
    'Calle de la Paz 21, 3º B',
    '46003 Valencia',
  ],
  [
    'Thiago',
    'Figueiredo',
    'Port Agent',
    'claro',
    '+55 11 95550-0172',
    '1989-09-15',
    'Rua Augusta 1508',
    'São Paulo 01304-001',
  ],
  [
    'Lorraine',
    'Abernathy',
    'Practice Manager',
    'prairie',
    '+1 402-555-0119',
    '1972-12-04',
    '2610 Farnam Street',
    'Omaha, NE 68131',
  ],
  [
    'Rohan',
    'Deshpande',
    'Head of IT',
    'prairie',
    '+1 402-555-0166',
    '1985-08-08',
    '905 Jones Street',
    'Omaha, NE 68102',
  ],
];

const photos = [1, 2, 3, null, 4, 5, 7, null, 17, 6, 11, null, 13, 12, 15, null];

const deals: [name: string, amount: number, stage: Stage, person: number][] = [
  ['Cold chain tracking', 48_000, 'Lead', 0],
  ['Showroom refit, spring', 27_500, 'Lead', 7],
  ['Harbour depot sensors', 91_000, 'Qualified', 1],
  ['Export label printers', 18_400, 'Qualified', 9],
  ['Grid substation retrofit', 236_000, 'Proposal', 4],
  ['Assembly line vision', 154_000, 'Proposal', 10],
  ['Clinic scheduling rollout', 39_900, 'Proposal', 14],
  ['Berth booking portal', 72_300, 'Won', 12],
  ['Studio move', 12_800, 'Won', 2],
  ['Loyalty cards', 9_600, 'Lost', 6],
];

const notes: [person: number, daysAgo: number, text: string][] = [
  [0, 2, 'Prefers a call before nine. Wants the sensor quote split by depot.'],
  [0, 11, 'Met at the Casco Bay freight day. Asked for two references.'],
  [4, 5, 'Budget round closes at the end of the quarter.'],
  [8, 3, 'Sends samples from the March harvest next week.'],
  [12, 8, 'Signed. Kick-off is planned for the second week of January.'],
];

/** What a new Harbor starts with; the same every time but for the days, which count back from today. */
export function seedData(now: Date): HarborData {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
  const contactId = (index: number) => `c${String(index + 1).padStart(2, '0')}`;
  return {
    companies: companies.map(([id, name, industry, city]): Company => ({
      id,
      name,
      industry,
      city,
      website: `${id}.example.com`,
    })),
    contacts: people.map(
      ([firstName, lastName, title, companyId, phone, birthDate, address, city], index): Contact => ({
        id: contactId(index),
        firstName,
        lastName,
        title,
        companyId,
        email: mailAddress(firstName, lastName, companyId),
        phone,
        birthDate,
        address,
        city,
        photo: photos[index] ?? null,
        starred: index === 0 || index === 10,
      }),
    ),
    deals: deals.map(([name, amount, stage, person], index): Deal => ({
      id: `d${String(index + 1).padStart(2, '0')}`,
      name,
      amount,
      stage,
      contactId: contactId(person),
      createdAt: ago(30 - index * 2),
    })),
    notes: notes.map(([person, days, text], index): Note => ({
      id: `n${index + 1}`,
      contactId: contactId(person),
      text,
      createdAt: ago(days),
    })),
    settings: {
      name: demoUser.name,
      jobTitle: 'Account Manager',
      currency: 'USD',
      weeklySummary: true,
      compactTables: false,
    },
    tipDismissed: false,
    sessions: [],
  };
}

/** `marisol.whitcombe@example.com`; people whose names have no Latin letters get their company's. */
function mailAddress(first: string, last: string, company: string): string {
  const latin = `${first}.${last}`
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z.]/g, '');
  return `${latin.length > 3 ? latin : `${company}.office`}@example.com`;
}
