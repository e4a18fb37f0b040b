import { expect, test } from 'vitest';
import { changedAreas } from '../../../containers/browser/changed-areas.ts';

const [width, height] = [200, 120];
const blank = () => Buffer.alloc(width * height * 3, 255);

/** The picture with some single pixels changed. */
function dotted(...dots: [x: number, y: number][]): Buffer {
  const pixels = blank();
  for (const [x, y] of dots) pixels[(y * width + x) * 3 + 1] = 0;
  return pixels;
}

const areas = (...dots: [x: number, y: number][]) => changedAreas(blank(), dotted(...dots), width, height);

test('equal pictures have no changed area', () => {
  expect(areas()).toEqual([]);
});

test('one pixel changes the block around it, cut at the edges of the picture', () => {
  expect(areas([20, 40])).toEqual([{ x: 16, y: 32, width: 16, height: 16 }]);
  expect(areas([199, 119])).toEqual([{ x: 192, y: 112, width: 8, height: 8 }]);
});

test('what lies close together is one area, what lies apart is several', () => {
  expect(areas([5, 5], [30, 5])).toEqual([{ x: 0, y: 0, width: 32, height: 16 }]);
  expect(areas([5, 5], [190, 100])).toHaveLength(2);
});

test('an area that joins two others takes both in', () => {
  expect(areas([5, 5], [100, 5], [50, 40], [50, 20])).toEqual([{ x: 0, y: 0, width: 112, height: 48 }]);
});

test('every changed pixel lies in an area, and many small ones become one', () => {
  const dots = Array.from({ length: 12 }, (_, at): [number, number] => [
    (at % 4) * 63 + 3,
    Math.floor(at / 4) * 50 + 3,
  ]);
  const found = areas(...dots);
  expect(found.length).toBeLessThanOrEqual(6);
  for (const [x, y] of dots) {
    const holding = found.filter(
      (area) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height,
    );
    expect(holding).toHaveLength(1);
  }
});
