import type { ElementHandle, Page } from 'playwright-core';
import type { Box } from '#shared/contract/tutorials.ts';
import { joinText, quoted, say } from '#shared/model/say.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import type { TextRedactor } from './eyes.ts';
import { readForeignFrames, type OutlinePart } from './foreign-frames.ts';
import { pageOutlineSource, type RawItem, type RawOutline, type RawPiece } from './page-outline.ts';

export interface OutlineItem {
  /** `e7` for what can be acted on, `t7` for everything else; good for this look at the page alone. */
  ref: string;
  kind: RawItem['kind'];
  role: string;
  name: RedactedText;
  value: RedactedText | null;
  hints: { kind: string; text: RedactedText }[];
  state: string[];
  region: string;
  section: RedactedText;
  box: Box;
  inView: boolean;
  opens?: boolean;
  submits?: RedactedText;
  frames: string[];
}

export interface Outline {
  title: RedactedText;
  path: RedactedText;
  items: OutlineItem[];
  element(ref: string): Promise<ElementHandle<Element> | null>;
  release(): Promise<void>;
}

const limits = { near: 220, far: 80, texts: 160 };

/** What a page says, as it says it: for `redactOutline` alone. The elements stay in the page's memory. */
export interface UnredactedOutline {
  raw: Pick<RawOutline, 'title' | 'path' | 'items'>;
  /** The documents that the items are from, in their order. */
  parts: OutlinePart[];
}

/** Reads the page in one evaluation, and one for each frame of another origin that `mayEnter` lets in. */
export async function readOutline(page: Page, mayEnter?: (url: string) => boolean): Promise<UnredactedOutline> {
  const handle = await page.evaluateHandle<RawOutline>(pageOutlineSource(limits));
  const { title, path, items, frames } = await handle.evaluate((outline) => ({
    title: outline.title,
    path: outline.path,
    items: outline.items,
    frames: outline.foreign.length,
  }));
  const inner = frames > 0 && mayEnter ? await readForeignFrames(page, handle, mayEnter) : [];
  const parts = [{ items, handle }, ...inner];
  return { raw: { title, path, items: parts.flatMap((part) => part.items) }, parts };
}

/** Passes every string through the redactor. */
export function redactOutline({ raw, parts }: UnredactedOutline, redactor: TextRedactor): Outline {
  const piece = ({ text, label, data }: RawPiece, control = false) => {
    return redactor.text(text, { dataRegion: data, label, control: control && !data, unseen: true });
  };
  const own = (text: string) => redactor.text(text, { dataRegion: false, control: true, unseen: true });
  // A list to choose from may be a list of people, and what explains a record is part of it.
  const hint = ({ name }: RawItem, kind: string, text: string) => {
    const amongData = name.some(({ data }) => data);
    if (/^(href|external)$/.test(kind)) return redactor.path(text, { dataRegion: amongData });
    const shown = kind === 'option' || kind === 'of' || (/^(tooltip|note|placeholder)$/.test(kind) && amongData);
    if (!shown) return own(text);
    return redactor.text(text, { dataRegion: true, ...(name[0] && { label: name[0].label || name[0].text }) });
  };
  // Part by part: what the page says of itself in a menu may stand in its title, and a record's name beside it may not.
  const titleParts = raw.title.split(/\s+[|·•–—›»-]\s+/);
  const items = raw.items.map(({ submits, ...item }, index): OutlineItem => ({
    ...item,
    ...(submits && { submits: own(submits) }),
    ref: `${item.kind === 'control' ? 'e' : 't'}${index + 1}`,
    name: joinText(
      item.name.map((part) => piece(part, item.kind === 'control')),
      ' | ',
    ),
    value: item.value && piece(item.value),
    hints: item.hints.map(({ kind, text }) => ({ kind, text: hint(item, kind, text) })),
    section: redactor.text(item.section, { dataRegion: false }),
  }));
  return {
    title: joinText(
      titleParts.map((part) => redactor.text(part, { dataRegion: false })),
      ' | ',
    ),
    path: redactor.path(raw.path, { dataRegion: false }),
    items,
    element: (ref) => elementOf(parts, items, ref),
    release: () => release(parts),
  };
}

async function elementOf(parts: OutlinePart[], items: OutlineItem[], ref: string) {
  let index = items.findIndex((item) => item.ref === ref);
  if (index < 0) return null;
  for (const { items: own, handle } of parts) {
    if (index < own.length) {
      const element = await handle.evaluateHandle(({ elements }, at) => elements[at], index);
      return element.asElement();
    }
    index -= own.length;
  }
  return null;
}

/** Lets go of the elements. */
export async function release(parts: OutlinePart[]): Promise<void> {
  await Promise.all(parts.map(({ handle }) => handle.dispose().catch(() => undefined)));
}

/**
 * The outline as the model reads it, one thing a line:
 *
 *     page "Customers" at "/customers"
 *     == dialog: "New customer"
 *     [e3] textbox "Name" = "" required placeholder="Full name"
 *     [t4] heading "Details"
 */
export function outlineText(outline: Outline): RedactedText {
  const lines: RedactedText[] = [say`page ${quoted(outline.title)} at ${quoted(outline.path)}`];
  let place = '';
  const reachable = outline.items.filter((item) => item.kind === 'control' && item.inView);
  const behind = reachable.filter((item) => item.state.includes('covered'));
  const blocked = behind.length > reachable.length / 2;
  if (blocked) lines.push(say`(${behind.length} elements are covered by what lies over the page and left out)`);
  for (const item of outline.items) {
    if (blocked && item.state.includes('covered')) continue;
    const here = say`== ${plain(item.region || 'page')}: ${quoted(item.section)}`;
    if (here !== place) lines.push(here);
    place = here;
    lines.push(itemLine(item));
  }
  return joinText(lines);
}

function itemLine(item: OutlineItem): RedactedText {
  const parts = [say`[${plain(item.ref)}] ${plain(item.role || item.kind)} ${quoted(item.name)}`];
  if (item.value !== null) parts.push(say`= ${quoted(item.value)}`);
  for (const state of item.state) parts.push(plain(state));
  for (const hint of item.hints) parts.push(say`${plain(hint.kind)}=${quoted(hint.text)}`);
  return joinText(parts, ' ');
}

/** For our own words: roles, states and references, which no page can choose. */
function plain(word: string): RedactedText {
  return ownText(/^[\w-]+$/.test(word) ? word : 'other');
}
