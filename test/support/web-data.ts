import { randomUUID } from 'node:crypto';
import type { Account } from '#shared/contract/accounts.ts';
import type { Connection, SiteInfo } from '#shared/contract/connections.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { Plan } from '#shared/contract/plan.ts';
import type { TutorialChanges } from '#shared/contract/rerun.ts';
import type { Step, Tutorial } from '#shared/contract/tutorials.ts';

const day = 86_400_000;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();

export const ann: Account = { id: randomUUID(), name: 'Ann Weber', email: 'ann@example.com', language: 'en' };
export const annsPassword = 'a short sentence';

export const localSite: SiteInfo = {
  demoPlatform: { url: 'http://127.0.0.1:4610/sign-in', user: 'demo@example.com', password: 'demo-password' },
  outboxUrl: '/_local/outbox',
  offlineModel: true,
};

export function sampleConnection(part: Partial<Connection> = {}): Connection {
  return {
    id: randomUUID(),
    platformUrl: 'https://crm.example.com/sign-in',
    displayName: 'Acme CRM',
    connectionType: 'cookies',
    connectedAt: fromNow(-2 * day),
    lastUsedAt: fromNow(-3 * 3_600_000),
    expiresAt: fromNow(28 * day),
    approvePlans: true,
    ...part,
  };
}

export function sampleJob(part: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    tutorialId: randomUUID(),
    goal: 'Add a contact named Mira Lang and set her status to customer',
    language: 'en',
    status: 'queued',
    percent: 0,
    keptSteps: 0,
    rerunOf: null,
    errorCode: null,
    attempt: 1,
    createdAt: fromNow(-40_000),
    rerun: null,
    plan: null,
    connection: { id: randomUUID(), displayName: 'Acme CRM' },
    ...part,
  };
}

export const samplePlan: Plan = {
  title: 'Add a contact and set the status',
  preconditions: ['You are signed in to Acme CRM.', 'Your role lets you add contacts.'],
  steps: [
    { intent: 'Open Contacts in the menu.', risk: 'none' },
    { intent: 'Start a new contact.', risk: 'none' },
    { intent: 'Enter the name Mira Lang and choose the status Customer.', risk: 'none' },
    { intent: 'Save the contact.', risk: 'changes' },
    { intent: 'Send her the welcome mail.', risk: 'risky' },
  ],
  values: [
    { field: 'Name', value: 'Mira Lang', sample: false },
    { field: 'Company', value: 'Example Ltd', sample: true },
    { field: 'E-mail address', value: '', sample: false },
  ],
  changes: ['A contact named Mira Lang with the status Customer', 'A welcome mail to the address you give'],
  proof: 'Mira Lang is listed under Contacts with the status Customer.',
};

const stepTexts: [text: string, why: string, redactions: NonNullable<Step['frame']>['redactions']][] = [
  ['Select **Contacts** in the menu on the left.', 'All people you work with are listed there.', { name: 3, email: 2 }],
  ['Select **New contact**.', '', { name: 8, email: 8, phone: 5 }],
  [
    'Enter “Mira Lang” in **Name** and choose **Customer** in **Status**, then select **Save**.',
    'The status decides in which lists she appears.',
    {},
  ],
  ['Check that **Mira Lang** stands at the top of the list.', '', { name: 8, email: 8, phone: 5 }],
];

/** As the audit would have it: names stand in a column of names, the rest is written as what it is. */
function whyOf({ name, ...rest }: NonNullable<Step['frame']>['redactions']): NonNullable<Step['frame']>['why'] {
  const written = Object.values(rest).reduce((sum, count) => sum + count, 0);
  return { ...(name ? { label: name } : {}), ...(written ? { written } : {}) };
}

/** A finished tutorial with one step a picture; `highlights` are in pixels of the 1440 × 900 pictures. */
export function sampleTutorial(
  pictures: readonly { highlight: NonNullable<Step['frame']>['highlight'] }[],
  part: Partial<Tutorial> = {},
): Tutorial {
  const steps: Step[] = pictures.map(({ highlight }, index) => {
    const [text, why, redactions] = stepTexts[index % stepTexts.length] ?? ['', '', {}];
    return {
      id: randomUUID(),
      position: index + 1,
      text,
      why,
      frame: { assetId: randomUUID(), width: 1440, height: 900, highlight, redactions, why: whyOf(redactions) },
    };
  });
  return {
    id: randomUUID(),
    jobId: randomUUID(),
    title: 'Add a contact and set the status',
    goal: 'Add a contact named Mira Lang and set her status to customer',
    platformName: 'Acme CRM',
    status: 'ready',
    jobStatus: 'done',
    score: 92,
    firstFrameId: steps[0]?.frame?.assetId ?? null,
    stepCount: steps.length,
    createdAt: fromNow(-2 * 3_600_000),
    language: 'en',
    platformUrl: 'https://crm.example.com/',
    summary: 'Create a contact in Acme CRM, give it the status **Customer**, and find it again in the list.',
    beforeYouStart: [
      'You can sign in to Acme CRM.',
      'Your role lets you add contacts: **New contact** is visible in the list.',
    ],
    steps,
    result: '**Mira Lang** is listed under **Contacts** with the status **Customer**.',
    troubleshooting: [
      'If **New contact** is missing, ask an administrator for the role **Editor**.',
      'If saving is refused, check that the e-mail address is not in use by another contact.',
    ],
    review: {
      total: 92,
      needsYourLook: false,
      findings: [],
      improved: false,
      reasons: [
        {
          criterion: 'goal reached',
          points: 40,
          of: 40,
          reason: 'The last picture shows the new contact in the list.',
        },
        {
          criterion: 'steps complete',
          points: 28,
          of: 30,
          reason: 'Every change of the page has a step of its own; one could be split.',
        },
        {
          criterion: 'clear texts',
          points: 16,
          of: 20,
          reason: 'Labels are quoted as the platform shows them. Step 3 holds two actions.',
        },
        { criterion: 'targets marked', points: 8, of: 10, reason: 'Three of four pictures have a marked target.' },
      ],
    },
    offlineModel: false,
    rerunOf: null,
    draft: null,
    ...part,
  };
}

/** A draft of the tutorial in which one step has other words, one is new and one is gone. */
export function sampleChanges(tutorial: Tutorial): TutorialChanges {
  const [first, second, third, fourth] = tutorial.steps as [Step, Step, Step, Step];
  return {
    tutorialId: tutorial.id,
    draftId: randomUUID(),
    retake: false,
    title: tutorial.title,
    language: tutorial.language,
    score: 88,
    needsYourLook: false,
    changes: [
      { kind: 'same', before: first, after: { ...first, id: randomUUID() }, mended: false, unconfirmed: false },
      {
        kind: 'changed',
        before: second,
        after: { ...second, id: randomUUID(), text: 'Select **Add contact**.' },
        mended: true,
        unconfirmed: true,
      },
      { kind: 'removed', before: third, after: null, mended: false, unconfirmed: false },
      { kind: 'added', before: null, after: { ...fourth, id: randomUUID() }, mended: true, unconfirmed: false },
    ],
    coveredByHand: [first.id, third.id],
  };
}
