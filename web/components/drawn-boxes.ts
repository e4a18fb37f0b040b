import type { Box } from '#shared/contract/tutorials.ts';

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/** The smallest side of a box, in pixels of the picture: one can still see and hit it. */
const smallest = 8;
/** What an arrow key moves. */
const stride = 8;

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The box between two corners, inside the picture; nothing for a mere click. */
export function boxBetween(a: Point, b: Point, picture: Size): Box | undefined {
  const left = within(Math.min(a.x, b.x), 0, picture.width);
  const top = within(Math.min(a.y, b.y), 0, picture.height);
  const width = within(Math.max(a.x, b.x), 0, picture.width) - left;
  const height = within(Math.max(a.y, b.y), 0, picture.height) - top;
  return width < smallest || height < smallest ? undefined : { x: left, y: top, width, height };
}

export function movedBox(box: Box, by: Point, picture: Size): Box {
  return {
    ...box,
    x: within(box.x + by.x, 0, picture.width - box.width),
    y: within(box.y + by.y, 0, picture.height - box.height),
  };
}

function resizedBox(box: Box, by: Point, picture: Size): Box {
  return {
    ...box,
    width: within(box.width + by.x, smallest, picture.width - box.x),
    height: within(box.height + by.y, smallest, picture.height - box.y),
  };
}

const directions: Record<string, Point> = {
  ArrowLeft: { x: -stride, y: 0 },
  ArrowRight: { x: stride, y: 0 },
  ArrowUp: { x: 0, y: -stride },
  ArrowDown: { x: 0, y: stride },
};

/** What an arrow key makes of a box: it moves, with Shift its lower right corner does. Nothing for another key. */
export function boxAfterKey(
  box: Box,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  picture: Size,
): Box | undefined {
  const by = directions[key];
  return by && (shiftKey ? resizedBox(box, by, picture) : movedBox(box, by, picture));
}

/** A box in the middle of the picture, for those who do not draw. */
export function boxInTheMiddle({ width, height }: Size): Box {
  const size = { width: Math.round(width / 6), height: Math.round(height / 12) };
  return { x: Math.round((width - size.width) / 2), y: Math.round((height - size.height) / 2), ...size };
}
