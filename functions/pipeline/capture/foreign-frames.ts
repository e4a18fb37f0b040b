import type { ElementHandle, Frame, JSHandle, Page } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';
import type { OutlineLimits } from './outline/walk.ts';
import { pageOutlineSource, type RawItem, type RawOutline } from './page-outline.ts';

/** What one document said: the items of it and where its elements are. */
export interface OutlinePart {
  items: RawItem[];
  handle: JSHandle<RawOutline>;
}

const most = { frames: 8, depth: 3 } as const;
/** A frame is a part of a page: it gets a part of the lines. */
const limits: OutlineLimits = { near: 60, far: 20, texts: 40 };

/**
 * Reads the frames of other origins in a page that `mayEnter` lets in, such as an editor on another host of the platform.
 * All they say is treated as records: their pictures are masked whole, and their texts stay only where they are known to be
 * harmless. Other frames are not read.
 */
export async function readForeignFrames(
  page: Page,
  outer: JSHandle<RawOutline>,
  mayEnter: (url: string) => boolean,
): Promise<OutlinePart[]> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const view = { x: 0, y: 0, width, height };
  const found: OutlinePart[] = [];

  async function enter(within: JSHandle<RawOutline>, open: Box, around: string[], depth: number): Promise<void> {
    const frames = await within.evaluate(({ foreign }) => foreign.map((frame) => frame.frames));
    for (const [index, called] of frames.entries()) {
      if (found.length >= most.frames || depth > most.depth) return;
      const element = (
        await within.evaluateHandle(({ foreign }, at) => foreign[at]!.element, index)
      ).asElement() as ElementHandle<HTMLElement> | null;
      const frame = await element?.contentFrame();
      if (!element || !frame || !mayEnter(frame.url())) continue;
      const inner = await readFrame(element, frame, open, [...around, ...called]).catch(() => undefined);
      if (!inner) continue;
      found.push(inner.part);
      await enter(inner.part.handle, inner.open, [...around, ...called], depth + 1);
    }
  }
  await enter(outer, view, [], 1);
  return found;
}

async function readFrame(element: ElementHandle<HTMLElement>, frame: Frame, open: Box, frames: string[]) {
  const outside = await element.boundingBox();
  const seen = outside && meet(outside, open);
  if (!outside || !seen) return undefined;
  const inset = await element.evaluate((el) => {
    const { paddingLeft, paddingTop } = getComputedStyle(el);
    return { x: el.clientLeft + Number.parseFloat(paddingLeft), y: el.clientTop + Number.parseFloat(paddingTop) };
  });
  const handle = await frame.evaluateHandle<RawOutline>(pageOutlineSource(limits));
  const items = await handle.evaluate((outline) => outline.items);
  const placed = items.map((item): RawItem => {
    const { x, y, width, height } = item.box;
    const box = { x: x + outside.x + inset.x, y: y + outside.y + inset.y, width, height };
    const inView = item.inView && meet(box, seen) !== undefined;
    return {
      ...item,
      box,
      inView,
      name: item.name.map((piece) => ({ ...piece, data: true })),
      state: inView || item.state.includes('offscreen') ? item.state : [...item.state, 'offscreen'],
      region: 'frame',
      section: '',
      frames: [...frames, ...item.frames],
    };
  });
  return { part: { items: placed, handle }, open: seen };
}

function meet(a: Box, b: Box): Box | undefined {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width >= 2 && height >= 2 ? { x, y, width, height } : undefined;
}
