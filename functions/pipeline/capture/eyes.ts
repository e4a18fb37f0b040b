import type { Page } from 'playwright-core';
import { storedText } from '#shared/model/say.ts';
import { captureRedactedFrame } from '#shared/redaction/capture-frame.ts';
import type { RedactedFrame, RedactedText } from '#shared/redaction/frames.ts';
import { addModelRegions, drawNumberedBoxes } from '#shared/redaction/numbered-boxes.ts';
import type { Own } from '#shared/redaction/page-items.ts';
import type { TextContext } from '#shared/redaction/redact-text.ts';
import { mentionsOf } from '#shared/redaction/own-places.ts';

/** Makes page text fit for a model and for storage: third parties' data and the user's own name are replaced. */
export interface TextRedactor {
  text(value: string, context: TextContext): RedactedText;
  path(value: string, context: Pick<TextContext, 'dataRegion'>): RedactedText;
}

/** A redacted look at the page. */
export interface Look {
  frame: RedactedFrame;
  /** Pixels of the frame per CSS pixel. */
  scale: number;
  redactor: TextRedactor;
  /** The frame as the model may see it: with numbers to answer with, and without the user's name (T4). */
  forModel: () => Promise<RedactedFrame>;
  /** Stage 2: the frame with what the model named by its numbers masked as well. Masks are only ever added. */
  withMasks: (numbers: number[]) => Promise<RedactedFrame>;
}

export interface Eyes {
  /** `pictured` is told when a picture was taken: the page is free while the picture is worked on. */
  look(page: Page, pictured?: () => void): Promise<Look>;
  /** Told what the walk types, so that the field that holds it stays readable. */
  typed(value: string): void;
}

export interface EyesOptions {
  /** The signed-in user: stays readable in the tutorial's pictures (R4), never in what a model gets. */
  own: { name: string; email: string };
  /** Values of the goal, which the tutorial is about and may show. */
  harmless: string[];
}

export function redactingEyes({ own, harmless }: EyesOptions): Eyes {
  const typed: string[] = [];
  let user: Own = own;
  return {
    typed: (value) => void typed.push(value.trim()),
    async look(page, pictured) {
      const captured = await captureRedactedFrame(page, { own: user, harmless, typed, ...(pictured && { pictured }) });
      const { frame, candidates, redactor, scale } = captured;
      // What the platform calls the user is learnt once and good for the whole walk.
      const known = (user = captured.own);
      return {
        frame,
        scale,
        redactor: {
          text: (value, context) => withoutUser(redactor.text(value, context), known),
          path: (value, context) => withoutUser(redactor.path(value, context), known),
        },
        forModel: () => drawNumberedBoxes(frame, candidates, captured.ownRegions),
        withMasks: (numbers) => addModelRegions(frame, candidates, numbers),
      };
    },
  };
}

function withoutUser(text: RedactedText, own: Own): RedactedText {
  let result: string = text;
  for (const { start, end } of mentionsOf(text, own).toReversed()) {
    result = `${result.slice(0, start)}[you]${result.slice(end)}`;
  }
  return storedText(result);
}
