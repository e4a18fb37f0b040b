import { describe, expect, test } from 'vitest';
import { unexplainedText } from '#shared/redaction/unexplained-text.ts';

/** A picture of 100 × 20 whose detector saw one text from 40 to 60, and with ink everywhere. */
function found(explained: { x: number; y: number; width: number; height: number }[]) {
  const [width, height] = [100, 20];
  const data = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at % 2) * 255));
  const marks = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x >= 40 && x < 60 && y >= 8 && y < 12 ? 255 : 0;
  });
  const map = { data: marks, width, height, scaleX: 1, scaleY: 1 };
  return unexplainedText({ data, width, height }, map, { explained, threshold: 0.3 });
}

describe('A text that only pixels show', () => {
  test('is covered with the height that the detector leaves out', () => {
    expect(found([])).toEqual([{ x: 34, y: 2, width: 32, height: 16 }]);
  });

  test('is covered up to a known text beside it and no further', () => {
    expect(found([{ x: 63, y: 0, width: 30, height: 20 }])).toEqual([
      { x: 34, y: 2, width: 29, height: 16, exact: 'right' },
    ]);
    expect(found([{ x: 0, y: 0, width: 37, height: 20 }])).toEqual([
      { x: 37, y: 2, width: 29, height: 16, exact: 'left' },
    ]);
  });

  test('is covered whole beside a known text of another line', () => {
    expect(found([{ x: 63, y: 14, width: 30, height: 6 }])).toEqual([{ x: 34, y: 2, width: 32, height: 16 }]);
  });
});
