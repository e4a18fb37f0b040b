import type { RedactionOptions } from '#shared/redaction/page-items.ts';
import { redactText } from '#shared/redaction/redact-text.ts';

/**
 * Kinds that a text gives away by its form. Names are not among them: without a page around it, a sentence's first word
 * looks like one, and what pages showed was redacted before any text was written from it.
 */
const formed = /\[(email|phone|card|bank_account|national_id|secret)\]/;

/** What redaction puts in the place of a value has no business in a tutorial either. */
const placeholder = /\[(name|email|phone|address|birthdate|card|bank_account|national_id|secret|redacted|you)\]/;

/** Whether a text that a reader gets still shows somebody's data, beside what the goal itself gives. */
export function showsPersonalData(texts: readonly string[], options: RedactionOptions): boolean {
  return texts.some((text) => placeholder.test(text) || formed.test(redactText(text, { dataRegion: false }, options)));
}
