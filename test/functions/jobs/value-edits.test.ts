import { expect, test } from 'vitest';
import { valueEdits } from '../../../functions/jobs/value-edits.ts';

const edit = (...pairs: [string, string][]) => valueEdits(pairs.map(([from, to]) => ({ from, to })));

test('values are replaced in one pass: no edit meets what another has put there', () => {
  const { edited, editedName } = edit(['Anna Lee', 'Lee'], ['Lee', 'Kim']);
  expect(edited('Add Anna Lee of Lee Ltd')).toBe('Add Lee of Kim Ltd');
  expect(editedName('Anna Lee')).toBe('Lee');
  const swapped = edit(['Anna', 'Lee'], ['Lee', 'Anna']);
  expect(swapped.edited('Anna Lee')).toBe('Lee Anna');
});

test('a value stands as whole words, in every script', () => {
  const { edited } = edit(
    ['Open', 'Won'],
    ['Zoë', 'Mia'],
    ['สมชาย', 'สมหญิง'],
    ['ก', 'ข'],
    ['99.5', '12'],
    ['$1', '$2'],
  );
  expect(edited('Reopen Opened Open_1 Open, (Open)')).toBe('Reopen Opened Open_1 Won, (Won)');
  expect(edited('Zoë Zoëlle Zoe')).toBe('Mia Zoëlle Zoe');
  expect(edited('เพิ่มสมชายในรายชื่อ')).toBe('เพิ่มสมหญิงในรายชื่อ');
  expect(edited('ตั้งOpenไว้')).toBe('ตั้งWonไว้');
  expect(edited('กา')).toBe('กา');
  expect(edited('99.5 199.5 99x5')).toBe('12 199.5 99x5');
});

test('an element’s name is edited only where it is made of values', () => {
  const { editedName } = edit(['Open', 'Won'], ['Anna', 'Kim'], ['Lee', 'Lee'], ['5', '7']);
  expect(['Open', 'Open menu', 'Anna Lee', 'Lee, Anna', '5', 'Step 5', ''].map(editedName)).toEqual([
    'Won',
    'Open menu',
    'Kim Lee',
    'Lee, Kim',
    '7',
    'Step 5',
    '',
  ]);
});

test('what is typed is the value, however short, or a sentence that names it', () => {
  const { editedValue } = edit(['5', '7'], ['Open', 'Won']);
  expect(['5', '15', 'Set to Open', 'Opener'].map(editedValue)).toEqual(['7', '15', 'Set to Won', 'Opener']);
  expect(edit().edited('Nothing to edit')).toBe('Nothing to edit');
});
