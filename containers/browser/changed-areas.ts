export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Width and height of the squares that are compared: the blocks of a JPEG with halved colour. */
const tile = 16;
const channels = 3;
/** So many separate areas are sent at most; more of them become one. */
const mostAreas = 6;

/**
 * Rectangles that hold every pixel in which two pictures (three bytes a pixel, the same size) differ. Their edges lie
 * on the blocks of the JPEG that both were decoded from: what does not touch a changed block is equal to the byte.
 * With `slack`, blocks whose bytes differ by no more than that on average count as equal.
 */
export function changedAreas(before: Buffer, after: Buffer, width: number, height: number, slack = 0): Area[] {
  const areas: Area[] = [];
  const columns = Math.ceil(width / tile);
  for (let y = 0; y < height; y += tile) {
    const rows = Math.min(tile, height - y);
    const from = y * width * channels;
    const to = from + rows * width * channels;
    if (before.compare(after, from, to, from, to) === 0) continue;
    const differs = (column: number) =>
      tileDiffers(before, after, width, column * tile, y, rows) &&
      (slack === 0 || meanDifference(before, after, width, column * tile, y, rows) > slack);
    for (let column = 0; column < columns; column++) {
      if (!differs(column)) continue;
      const first = column;
      while (column + 1 < columns && differs(column + 1)) column += 1;
      const x = first * tile;
      add(areas, { x, y, width: Math.min((column + 1) * tile, width) - x, height: rows });
    }
  }
  return areas.length > mostAreas ? [areas.reduce(union)] : areas;
}

function tileDiffers(before: Buffer, after: Buffer, width: number, x: number, y: number, rows: number): boolean {
  const length = Math.min(tile, width - x) * channels;
  for (let row = 0; row < rows; row++) {
    const from = ((y + row) * width + x) * channels;
    if (before.compare(after, from, from + length, from, from + length) !== 0) return true;
  }
  return false;
}

function meanDifference(before: Buffer, after: Buffer, width: number, x: number, y: number, rows: number): number {
  const length = Math.min(tile, width - x) * channels;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const from = ((y + row) * width + x) * channels;
    for (let at = from; at < from + length; at++) sum += Math.abs(before[at]! - after[at]!);
  }
  return sum / (length * rows);
}

/** Joins an area with those that it touches or nearly touches, again and again until none is left. */
function add(areas: Area[], area: Area): void {
  let joined = area;
  for (let at = areas.findIndex((other) => near(other, joined)); at !== -1;) {
    joined = union(areas.splice(at, 1)[0]!, joined);
    at = areas.findIndex((other) => near(other, joined));
  }
  areas.push(joined);
}

function near(a: Area, b: Area): boolean {
  const gap = tile * 2;
  return (
    a.x <= b.x + b.width + gap &&
    b.x <= a.x + a.width + gap &&
    a.y <= b.y + b.height + tile &&
    b.y <= a.y + a.height + tile
  );
}

/** Smallest area that holds both. */
export function union(a: Area, b: Area): Area {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
