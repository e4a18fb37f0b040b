/** Scripts that put no spaces between words. */
const unspaced = 'Thai|Lao|Khmer|Myanmar|Han|Hiragana|Katakana'.split('|').map((name) => `\\p{Script=${name}}`);
/** What a word of a spaced script goes on with. */
const wordCharacter = `[[\\p{L}\\p{N}\\p{M}_]--[${unspaced.join('')}]]`;

/**
 * Puts edited values in the place of the old ones, all in one pass, so that no edit meets what another has put there, and
 * the longest first. `edited` is for sentences: a value stands there as whole words, and a single character says too
 * little. `editedName` is for what an element is called: it is made of values and nothing else, or is left as it is.
 * `editedValue` is for what is typed: the value itself, whatever its length, or a sentence.
 */
export function valueEdits(edits: readonly { from: string; to: string }[]) {
  const values = new Map<string, string>();
  // Two fields with the same value can be told apart nowhere but in the plan: an edit of either counts.
  for (const { from, to } of edits) {
    if (from.trim() !== '' && (!values.has(from) || values.get(from) === from)) values.set(from, to);
  }
  const words = [...values.keys()].filter((value) => value.trim().length > 1).toSorted((a, b) => b.length - a.length);
  const pattern = words.length > 0 ? new RegExp(words.map(asWords).join('|'), 'gv') : undefined;
  const edited = (text: string) => (pattern ? text.replace(pattern, (value) => values.get(value) ?? value) : text);
  const isMadeOfValues = (text: string) => pattern !== undefined && !/[\p{L}\p{N}]/u.test(text.replace(pattern, ''));
  return {
    edited,
    editedName: (name: string) => values.get(name) ?? (isMadeOfValues(name) ? edited(name) : name),
    editedValue: (text: string) => values.get(text) ?? edited(text),
  };
}

/** An edge between two letters of a spaced script is within a word; a mark belongs to the letter before it everywhere. */
const wordBegins = `(?:(?<!${wordCharacter})|(?!${wordCharacter}))`;
const wordEnds = `(?!\\p{M})(?:(?<!${wordCharacter})|(?!${wordCharacter}))`;

const asWords = (value: string) => `${wordBegins}${value.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}${wordEnds}`;
