import type { CDPSession, Page } from 'playwright-core';
import { ProductError } from '#shared/contract/errors.ts';
import type { Box } from '#shared/contract/tutorials.ts';
import { classifyItems, type Classified } from './classify.ts';
import { RawFrame, type RedactedFrame, type RedactionRegion } from './frames.ts';
import { redact, type Judgement } from './mask-frame.ts';
import { numberedCandidates, type NumberedBox } from './numbered-boxes.ts';
import { learnOwn } from './learn-own.ts';
import { ownRanges } from './own-places.ts';
import { readPage, withSession, type ItemRange, type PageReader } from './page-geometry.ts';
import type { Own, PageGeometry, PageItem, RedactionOptions, Span } from './page-items.ts';
import { frameText, pixelRegions } from './pixel-regions.ts';
import { makePageRedactor, type PageRedactor } from './redact-text.ts';
import { steadyRegions, structureRegions } from './regions.ts';
import type { TextMap } from './text-detector.ts';
import type { Pixels } from './texture.ts';

export interface CaptureOptions extends RedactionOptions {
  session?: CDPSession;
  /** Told when a picture was taken: the page can be read for other ends while the picture is worked on. */
  pictured?: () => void;
}

export interface CapturedFrame {
  frame: RedactedFrame;
  /** Kept texts that might be personal, for stage 2; in pixels of the picture. */
  candidates: NumberedBox[];
  /** Redacts texts of the page as it was when the picture was taken. */
  redactor: PageRedactor;
  /** The signed-in user with what the platform's account menu added. */
  own: Own;
  /** Where the picture shows the user's own name or address, which no model gets (T4). */
  ownRegions: RedactionRegion[];
  /** Pixels of the picture per CSS pixel: 1 at the usual viewport. */
  scale: number;
}

/** Looks at a page that keeps changing between the looks. */
const tries = 3;

/**
 * A screenshot of the viewport with personal data made unreadable. Geometry is read before and after the picture; when
 * what is to be masked differs between the two looks by more than a rounding, the picture is thrown away and taken again.
 * Throws FRAME_NOT_SAFE when the page does not come to rest, cannot be read, or a mask fails.
 */
export async function captureRedactedFrame(page: Page, options: CaptureOptions): Promise<CapturedFrame> {
  let cause: unknown;
  for (let round = 0; round < tries; round += 1) {
    if (round > 0) await new Promise((done) => setTimeout(done, 150 * round));
    try {
      const captured = await withSession(page, options.session, (session) => capture(session, options));
      if (captured) return captured;
    } catch (error) {
      // A navigation in between ends the world that was read; a mask that failed will not succeed by itself.
      if (error instanceof ProductError) throw error;
      cause = error;
      if (page.isClosed()) throw new ProductError('BROWSER_LOST', 'page closed', { cause });
    }
  }
  throw new ProductError('FRAME_NOT_SAFE', 'page in motion', { cause });
}

/** Reads the page without taking a picture: for texts between two frames. */
export async function readPageRedactor(page: Page, options: CaptureOptions): Promise<PageRedactor> {
  try {
    return await withSession(page, options.session, async (session) => {
      const reader = await readPage(session);
      const geometry = await reader.read();
      return makePageRedactor(geometry, {
        ...options,
        own: learnOwn(options.own, geometry.account),
        routes: geometry.routes,
      });
    });
  } catch (error) {
    throw new ProductError('FRAME_NOT_SAFE', 'page text', { cause: error });
  }
}

interface Look {
  geometry: PageGeometry;
  known: RedactionOptions;
  classified: Classified;
  ranges: (ItemRange & { span: Span })[];
  regions: RedactionRegion[];
  /** What is masked whole or in part, as the pixels will tell. */
  drawings: RedactionRegion[];
  /** The user's own name and address: kept in the picture, and hidden from models. */
  own: RedactionRegion[];
  /** Where text stays: of items that are not masked as a whole, and icons. */
  legible: Box[];
}

