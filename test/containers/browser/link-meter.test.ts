import { expect, test } from 'vitest';
import { LinkMeter } from '../../../containers/browser/link-meter.ts';

/** A line that carries so many bytes a millisecond and needs `roundTrip` ms for the way there and back. */
function drive(meter: LinkMeter, rate: number, roundTrip: number, frames: { bytes: number; at: number }[]): void {
  const events: { at: number; run: () => void }[] = [];
  let busyUntil = 0;
  for (const [index, { bytes, at }] of frames.entries()) {
    busyUntil = Math.max(busyUntil, at) + bytes / rate;
    const shown = busyUntil + roundTrip;
    events.push(
      { at, run: () => meter.sent(index + 1, bytes, at) },
      { at: shown, run: () => meter.acknowledged(index + 1, shown) },
    );
  }
  for (const { run } of events.toSorted((a, b) => a.at - b.at)) run();
}

test('a line is without limit until something telling went over it', () => {
  const meter = new LinkMeter();
  drive(meter, 500, 80, [{ bytes: 8, at: 0 }]);
  expect(meter.rate).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [500, 80],
  [5_000, 20],
])('a line of %i bytes a millisecond and %i ms there and back is recognised', (rate, roundTrip) => {
  const meter = new LinkMeter();
  const frames = [
    { bytes: 8, at: 0 },
    ...Array.from({ length: 12 }, (_, at) => ({ bytes: 40_000, at: 200 + at * 150 })),
  ];
  drive(meter, rate, roundTrip, frames);
  expect(meter.rate / rate).toBeGreaterThan(0.8);
  expect(meter.rate / rate).toBeLessThan(1.25);
});

test('frames that wait behind each other on the line do not count twice', () => {
  const meter = new LinkMeter();
  const frames = [
    { bytes: 8, at: 0 },
    ...Array.from({ length: 20 }, (_, at) => ({ bytes: 40_000, at: 200 + at * 70 })),
  ];
  drive(meter, 500, 80, frames);
  expect(meter.rate / 500).toBeGreaterThan(0.8);
  expect(meter.rate / 500).toBeLessThan(1.25);
});
