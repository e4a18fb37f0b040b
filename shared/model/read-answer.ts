import type { Anthropic } from '@anthropic-ai/sdk';
import type * as z from 'zod';
import type { CallOutcome } from './ledger.ts';

/** An answer that cannot be used. It holds no word of the answer, which may quote a page. */
export class BadAnswer extends Error {
  readonly outcome: Exclude<CallOutcome, 'answered' | 'failed'>;

  constructor(outcome: BadAnswer['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** The answer in the task's shape. Throws `BadAnswer` for one that was declined, cut, empty or is of another shape. */
export function readAnswer<T>(schema: z.ZodType<T>, message: Anthropic.Message): T {
  if (message.stop_reason === 'refusal') throw new BadAnswer('refused');
  if (message.stop_reason === 'max_tokens') throw new BadAnswer('truncated');
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  if (text.trim() === '') throw new BadAnswer('empty');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadAnswer('malformed');
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new BadAnswer('malformed');
  return read.data;
}
