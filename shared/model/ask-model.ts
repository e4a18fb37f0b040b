import { APIConnectionError, APIError, type Anthropic } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { z } from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import type { RedactedFrame, RedactedText } from '../redaction/frames.ts';
import { costMicros, taskModels, type ModelTaskName } from './prices.ts';

/** All that a request may hold: text that passed the redaction, and pictures that did (M1, R3). */
export type ModelPart = { text: RedactedText } | { frame: RedactedFrame };

export interface ModelTask<T> {
  name: ModelTaskName;
  /** Our own instructions: the same for every job, so that they can be cached. */
  system: string;
  schema: z.ZodType<T>;
  /** Tokens an answer may have; a cut answer is asked for again with twice as many. */
  maxTokens: number;
}

export interface ModelDeps {
  client: () => Promise<Pick<Anthropic, 'messages'>>;
  wait?: (ms: number) => Promise<void>;
}

export interface ModelAnswer<T> {
  answer: T;
  /** Of every try, the failed ones included. */
  costMicros: number;
}

const tries = 5;
const firstPauseMs = 500;
const longestPauseMs = 20_000;

class BadAnswer extends Error {}

/**
 * The one gateway to Claude. Asks for an answer of the task's schema; rate limits, overload, lost connections and answers
 * that are cut, empty or of another shape are tried again with growing pauses. Throws MODEL_UNAVAILABLE when that does not
 * help and MODEL_REFUSED when the model declines.
 */
export async function askModel<T>(
  deps: ModelDeps,
  task: ModelTask<T>,
  parts: readonly ModelPart[],
): Promise<ModelAnswer<T>> {
  const wait = deps.wait ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
  const model = taskModels[task.name];
  const content = parts.map(contentBlock);
  let spent = 0;
  let maxTokens = task.maxTokens;
  let cause: unknown;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await wait(pauseMs(attempt, cause));
    try {
      const client = await deps.client();
      const message = await client.messages.create({
        model,
        max_tokens: maxTokens,
        system: [{ type: 'text', text: task.system, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content }],
        output_config: { format: outputFormat(task.schema) },
      });
      spent += costMicros(model, { input: message.usage.input_tokens, output: message.usage.output_tokens });
      if (message.stop_reason === 'refusal') throw new ProductError('MODEL_REFUSED', task.name);
      if (message.stop_reason === 'max_tokens') {
        maxTokens *= 2;
        throw new BadAnswer('truncated');
      }
      return { answer: readAnswer(task.schema, message), costMicros: spent };
    } catch (error) {
      if (error instanceof ProductError) throw error;
      if (!worthAnotherTry(error)) throw new ProductError('MODEL_UNAVAILABLE', task.name, { cause: error });
      cause = error;
    }
  }
  throw new ProductError('MODEL_UNAVAILABLE', task.name, { cause });
}

function contentBlock(part: ModelPart): Anthropic.ContentBlockParam {
  if ('text' in part) return { type: 'text', text: part.text };
  return {
    type: 'image',
    source: { type: 'base64', media_type: 'image/webp', data: part.frame.webp.toString('base64') },
  };
}

/** The parsing half of the SDK's format is left out: its error messages quote the answer. */
function outputFormat(schema: z.ZodType): Anthropic.JSONOutputFormat {
  const { type, schema: json } = zodOutputFormat(schema);
  return { type, schema: json };
}

function readAnswer<T>(schema: z.ZodType<T>, message: Anthropic.Message): T {
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadAnswer(text === '' ? 'empty' : 'not JSON');
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new BadAnswer('another shape');
  return read.data;
}

function worthAnotherTry(error: unknown): boolean {
  if (error instanceof BadAnswer || error instanceof APIConnectionError) return true;
  if (!(error instanceof APIError)) return error instanceof SyntaxError;
  const status = error.status ?? 0;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The server's own wish, when it has one, else doubling with jitter. */
function pauseMs(attempt: number, cause: unknown): number {
  const asked = cause instanceof APIError ? Number(cause.headers?.get('retry-after')) : Number.NaN;
  if (asked > 0) return Math.min(asked * 1000, longestPauseMs);
  const pause = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
  return pause * (0.5 + Math.random() / 2);
}
