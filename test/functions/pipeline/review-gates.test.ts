import { expect, test } from 'vitest';
import type { StepAction } from '#shared/db/schema.ts';
import { findingSentence, gateFindings, type Reviewed } from '../../../functions/pipeline/review-gates.ts';
import type { StepRow } from '../../../functions/pipeline/recorded-steps.ts';

const step = (position: number, action: Partial<StepAction>, text: string, labels: string[] = []): StepRow => ({
  id: `step ${position}`,
  tutorial_id: 'tutorial',
  position,
  action: { kind: 'select', role: 'button', name: '', value: '', ...action },
  labels,
  staged: null,
  analysis: '',
  text,
  why: '',
});
const frame = (position: number, part = {}) => ({
  stepId: `step ${position}`,
  sha256: `picture ${position}`,
  auditedSha256: `picture ${position}`,
  width: 1440,
  height: 900,
  highlight: { x: 100, y: 100, width: 80, height: 32 },
  ...part,
});

/** A tutorial that all gates let through, with what a case changes in it. */
function reviewed(part: Partial<Reviewed> = {}): Reviewed {
  return {
    goal: 'Create a deal called "Spring order"',
    plan: {
      title: 'Create a deal',
      preconditions: [],
      steps: [{ intent: 'Save', risk: 'changes' }],
      values: [{ field: 'name', value: 'Spring order', sample: false }],
      changes: ['A deal'],
      proof: '',
    },
    steps: [
      step(1, { name: 'Deals', role: 'link' }, 'Select **Deals**.', ['Deals']),
      step(2, { kind: 'type', role: 'textbox', name: 'Name', value: 'Spring order' }, 'In **Name**, type it.', [
        'Name',
      ]),
      step(3, { name: 'Save' }, 'Select **Save**.', ['Save']),
      step(4, { kind: 'done', role: '', change: 'the deal is listed' }, 'The deal is listed.'),
    ],
    frames: [frame(1), frame(2), frame(3), frame(4, { highlight: null })],
    texts: ['Create a deal'],
    redaction: { own: { name: 'Nina Falk', email: 'nina@example.com' }, harmless: ['Spring order'] },
    ...part,
  };
}
const base = reviewed();
const steps = (at: number, changed: StepRow) => ({ steps: base.steps.with(at, changed) });
const frames = (at: number, part: object) => ({ frames: base.frames.with(at, { ...base.frames[at]!, ...part }) });
const noChange = { ...base.plan!, changes: [], steps: [] };

test('a tutorial that keeps to the rules passes', () => {
  expect(gateFindings(base)).toEqual([]);
});

const cases: [string, Partial<Reviewed>, string][] = [
  [
    'a label the page did not show',
    steps(2, step(3, { name: 'Save' }, 'Select **Store**.', ['Save'])),
    'foreign_label 3 Store',
  ],
  [
    'an e-mail address in a step',
    steps(3, step(4, { kind: 'done' }, 'It went to maya@example.org.')),
    'personal_data 4 ',
  ],
  ['a stand-in for a name in the title', { texts: ['A deal for [name]'] }, 'personal_data null '],
  ['no text', steps(0, step(1, { name: 'Deals', role: 'link' }, '')), 'no_text 1 '],
  ['no picture', { frames: base.frames.slice(1) }, 'no_picture 1 '],
  [
    'a picture that differs from what the gate let through',
    frames(1, { auditedSha256: 'other' }),
    'unchecked_picture 2 ',
  ],
  ['a picture that the gate never saw', frames(1, { auditedSha256: null }), 'unchecked_picture 2 '],
  ['no mark', frames(0, { highlight: null }), 'no_highlight 1 '],
  ['a mark outside', frames(0, { highlight: { x: 1400, y: 100, width: 80, height: 32 } }), 'no_highlight 1 '],
  ['a mark on everything', frames(0, { highlight: { x: 0, y: 0, width: 1440, height: 900 } }), 'no_highlight 1 '],
  ['a mark too small to see', frames(0, { highlight: { x: 9, y: 9, width: 2, height: 2 } }), 'no_highlight 1 '],
  ['a result that the verifier named no proof for', steps(3, step(4, { kind: 'done' }, 'Done.')), 'no_evidence null '],
  ['no result', { steps: base.steps.slice(0, 3) }, 'no_evidence null '],
  [
    'a deletion nobody asked for',
    { steps: base.steps.with(2, step(3, { name: 'Delete' }, 'Select **Delete**.', ['Delete'])) },
    'unapproved_change 3 Delete',
  ],
  ['a change that the plan denies', { plan: noChange }, 'unapproved_change 3 Save'],
];
test.each(cases)('%s is found', (_, part, found) => {
  const findings = gateFindings(reviewed(part)).map(({ gate, step: at, about }) => `${gate} ${at} ${about}`);
  expect(findings).toContain(found);
});

test('the same picture twice is found, unless two elements of one page were used', () => {
  const twice = frames(2, { sha256: 'picture 2', auditedSha256: 'picture 2' });
  expect(gateFindings(reviewed(twice))).toEqual([]);
  const same = step(3, { kind: 'type', role: 'textbox', name: 'Name', value: 'x' }, 'In **Name**, type it.', ['Name']);
  const findings = gateFindings(reviewed({ ...twice, steps: base.steps.with(2, same) }));
  expect(findings.map(findingSentence)).toEqual(['Step 3 shows the same picture as step 2.']);
});

test('finding the way and searching are no changes', () => {
  const search = [
    step(1, { kind: 'type', role: 'searchbox', name: 'Search', value: 'Ada' }, 'Type it.'),
    step(2, { name: 'Search' }, 'Select **Search**.', ['Search']),
    step(3, { kind: 'done', change: 'Ada is shown' }, 'It is there.'),
  ];
  const goal = 'Find the customer Ada';
  expect(gateFindings(reviewed({ goal, plan: noChange, steps: search, frames: base.frames.slice(0, 3) }))).toEqual([]);
});
