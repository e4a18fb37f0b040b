/** Everything Harbor CRM knows, as it lies in `harbor.json`. Dates are `YYYY-MM-DD`, moments ISO 8601, amounts whole US dollars. */
export interface HarborData {
  contacts: Contact[];
  companies: Company[];
  deals: Deal[];
  notes: Note[];
  settings: Settings;
  tipDismissed: boolean;
  sessions: { tokenHash: string; expiresAt: string }[];
}

export interface Contact {
  id: string;
  firstName: string;
  lastName: string;
  title: string;
  companyId: string;
  email: string;
  phone: string;
  birthDate: string;
  address: string;
  city: string;
  /** Number of the drawn portrait, odd ones with long hair; nothing for initials. */
  photo: number | null;
  starred: boolean;
}

export interface Company {
  id: string;
  name: string;
  industry: string;
  city: string;
  website: string;
}

export const stages = ['Lead', 'Qualified', 'Proposal', 'Won', 'Lost'] as const;
export type Stage = (typeof stages)[number];

export interface Deal {
  id: string;
  name: string;
  amount: number;
  stage: Stage;
  contactId: string;
  createdAt: string;
}

export interface Note {
  id: string;
  contactId: string;
  text: string;
  createdAt: string;
}

export const currencies = ['USD', 'EUR', 'THB'] as const;
interface Settings {
  name: string;
  jobTitle: string;
  currency: (typeof currencies)[number];
  weeklySummary: boolean;
  compactTables: boolean;
}

/** The one user. The platform is a stage for tutorials and holds nothing real, so its password is printed where it runs. */
export const demoUser = { email: 'demo@harbor.example', password: 'demo-harbor-2026', name: 'Dana Ellison' } as const;

export const fullName = (contact: Pick<Contact, 'firstName' | 'lastName'>) =>
  `${contact.firstName} ${contact.lastName}`.trim();
