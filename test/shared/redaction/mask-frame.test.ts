import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { RawFrame, rawPixels, type RedactionRegion } from '#shared/redaction/frames.ts';
import { gateFrame } from '#shared/redaction/gate-frame.ts';
import { addRegions } from '#shared/redaction/mask-frame.ts';
import { addModelRegions, drawNumberedBoxes } from '#shared/redaction/numbered-boxes.ts';
import { isUnreadable } from '#shared/redaction/unreadable.ts';
import { masked } from '../../support/masked-frame.ts';

const text = (x: number, y: number) =>
  `<text x="${x}" y="${y}" font-size="16" font-family="sans-serif">Jane Roe, Oakland</text>`;
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="#fff"/>${text(40, 50)}${text(40, 130)}
<path d="${Array.from({ length: 60 }, (_, index) => `M${40 + index * 4} 36v18`).join('')}M40 120${Array.from({ length: 30 }, () => 'l4 8l4 -8').join('')}" stroke="#111" fill="none"/></svg>`;
const first = { x: 40, y: 36, width: 200, height: 18 };
const second = { x: 40, y: 116, width: 200, height: 18 };
const region = (box: RedactionRegion['box']): RedactionRegion => ({
  box,
  kind: 'name',
  stage: 'structure',
  reason: 'label',
});

async function raw(): Promise<RawFrame> {
  return new RawFrame(await sharp(Buffer.from(drawing)).png().toBuffer(), 400, 200);
}
async function pixels(webp: Buffer) {
  const { data, info } = await sharp(webp).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe('Masking a raw frame', () => {
  test('makes the region unreadable, rounds it outwards to the grid and records it', async () => {
    const frame = await masked(await raw(), [region(first)]);
    expect(frame.regions).toEqual([{ ...region({ x: 32, y: 34, width: 224, height: 22 }) }]);
    expect(isUnreadable(await pixels(frame.webp), first)).toBe(true);
    expect(isUnreadable(await pixels(frame.webp), second)).toBe(false);
  });

  test.each([
    ['of no width', { x: 10, y: 10, width: 0, height: 20 }],
    ['of no height', { x: 10, y: 10, width: 20, height: 0 }],
    ['outside the picture', { x: 500, y: 10, width: 20, height: 20 }],
    ['that is no number', { x: Number.NaN, y: 10, width: 20, height: 20 }],
    ['without an end', { x: 0, y: 0, width: Infinity, height: 20 }],
  ])('refuses a region %s instead of noting it as done', async (_, box) => {
    await expect(masked(await raw(), [region(first), region(box)])).rejects.toMatchObject({ code: 'FRAME_NOT_SAFE' });
  });

  test('releases the raw pixels, also when it fails', async () => {
    const good = await raw();
    await masked(good, []);
    expect(() => rawPixels(good)).toThrow('released');
    const bad = await raw();
    await masked(bad, [region({ x: 0, y: 0, width: 0, height: 0 })]).catch(() => undefined);
    expect(() => rawPixels(bad)).toThrow('released');
  });

  test('gives a raw frame no way out through JSON or a spread', async () => {
    const frame = await raw();
    expect(() => JSON.stringify({ frame })).toThrow('serialized');
    expect(Object.values(Object.assign({}, frame))).toEqual([400, 200]);
  });
});

describe('Stage 2', () => {
  test('adds masks for the numbers named and takes none away', async () => {
    const frame = await masked(await raw(), [region(first)]);
    const candidates = [
      { number: 1, box: second },
      { number: 2, box: { x: 300, y: 150, width: 40, height: 20 } },
    ];
    const again = await addModelRegions(frame, candidates, [1, 99]);
    expect(again.regions).toHaveLength(2);
    expect(again.regions[0]).toEqual(frame.regions[0]);
    expect(again.regions[1]).toMatchObject({ stage: 'model' });
    const after = await pixels(again.webp);
    expect([isUnreadable(after, first), isUnreadable(after, second)]).toEqual([true, true]);
    expect(again.sha256).not.toBe(frame.sha256);
  });

  test('draws its numbers on a copy', async () => {
    const frame = await masked(await raw(), [region(first)]);
    const before = Buffer.from(frame.webp);
    const drawn = await drawNumberedBoxes(frame, [{ number: 1, box: second }]);
    expect(frame.webp.equals(before)).toBe(true);
    const { data, width } = await pixels(drawn.webp);
    const corner = (116 * width + 140) * 3;
    expect(data[corner]! - data[corner + 1]!).toBeGreaterThan(80);
  });

  test('gives a model at most 1,024 pixels a side, with the numbers where the texts are then', async () => {
    const png = await sharp(Buffer.from(drawing)).resize(2048, 1024).png().toBuffer();
    const frame = await masked(new RawFrame(png, 2048, 1024), [region({ x: 200, y: 180, width: 1000, height: 100 })]);
    const drawn = await drawNumberedBoxes(frame, [{ number: 1, box: { x: 800, y: 600, width: 400, height: 100 } }]);
    expect(drawn).toMatchObject({ width: 1024, height: 512 });
    const { data, width } = await pixels(drawn.webp);
    expect(width).toBe(1024);
    const red = (x: number, y: number) => data[(y * width + x) * 3]! - data[(y * width + x) * 3 + 1]!;
    expect([red(500, 300), red(500, 350), red(400, 330), red(600, 330)].every((much) => much > 80)).toBe(true);
    expect(isUnreadable({ data, width, height: 512 }, { x: 110, y: 96, width: 480, height: 36 })).toBe(true);
  });
});

describe('The gate', () => {
  test('passes a frame that is what it says, byte for byte', async () => {
    const frame = await masked(await raw(), [region(first)], [{ ...second, width: 300 }]);
    expect((await gateFrame(frame.webp, frame)).webp === frame.webp).toBe(true);
  });

  test('masks text that nobody recorded as readable', async () => {
    const frame = await masked(await raw(), [region(first)]);
    const passed = await gateFrame(frame.webp, frame);
    expect(passed.regions.slice(1).map(({ stage, reason }) => `${stage} ${reason}`)).toContain('gate pixel-text');
    expect(isUnreadable(await pixels(passed.webp), second)).toBe(true);
  });

  test('masks what is still readable in a recorded region', async () => {
    const frame = await masked(await raw(), [region(first)], [{ ...second, width: 300 }]);
    const forgotten = { ...frame, regions: [...frame.regions, region({ ...second, x: 32, width: 208 })] };
    const passed = await gateFrame(frame.webp, forgotten);
    expect(passed.regions.map(({ stage }) => stage)).toEqual(['structure', 'structure', 'gate']);
    expect(isUnreadable(await pixels(passed.webp), second)).toBe(true);
  });

  /** Masks over the edge between a light and a dark place: each has the texture of its own surroundings. */
  async function acrossAnEdge(boxes: RedactionRegion['box'][]) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="#fff"/><rect x="200" width="200" height="200"/></svg>`;
    const raw = new RawFrame(await sharp(Buffer.from(svg)).png().toBuffer(), 400, 200);
    return masked(
      raw,
      boxes.map((box) => ({ ...region(box), exact: 'all' })),
    );
  }

  test('masks more than once where masks that meet look like writing', async () => {
    const boxes = [
      { x: 150, y: 20, width: 60, height: 20 },
      { x: 190, y: 20, width: 60, height: 20 },
      { x: 180, y: 30, width: 40, height: 30 },
    ];
    const frame = await acrossAnEdge(boxes);
    const before = await pixels(frame.webp);
    expect(boxes.filter((box) => !isUnreadable(before, box)).length).toBeGreaterThan(0);
    const passed = await gateFrame(frame.webp, { ...frame, legible: [] });
    const after = await pixels(passed.webp);
    expect(boxes.map((box) => isUnreadable(after, box))).toEqual([true, true, true]);
    // A second round was needed: it masks as one what the first masked one by one.
    const added = passed.regions.filter(({ stage }) => stage === 'gate');
    expect(added.some(({ box }) => boxes.every(({ width }) => box.width > width))).toBe(true);
  });

  test('gives up after three rounds when a region cannot be seen to be unreadable', async () => {
    const frame = await masked(await raw(), [region(first)], [{ ...second, width: 300 }]);
    const between = region({ x: 60.5, y: 150, width: 40, height: 20 });
    const staged = { ...frame, regions: [...frame.regions, between] };
    await expect(gateFrame(frame.webp, staged)).rejects.toMatchObject({ detail: 'readable region' });
  });

  test.each([
    ['another hash', { sha256: '0'.repeat(64) }],
    ['another size', { width: 401 }],
    ['a region outside', { regions: [region({ x: 390, y: 10, width: 20, height: 20 })] }],
    ['an empty region', { regions: [region({ x: 10, y: 10, width: 0, height: 20 })] }],
  ])('refuses a frame with %s', async (_, change) => {
    const frame = await masked(await raw(), [region(first)]);
    await expect(gateFrame(frame.webp, { ...frame, ...change })).rejects.toMatchObject({ code: 'FRAME_NOT_SAFE' });
  });

  test('refuses bytes that are no picture', async () => {
    const frame = await addRegions(await masked(await raw(), []), [region(first)]);
    const { createHash } = await import('node:crypto');
    const junk = Buffer.from('no picture');
    const sha256 = createHash('sha256').update(junk).digest('hex');
    await expect(gateFrame(junk, { ...frame, sha256 })).rejects.toMatchObject({ code: 'FRAME_NOT_SAFE' });
  });
});
