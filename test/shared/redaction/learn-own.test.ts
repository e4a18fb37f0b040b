import { describe, expect, test } from 'vitest';
import { learnOwn } from '#shared/redaction/learn-own.ts';

const own = { name: 'Mira Lindqvist', email: 'mira@example.com' };

/** The texts of one control that is certain to be the user's. */
const onMenu = (texts: string[]) => [{ texts, certain: true }];

describe('What the platform’s account menu teaches of its own user', () => {
  test('is a full name, an address and a user name, each whole', () => {
    const menu = ['Mira Lindqvist-Berg\nmlindqvist7', 'mira.l@harbor.example'];
    expect(learnOwn(own, onMenu(menu)).onPlatform).toEqual([
      'Mira Lindqvist-Berg',
      'mira.l@harbor.example',
      'mlindqvist7',
    ]);
  });

  test.each([
    ['a user name alone', ['mlindqvist7']],
    ['a single word', ['Mira']],
    ['the menu’s own words', ['settings', 'sign out']],
    ['nothing', []],
  ])('is nothing where it shows %s', (_, menu) => {
    expect(learnOwn(own, onMenu(menu)).onPlatform ?? []).toEqual([]);
  });

  test('is nothing where it shows two people', () => {
    expect(learnOwn(own, onMenu(['Mira Lindqvist-Berg', 'Orsolya Benkő', 'mlindqvist7'])).onPlatform ?? []).toEqual([]);
  });

  test.each([
    ['nobody where neither is theirs', ['Jane Roe', 'jane@acme.example'], []],
    [
      'what stands beside their name',
      ['Mira Lindqvist', 'm.l@harbor.example'],
      ['Mira Lindqvist', 'm.l@harbor.example'],
    ],
    ['what stands beside their address', ['Mira L. Berg', 'Mira@example.com'], ['Mira L. Berg', 'Mira@example.com']],
  ])('is, on a control that may be somebody else’s, %s', (_, texts, learnt) => {
    expect(learnOwn(own, [{ texts, certain: false }]).onPlatform ?? []).toEqual(learnt);
  });

  test('is no user name where two could be it', () => {
    const menu = ['Mira Lindqvist-Berg', 'mlindqvist7', 'obenko12'];
    expect(learnOwn(own, onMenu(menu)).onPlatform).toEqual(['Mira Lindqvist-Berg']);
  });
});
