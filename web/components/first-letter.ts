const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** First letter as a person sees it, marks and all, in capitals; empty for an empty text. */
export function firstLetter(text: string): string {
  const first = letters.segment(text.trim())[Symbol.iterator]().next();
  return first.done ? '' : first.value.segment.toUpperCase();
}
