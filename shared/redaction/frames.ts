import type { Box } from '#shared/contract/tutorials.ts';
import type { RedactionStage, RegionKind } from '#shared/contract/redaction.ts';

/** A box to be made unreadable, in pixels of the picture. `reason` names the rule, never the data. */
export interface RedactionRegion {
  box: Box;
  kind: RegionKind;
  stage: RedactionStage;
  reason: string;
  /**
   * Sides that give nothing away and are therefore not moved to the grid: all of them where the layout and not a text's
   * length makes the box, the left one where readable text of the same line ends there, the right one where that text runs
   * from right to left.
   */
  exact?: 'all' | 'left' | 'right';
}

const pixels = new WeakMap<RawFrame, Buffer>();

/**
 * A screenshot as the browser gave it. It lives in the memory of `capture` alone: the bytes sit in no property, so
 * JSON, structured clones, template strings and spreads carry nothing of it, and storage and model do not accept it.
 */
export class RawFrame {
  readonly width: number;
  readonly height: number;
  declare private readonly raw: never;

  constructor(png: Buffer, width: number, height: number) {
    pixels.set(this, png);
    this.width = width;
    this.height = height;
  }

  toJSON(): never {
    throw new Error('A raw frame cannot be serialized');
  }
}

/** For `redact()` alone, which is the one reader of raw pixels; the boundary test holds that. */
export function rawPixels(frame: RawFrame): Buffer {
  const png = pixels.get(frame);
  if (!png) throw new Error('The raw frame was released');
  return png;
}

export function releaseRawFrame(frame: RawFrame): void {
  pixels.delete(frame);
}

const sealed = Symbol('redacted');

/** A picture that passed `redact()`: WebP bytes, what was masked, and the hash of the output. */
export interface RedactedFrame {
  readonly [sealed]: true;
  readonly webp: Buffer;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  readonly regions: readonly RedactionRegion[];
  /** Boxes of texts and drawings that the page's structure explains and that stay: other text in it is a find for the gate. */
  readonly legible: readonly Box[];
}

/** For `redact()` and for the gate that reads staged frames back; the boundary test holds that. */
export function sealRedactedFrame(frame: Omit<RedactedFrame, typeof sealed>): RedactedFrame {
  return { ...frame, [sealed]: true };
}

/** Text from a page after the detector: the only page text that a model request accepts (R3). */
export type RedactedText = string & { readonly __redacted: true };
