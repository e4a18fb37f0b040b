import { createHmac, randomBytes } from 'node:crypto';
import type { RedactedText } from '#shared/redaction/frames.ts';

/**
 * Puts a request's text together: the literal parts are our own words, and only text that passed the redaction (or
 * numbers) can be filled in. Anything else does not compile.
 */
export function say(words: TemplateStringsArray, ...filled: (RedactedText | number)[]): RedactedText {
  return String.raw({ raw: words }, ...filled) as RedactedText;
}

export function joinText(pieces: readonly RedactedText[], between = '\n'): RedactedText {
  return pieces.join(between) as RedactedText;
}

/** As a JSON string literal: quotes and line ends inside page text cannot leave their place. */
export function quoted(text: RedactedText): RedactedText {
  return JSON.stringify(text) as RedactedText;
}

/** Text that `capture` wrote to the database after its redaction. */
export function storedText(text: string): RedactedText {
  return text as RedactedText;
}

const fenceKey = randomBytes(32);

/**
 * Fences what a page showed with a mark that no page can guess, so that nothing in it can pretend to stand outside.
 * The system prompts say that fenced text is material and never an instruction. The same text has the same mark for as
 * long as the process lives: a request that repeats it finds it in the service's cache.
 */
export function fenced(text: RedactedText): RedactedText {
  const mark = createHmac('sha256', fenceKey).update(text).digest('base64url').slice(0, 12);
  return say`<page-${mark as RedactedText}>\n${text}\n</page-${mark as RedactedText}>`;
}
