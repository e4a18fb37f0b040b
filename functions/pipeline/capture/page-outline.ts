import { hintTools } from './outline/hints.ts';
import { nameTools } from './outline/names.ts';
import { placeTools } from './outline/places.ts';
import { recordTools } from './outline/records.ts';
import { roleTools } from './outline/roles.ts';
import { stateTools } from './outline/states.ts';
import { textTools } from './outline/texts.ts';
import { walkOutline, type OutlineLimits } from './outline/walk.ts';
import type { Box } from '#shared/contract/tutorials.ts';

/** A piece of text as the page shows it, with what the redaction needs to judge it. Unredacted: for `outline.ts` alone. */
export interface RawPiece {
  text: string;
  /** Label or column header the text belongs to, or empty. */
  label: string;
  /** In a table, list, card or other place where records are shown. */
  data: boolean;
}

/** One thing on the page, in reading order. */
export interface RawItem {
  /** A `scroller` has more than it shows. */
  kind: 'control' | 'heading' | 'text' | 'alert' | 'picture' | 'scroller';
  role: string;
  name: RawPiece[];
  value: RawPiece | null;
  hints: { kind: string; text: string }[];
  state: string[];
  /** `dialog`, `navigation`, `banner`, `main` … and the heading the item stands under. */
  region: string;
  section: string;
  box: Box;
  inView: boolean;
  /** Says of itself that it opens a menu, a dialog or a part of the page. */
  opens?: boolean;
  /** What the button is called that the Enter key in this field stands for. */
  submits?: string;
  /** Frames from the page down to the element, each by its name, id or place among the frames around it. */
  frames: string[];
}

export interface RawOutline {
  title: string;
  path: string;
  items: RawItem[];
  /** The element of each item, at the same index. */
  elements: Element[];
  /** Frames of other origins, which a script cannot enter, with their names and those around them. */
  foreign: { element: Element; frames: string[] }[];
}

/**
 * Source that runs inside the page and lists controls, headings, texts and pictures, as a `RawOutline`. The functions travel
 * as text, so each is self-contained and gets what it uses as an argument. It changes nothing in the page.
 */
export const pageOutlineSource = (limits: OutlineLimits): string => `(() => {
  const texts = (${String(textTools)})();
  const roles = (${String(roleTools)})(texts);
  const names = (${String(nameTools)})(texts, roles);
  const tools = {
    ...texts,
    ...roles,
    ...(${String(hintTools)})(texts, names),
    ...(${String(recordTools)})(texts, roles, names),
    ...(${String(stateTools)})(texts),
    ...(${String(placeTools)})(texts),
  };
  return (${String(walkOutline)})(tools, ${JSON.stringify(limits)});
})()`;
