import { expect, test } from 'vitest';
import { estimatedWait, waitingInTurn, type LiveSession } from '../../../containers/gateway/turns.ts';

const session = (id: string, turn: number, queued: number, admitted?: number): LiveSession => ({
  id,
  turn,
  queuedAt: new Date(queued),
  admittedAt: admitted === undefined ? null : new Date(admitted),
});
const order = (...live: LiveSession[]) => waitingInTurn(live).map(({ id }) => id);

test('who asked first is first, and who has a place waits no more', () => {
  expect(order(session('b', 1, 2), session('a', 1, 1), session('c', 1, 3), session('d', 1, 0, 5))).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test('a second session of somebody comes after everybody’s first', () => {
  const live = [session('a1', 1, 1), session('a2', 2, 2), session('a3', 3, 3), session('b1', 1, 4)];
  expect(order(...live)).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test.each([
  [1, [30, 80], 10],
  [2, [30, 80], 60],
  [3, [30, 80], 100],
  [1, [300], 10],
  [1, [], 0],
])('the wait of place %i behind sessions of these ages %j is about %i s', (place, ages, seconds) => {
  expect(estimatedWait(place, ages, 90)).toBe(seconds);
});
