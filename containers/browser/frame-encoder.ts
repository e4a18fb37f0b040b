import type { FramePatch } from '#shared/contract/stream.ts';
import { release } from '#shared/memory/release.ts';
import { changedAreas, union, type Area } from './changed-areas.ts';
import { bytesOf, readPicture, writeJpeg, type JpegOptions, type Pixels } from './pictures.ts';

/** One picture of the tab as Chromium gave it. */
export interface CapturedFrame {
  jpeg: Buffer;
  /** The viewport, in CSS pixels. */
  width: number;
  height: number;
}

export interface EncodedFrame {
  patches: FramePatch[];
  /** Smallest area that holds them all. */
  area: Area;
}

/** A frame that was sent, with its pixels once they were read. */
type ShownFrame = CapturedFrame & { pixels?: Pixels | undefined };

/** Above this share of the picture a change is sent whole. */
const wholeShare = 0.4;
/** Two whole pictures that come closer together than this are a movement. */
const movementMs = 120;
/** During a movement it is seen whether it still is one: after 4 frames, 8, and then every so many (half a second). */
const lookEvery = 32;

/** Quality of areas that are small: they cost little and stay on the screen for long. */
const smallArea: JpegOptions = { quality: 80, fullColour: true };
/** Ways to send a picture smaller and coarser, with the share of its bytes that each is expected to take. */
const coarser: { options: JpegOptions; share: number }[] = [
  { options: { quality: 45 }, share: 0.8 },
  { options: { quality: 28 }, share: 0.6 },
  { options: { quality: 30, scale: 0.7 }, share: 0.4 },
  { options: { quality: 30, scale: 0.5 }, share: 0.22 },
  { options: { quality: 25, scale: 0.35 }, share: 0.12 },
];

/**
 * Turns the pictures of a tab into what its viewer lacks: the areas that changed, or the whole picture when most of it
 * did. During a movement whole pictures pass untouched, because reading them would take longer than it saves; where they
 * are too large for the line they become coarser first and smaller then.
 */
export class FrameEncoder {
  private shown: ShownFrame | undefined;
  private wholeAt = Number.NEGATIVE_INFINITY;
  private wholes = 0;
  /** By how much a byte may differ, on average over a block, from the one before without being new. */
  slack = 0;

  /** The next picture is sent whole. */
  reset(): void {
    this.shown = undefined;
    this.wholes = 0;
  }

  /** What of this frame is new, in about `budget` bytes. No patch at all when nothing is. */
  async encode(frame: CapturedFrame, budget: number, now: number): Promise<EncodedFrame> {
    const before = this.shown;
    this.shown = frame;
    try {
      return await this.compare(before, frame, budget, now);
    } finally {
      if (before !== frame) forget(before);
    }
  }

  private async compare(
    before: ShownFrame | undefined,
    frame: ShownFrame,
    budget: number,
    now: number,
  ): Promise<EncodedFrame> {
    const moving = this.wholes > 1 && !isLook(this.wholes) && now - this.wholeAt < movementMs;
    const fits = frame.jpeg.length <= budget;
    const comparable = before?.width === frame.width && before.height === frame.height;
    if (fits && (moving || !comparable)) return this.passOn(frame, now);
    const after = await pixelsOf(frame);
    if (!after) return this.passOn(frame, now);
    const earlier = comparable ? await pixelsOf(before) : undefined;
    const areas = earlier
      ? changedAreas(earlier.data, after.data, frame.width, frame.height, this.slack)
      : [wholeOf(frame)];
    const pixelsIn = (total: number, area: Area) => total + area.width * area.height;
    const share = areas.reduce(pixelsIn, 0) / (frame.width * frame.height);
    if (share > wholeShare && fits) return this.passOn(frame, now);
    const options = optionsFor(frame.jpeg.length * share, budget, share);
    if (share > wholeShare) {
      this.count(now);
      const picture = await writeJpeg(after, wholeOf(frame), options);
      return { patches: [{ ...wholeOf(frame), picture }], area: wholeOf(frame) };
    }
    this.wholes = 0;
    const patches = await Promise.all(
      areas.map(async (area) => ({ ...area, picture: await writeJpeg(after, area, options) })),
    );
    return { patches, area: enclosing(areas) };
  }

  private passOn(frame: CapturedFrame, now: number): EncodedFrame {
    this.count(now);
    return { patches: [{ ...wholeOf(frame), picture: bytesOf(frame.jpeg) }], area: wholeOf(frame) };
  }

  private count(now: number): void {
    this.wholes = now - this.wholeAt < movementMs ? this.wholes + 1 : 1;
    this.wholeAt = now;
  }
}

function isLook(wholes: number): boolean {
  return wholes % lookEvery === 0 || wholes === 4 || wholes === 8;
}

function optionsFor(bytes: number, budget: number, share: number): JpegOptions {
  if (bytes <= budget) return share > wholeShare ? coarser[0]!.options : smallArea;
  return (coarser.find((way) => bytes * way.share <= budget) ?? coarser.at(-1)!).options;
}

/** Undefined for what is no picture, or not one of its frame's size: in the middle of a change of size. */
async function pixelsOf(frame: ShownFrame): Promise<Pixels | undefined> {
  frame.pixels ??= await readPicture(frame.jpeg).catch(() => undefined);
  const { pixels } = frame;
  return pixels?.width === frame.width && pixels.height === frame.height ? pixels : undefined;
}

function wholeOf({ width, height }: CapturedFrame): Area {
  return { x: 0, y: 0, width, height };
}

function enclosing(areas: Area[]): Area {
  return areas.length > 0 ? areas.reduce(union) : { x: 0, y: 0, width: 0, height: 0 };
}

function forget(frame: ShownFrame | undefined): void {
  if (!frame?.pixels) return;
  release(frame.pixels.data);
  frame.pixels = undefined;
}
