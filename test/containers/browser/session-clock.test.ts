import { expect, test } from 'vitest';
import { SessionClock } from '../../../containers/browser/session-clock.ts';

const limits = { idleSeconds: 600, totalSeconds: 900 };
const at = (seconds: number) => seconds * 1_000;

test('a minute before it ends for want of input a session says so, once, and input takes that back', () => {
  const clock = new SessionClock(limits);
  clock.start(0);
  expect(clock.check(at(539))).toBeUndefined();
  expect(clock.check(at(541))).toEqual({ why: 'idle', seconds: 59 });
  expect(clock.check(at(560))).toBeUndefined();
  clock.input(at(561));
  expect(clock.check(at(562))).toBeNull();
  expect(clock.check(at(563))).toBeUndefined();
});

test('two minutes before its whole time is up it says so, and no input puts that off', () => {
  const clock = new SessionClock(limits);
  clock.start(0);
  clock.input(at(779));
  expect(clock.check(at(779))).toBeUndefined();
  expect(clock.check(at(781))).toEqual({ why: 'total', seconds: 119 });
  clock.input(at(890));
  expect(clock.check(at(891))).toBeUndefined();
  expect(clock.check(at(901))).toBe('over');
});

test('without input it is over after the time for that', () => {
  const clock = new SessionClock(limits);
  clock.start(0);
  expect(clock.check(at(601))).toBe('over');
});
