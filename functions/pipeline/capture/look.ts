import type { Page } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';
import type { RedactedFrame } from '#shared/redaction/frames.ts';
import type { Eyes, Look } from './eyes.ts';
import { readOutline, redactOutline, release, type Outline, type UnredactedOutline } from './outline.ts';

/** One look at the page: the frame for the tutorial and the outline that goes with it. */
export interface Observation extends Pick<Look, 'frame' | 'scale'> {
  outline: Outline;
  forModel(): Promise<RedactedFrame>;
  withMasks: Look['withMasks'];
}

/** `mayEnter` tells which frames of other origins are the platform's own. */
export async function observe(eyes: Eyes, page: Page, mayEnter?: (url: string) => boolean): Promise<Observation> {
  let reading: Promise<UnredactedOutline> | undefined;
  const { frame, scale, redactor, forModel, withMasks } = await eyes.look(page, () => {
    reading?.then(({ parts }) => release(parts)).catch(() => undefined);
    reading = readOutline(page, mayEnter);
    reading.catch(() => undefined);
  });
  const outline = redactOutline(await (reading ?? readOutline(page, mayEnter)), redactor);
  let shown: Promise<RedactedFrame> | undefined;
  return {
    frame,
    scale,
    outline,
    withMasks,
    forModel: () => (shown ??= forModel()),
  };
}

/** A box of the viewport in pixels of the frame, cut to the picture; null when nothing of it is in the picture. */
export function boxInFrame({ frame, scale }: Pick<Observation, 'frame' | 'scale'>, box: Box): Box | null {
  const left = Math.max(0, Math.floor(box.x * scale));
  const top = Math.max(0, Math.floor(box.y * scale));
  const right = Math.min(frame.width, Math.ceil((box.x + box.width) * scale));
  const bottom = Math.min(frame.height, Math.ceil((box.y + box.height) * scale));
  return right - left < 2 || bottom - top < 2 ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Masks what the model still finds personal (stage 2), in this very observation. */
export async function maskNamed(seen: Observation, numbers: number[]): Promise<Observation> {
  return numbers.length === 0 ? seen : { ...seen, frame: await seen.withMasks(numbers) };
}
