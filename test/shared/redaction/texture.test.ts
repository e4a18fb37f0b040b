import { expect, test } from 'vitest';
import { paintTexture, type Pixels } from '#shared/redaction/texture.ts';
import { isUnreadable } from '#shared/redaction/unreadable.ts';

const width = 200;
const height = 80;
const box = { x: 32, y: 20, width: 96, height: 32 };

/** A plain picture whose box holds what `hidden` says. */
function picture(hidden: (x: number, y: number) => number, background = 240): Pixels {
  const data = Buffer.alloc(width * height * 3, background);
  for (let y = box.y; y < box.y + box.height; y += 1) {
    for (let x = box.x; x < box.x + box.width; x += 1)
      data.fill(hidden(x, y), (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return { data, width, height };
}

function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

const stripes = (x: number) => (x % 4 < 2 ? 0 : 255);
const checks = (x: number, y: number) => (((x >> 2) + (y >> 2)) % 2) * 200;

test('The texture is the same whatever it hides', () => {
  const first = picture(stripes);
  const second = picture(checks);
  expect(first.data.equals(second.data)).toBe(false);
  paintTexture(first, [box], seeded(7));
  paintTexture(second, [box], seeded(7));
  expect(first.data.equals(second.data)).toBe(true);
});

test('The texture of a box reads nothing of a neighbouring box that is hidden too', () => {
  const beside = { x: 128, y: 20, width: 32, height: 32 };
  const paint = (value: number) => {
    const { data } = picture(stripes);
    for (let y = beside.y; y < beside.y + 32; y += 1)
      data.fill(value, (y * width + beside.x) * 3, (y * width + beside.x + 32) * 3);
    paintTexture({ data, width, height }, [box, beside], seeded(7));
    return data;
  };
  expect(paint(0).equals(paint(200))).toBe(true);
});

test('Two masks of the same place differ, so that one cannot be computed to be taken off', () => {
  const first = picture(stripes);
  const second = picture(stripes);
  paintTexture(first, [box], Math.random);
  paintTexture(second, [box], Math.random);
  expect(first.data.equals(second.data)).toBe(false);
});

test.each([0, 20, 90, 128, 200, 255])(
  'On a background of %i the texture is seen, smooth and no longer ink',
  (background) => {
    const pixels = picture(stripes, background);
    expect(isUnreadable(pixels, box)).toBe(false);
    paintTexture(pixels, [box], Math.random);
    expect(isUnreadable(pixels, box)).toBe(true);
  },
);

test.each([
  [2, 2],
  [4, 4],
  [8, 8],
  [16, 5],
  [5, 16],
])('Levels that are almost alike by chance make a texture in %i × %i pixels too', (wide, high) => {
  const small = { x: 32, y: 20, width: wide, height: high };
  const pixels = picture(stripes);
  let drawn = 0.5;
  paintTexture(pixels, [small], () => (drawn += drawn < 0.52 ? 0.001 : -0.02));
  expect(isUnreadable(pixels, small)).toBe(true);
});

test('A box of one flat colour is not taken for texture', () => {
  expect(
    isUnreadable(
      picture(() => 240),
      box,
    ),
  ).toBe(false);
});