async function capture(session: CDPSession, options: CaptureOptions): Promise<CapturedFrame | undefined> {
  const reader = await readPage(session);
  const first = await look(reader, options);
  let raw: RawFrame | undefined;
  try {
    await reader.cover(first.ranges);
    raw = await screenshot(session);
  } finally {
    await reader.uncover().catch(() => undefined);
  }
  // The picture is decoded and searched for text while the page is read again.
  const again = look(reader, options, first);
  again.catch(() => undefined);
  options.pictured?.();
  let second = first;
  const frame = await redact(raw, async (pixels) => {
    // Nothing may still read the pixels when this ends, also not when the page could not be read again.
    const [map, seen] = await Promise.allSettled([frameText(pixels), again]);
    if (map.status === 'rejected') throw map.reason;
    if (seen.status === 'rejected') throw seen.reason;
    const steady = steadyLook(first, seen.value);
    if (!steady) return undefined;
    second = steady;
    return judgement(steady, pixels, map.value);
  });
  if (!frame) return undefined;
  const { geometry, classified, known } = second;
  const scale = frame.width / geometry.width;
  return {
    frame,
    candidates: numberedCandidates(geometry, classified.spans, known, scale),
    redactor: makePageRedactor(geometry, known, classified),
    own: known.own,
    ownRegions: second.own.map((region) => ({ ...region, box: scaledBox(region.box, scale) })),
    scale,
  };
}

/** What is masked in the picture and what may stay: by the page's structure, and by what its pixels tell besides. */
async function judgement(seen: Look, pixels: Pixels, map: TextMap): Promise<Judgement> {
  const { geometry } = seen;
  const scale = pixels.width / geometry.width;
  if (Math.abs(pixels.height - geometry.height * scale) > 2) throw new ProductError('FRAME_NOT_SAFE', 'picture size');
  const regions = seen.regions.map((region) => ({ ...region, box: scaledBox(region.box, scale) }));
  const drawings = seen.drawings.map((region) => ({ ...region, box: scaledBox(region.box, scale) }));
  const legible = seen.legible.map((box) => scaledBox(box, scale));
  const explained = [...legible, ...regions.map(({ box }) => box)];
  return {
    regions: [...regions, ...(await pixelRegions(pixels, { map, explained, drawings }))],
    expectBlank: geometry.items.length === 0 && geometry.pictures.length === 0,
    legible,
  };
}

async function look(reader: PageReader, options: RedactionOptions, before?: Look): Promise<Look> {
  const geometry = await reader.read();
  const own = learnOwn(options.own, geometry.account);
  const known = { ...options, own, routes: geometry.routes };
  const same =
    before && JSON.stringify([before.known, before.geometry.items]) === JSON.stringify([known, geometry.items]);
  const classified = same ? before.classified : classifyItems(geometry.items, known);
  const { spans } = classified;
  const ranges = geometry.items.flatMap((item, index) =>
    (spans[index] ?? []).map((span) => ({ id: item.id, start: span.start, end: span.end, span })),
  );
  const ofUser = ownRanges(geometry.items, own);
  const boxes = await reader.boxesOf([...ranges, ...ofUser]);
  const texts = ranges.map(({ span, id }, index) => ({
    span,
    boxes: boxes[index] ?? [],
    exact: exactSides(geometry.items[id], span),
  }));
  const whole = geometry.pictures.filter(({ drawing }) => !drawing);
  const drawings = geometry.pictures.filter(({ drawing }) => drawing);
  const masked = (item: PageItem, found: readonly Span[] = []) =>
    found.some(({ start, end }) => end - start >= item.text.trim().length);
  const kept = geometry.items.filter((item, index) => !masked(item, spans[index]));
  return {
    geometry,
    known,
    classified,
    ranges,
    legible: [...kept.flatMap((item) => item.boxes), ...geometry.graphics],
    regions: structureRegions(texts, whole),
    drawings: structureRegions([], drawings),
    own: boxes.slice(ranges.length).flatMap((found) => found.map(ownRegion)),
  };
}

/** The second look, with what both would hide as large as both saw it; undefined when the page moved in between. */
function steadyLook(first: Look, second: Look): Look | undefined {
  const regions = steadyRegions(first.regions, second.regions);
  const drawings = steadyRegions(first.drawings, second.drawings);
  const own = steadyRegions(first.own, second.own);
  return regions && drawings && own && { ...second, regions, drawings, own };
}

const ownRegion = (box: Box): RedactionRegion => ({ box, kind: 'name', stage: 'structure', reason: 'own name' });

/** Values and avatars are masked by their element's box, which does not follow the text; other texts by what they are. */
function exactSides(item: PageItem | undefined, span: Span): RedactionRegion['exact'] {
  if (!item) return undefined;
  if (item.value || item.avatar) return 'all';
  if (item.text.slice(0, span.start).trim() === '') return undefined;
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(item.text) ? 'right' : 'left';
}

async function screenshot(session: CDPSession): Promise<RawFrame> {
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
  const png = Buffer.from(data, 'base64');
  // Width and height stand at fixed places of a PNG's first chunk.
  return new RawFrame(png, png.readUInt32BE(16), png.readUInt32BE(20));
}

function scaledBox({ x, y, width, height }: RedactionRegion['box'], scale: number): RedactionRegion['box'] {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
