import type { ItemRange } from './page-geometry.ts';
import type { Own, PageItem } from './page-items.ts';
import { merged, occurrences, type Part } from './spared.ts';

/** Where a text names the signed-in user, in capital letters or small ones: what no model gets (T4). */
export function mentionsOf(text: string, { name, email, onPlatform = [] }: Own): Part[] {
  const phrases = [name, email, ...onPlatform];
  return merged(phrases.flatMap((phrase) => occurrences(text, phrase, { caseless: true })));
}

/** The same in the texts of a page: also where one text ends with the first name and the next begins with the last one. */
export function ownRanges(items: readonly Pick<PageItem, 'id' | 'text'>[], own: Own): ItemRange[] {
  let length = 0;
  const placed = items.map(({ id, text }) => {
    const start = length;
    length += text.length + 1;
    return { id, start, end: start + text.length };
  });
  return mentionsOf(items.map(({ text }) => text).join('\n'), own).flatMap((part) =>
    placed
      .filter(({ start, end }) => part.start < end && part.end > start)
      .map(({ id, start, end }) => ({
        id,
        start: Math.max(part.start, start) - start,
        end: Math.min(part.end, end) - start,
      })),
  );
}
