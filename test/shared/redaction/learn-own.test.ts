import { describe, expect, test } from 'vitest';
import { learnOwn } from '#shared/redaction/learn-own.ts';

const own = { name: 'Mira Lindqvist', email: 'mira@example.com' };

describe('What the platform’s account menu teaches of its own user', () => {
  test('is a full name, an address and a user name, each whole', () => {
    const menu = ['Mira Lindqvist-Berg\nmlindqvist7', 'mira.l@harbor.example'];
    expect(learnOwn(own, menu).onPlatform).toEqual(['Mira Lindqvist-Berg', 'mira.l@harbor.example', 'mlindqvist7']);
  });

  test.each([
    ['a user name alone', ['mlindqvist7']],
    ['a single word', ['Mira']],
    ['the menu’s own words', ['settings', 'sign out']],
    ['nothing', []],
  ])('is nothing where it shows %s', (_, menu) => {
    expect(learnOwn(own, menu).onPlatform ?? []).toEqual([]);
  });

  test('is nothing where it shows two people', () => {
    expect(learnOwn(own, ['Mira Lindqvist-Berg', 'Orsolya Benkő', 'mlindqvist7']).onPlatform ?? []).toEqual([]);
  });

  test('is no user name where two could be it', () => {
    const menu = ['Mira Lindqvist-Berg', 'mlindqvist7', 'obenko12'];
    expect(learnOwn(own, menu).onPlatform).toEqual(['Mira Lindqvist-Berg']);
  });
});
