import { fullName, type HarborData } from '../../../infra/local/demo-platform/data.ts';

export interface DemoGoal {
  goal: string;
  reached: (data: HarborData) => boolean;
}

const person = (data: HarborData, name: string) => data.contacts.find((contact) => fullName(contact) === name);

/** Goals on the bundled demo platform, each with what its own data must say afterwards. */
export const demoGoals: readonly DemoGoal[] = [
  {
    goal: 'Create a deal called Spring order',
    reached: ({ deals }) => deals.some(({ name }) => name === 'Spring order'),
  },
  {
    goal: 'Add a contact Wendy Ashford, wendy.ashford@example.com',
    reached: (data) => person(data, 'Wendy Ashford')?.email === 'wendy.ashford@example.com',
  },
  {
    goal: "Change Desmond Okafor's phone to +1 207-555-0199",
    reached: (data) => person(data, 'Desmond Okafor')?.phone === '+1 207-555-0199',
  },
  {
    goal: 'Find the contact Imogen Hartley-Price',
    reached: (data) => person(data, 'Imogen Hartley-Price') !== undefined,
  },
  {
    goal: 'Delete the contact Marisol Whitcombe',
    reached: (data) => person(data, 'Marisol Whitcombe') === undefined,
  },
  { goal: 'Set my job title to Sales lead', reached: ({ settings }) => settings.jobTitle === 'Sales lead' },
  { goal: 'Turn on compact tables', reached: ({ settings }) => settings.compactTables },
  { goal: 'Change the currency to EUR', reached: ({ settings }) => settings.currency === 'EUR' },
];
