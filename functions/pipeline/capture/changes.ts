import { joinText, quoted, say } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import type { Outline, OutlineItem } from './outline.ts';

export interface Change {
  changed: boolean;
  /** In words, redacted; part of the history that the model reads and of the step's record. */
  summary: RedactedText;
  /** What holds now: the address, and names that had appeared. A script asserts it. */
  holds: { path: RedactedText; shown: RedactedText[] };
}

const shown = 6;

/** What differs between two looks at the page. */
export function changeBetween(before: Outline, after: Outline): Change {
  const said: RedactedText[] = [];
  if (before.path !== after.path) said.push(say`address ${quoted(after.path)}`);
  if (before.title !== after.title) said.push(say`title ${quoted(after.title)}`);
  const [earlier, later] = [contents(before), contents(after)];
  const was = new Map(earlier.map((item) => [keyOf(item), item]));
  const is = new Map(later.map((item) => [keyOf(item), item]));
  const named = (items: OutlineItem[]) =>
    joinText(unique(items.map((item) => quoted(item.name))).slice(0, shown), ', ');
  const appeared = later.filter((item) => item.inView && item.name && !was.has(keyOf(item)));
  const gone = earlier.filter((item) => item.inView && item.name && !is.has(keyOf(item)));
  appeared.sort((a, b) => weight(b) - weight(a));
  if (appeared.length > 0) said.push(say`appeared ${named(appeared)}`);
  if (gone.length > 0) said.push(say`gone ${named(gone)}`);
  const other = later.filter((item) => {
    const old = was.get(keyOf(item));
    return old && (old.value !== item.value || stateKey(old) !== stateKey(item));
  });
  if (other.length > 0) said.push(say`changed ${named(other)}`);
  const unnamed = earlier.length !== later.length;
  if (said.length === 0 && unnamed) said.push(say`the page has other contents`);
  return {
    changed: said.length > 0,
    summary: said.length > 0 ? joinText(said, '; ') : say`nothing changed`,
    holds: { path: after.path, shown: unique(appeared.map(({ name }) => name)).slice(0, shown) },
  };
}

/** That there is more to scroll to is no change of what the page shows. */
const contents = ({ items }: Outline) => items.filter(({ kind }) => kind !== 'scroller');

/** Identity of what the page shows, for finding loops. */
export function stateOf(outline: Outline): string {
  const items = outline.items.map((item) => `${keyOf(item)}=${item.value ?? ''}${stateKey(item)}`);
  return [outline.path, outline.title, ...items].join('\n');
}

function keyOf(item: OutlineItem): string {
  const icons = item.name ? '' : item.hints.map((hint) => hint.text).join();
  return `${item.kind} ${item.role} ${item.region} ${item.section} ${item.name} ${icons}`;
}

/** Focus moves with every action and scrolling brings things in and out of view: neither is a change by itself. */
function stateKey(item: OutlineItem): string {
  return item.state.filter((word) => word !== 'focused' && word !== 'offscreen' && word !== 'covered').join();
}

function weight(item: OutlineItem): number {
  return (
    { alert: 4, heading: 3, text: 1, control: 2, picture: 0, scroller: 0 }[item.kind] +
    (item.region === 'dialog' ? 2 : 0)
  );
}

function unique(texts: RedactedText[]): RedactedText[] {
  return [...new Set(texts)];
}
