import type { PageAsk } from '#shared/contract/page-asks.ts';

const option = (label: string, group: string | null, part: object = {}) => ({
  label,
  group,
  disabled: false,
  selected: false,
  ...part,
});

/** One of each kind of what a remote page may ask. */
export const sampleAsks = {
  dialog: {
    kind: 'dialog',
    dialog: 'prompt',
    origin: 'https://crm.example.com',
    text: 'How should this computer be called?',
    preset: 'Office',
    again: true,
  },
  credentials: { kind: 'credentials', origin: 'https://crm.example.com', secure: true, again: true },
  list: {
    kind: 'list',
    label: 'Region',
    box: { x: 40, y: 120, width: 220, height: 36 },
    options: [
      option('Choose …', null, { disabled: true }),
      option('Bangkok', 'Asia', { selected: true }),
      option('Singapore', 'Asia'),
      option('Tokyo (full)', 'Asia', { disabled: true }),
      option('Dublin', 'Europe'),
      option('Frankfurt', 'Europe'),
    ],
  },
  suggestions: {
    kind: 'list',
    label: 'City',
    typing: true,
    box: { x: 40, y: 120, width: 220, height: 36 },
    options: [option('Bangkok', null), option('BKK · Bangkok airport', null), option('Bandung', null)],
  },
  value: {
    kind: 'value',
    input: 'date',
    label: 'Date of birth',
    box: { x: 40, y: 200, width: 220, height: 36 },
    value: '1990-05-17',
    min: '',
    max: '',
    step: '',
  },
} satisfies Record<string, PageAsk>;
