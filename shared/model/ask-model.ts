import { APIConnectionError, APIError, type Anthropic } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type * as z from 'zod';
import { ProductError } from '#shared/contract/errors.ts';
import type { RedactedFrame, RedactedText } from '../redaction/frames.ts';
import { noTokens, type ModelCall, type ModelLedger } from './ledger.ts';
import { costMicros, isPriced, taskModels, type ModelName, type ModelTaskName, type TokenUse } from './prices.ts';
import { BadAnswer, readAnswer } from './read-answer.ts';

/**
 * All that a request may hold: text that passed the redaction, and pictures that did (M1, R3). `repeats` marks a part that
 * the job's next question of the same kind begins with too: it and what stands before it are cached.
 */
export type ModelPart = ({ text: RedactedText } | { frame: RedactedFrame }) & { repeats?: boolean };

export interface ModelTask<T> {
  name: ModelTaskName;
  /** Our own instructions: the same for every job, so that they are cached. */
  system: string;
  schema: z.ZodType<T>;
  /** Tokens an answer may have; a cut answer is asked for again with twice as many. */
  maxTokens: number;
}

export interface ModelDeps {
  client: () => Promise<Pick<Anthropic, 'messages'>>;
  wait?: (ms: number) => Promise<void>;
  ledger?: ModelLedger;
  /** When the asking state runs out of time, in ms since 1970. */
  deadline?: number;
}

export interface AskOptions {
  /** The caller got no further with the first model: ask the strongest. */
  stuck?: boolean;
}

export interface ModelAnswer<T> {
  answer: T;
  /** Of every try, the failed ones included. */
  costMicros: number;
}

const limits = {
  tries: 5,
  /** One request. */
  tryMs: 75_000,
  /** One question with all its tries and pauses. */
  questionMs: 150_000,
  firstPauseMs: 500,
  longestPauseMs: 20_000,
  /** More would take longer than one request may. */
  maxTokens: 20_000,
} as const;

/**
 * The one gateway to Claude. Asks for an answer of the task's schema; rate limits, overload, lost connections and answers
 * that are declined, cut, empty or of another shape are tried again with growing pauses, the later ones by a stronger
 * model where there is one. Throws MODEL_UNAVAILABLE when that does not help, MODEL_REFUSED when the model declines twice,
 * BUDGET_SPENT when the job has used up what it may.
 */
export async function askModel<T>(
  deps: ModelDeps,
  task: ModelTask<T>,
  parts: readonly ModelPart[],
  { stuck = false }: AskOptions = {},
): Promise<ModelAnswer<T>> {
  const wait = deps.wait ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
  const models: readonly ModelName[] = taskModels[task.name];
  const end = Math.min(Date.now() + limits.questionMs, deps.deadline ?? Number.POSITIVE_INFINITY);
  const size = tokensAtMost(task, parts);
  // What the cheap model has no price for is asked of the next one.
  const first = models.findIndex((name) => isPriced(name, size));
  let rung = stuck || first < 0 ? models.length - 1 : first;
  let maxTokens = task.maxTokens;
  let spent = 0;
  let refusals = 0;
  let malformed = 0;
  await deps.ledger?.sends?.(parts.flatMap((part) => ('frame' in part ? [part.frame] : [])));
  let cause: unknown;
  for (let attempt = 0; attempt < limits.tries; attempt++) {
    const pause = attempt > 0 ? pauseMs(attempt, cause) : 0;
    const leftMs = end - Date.now() - pause;
    if (leftMs <= 0) break;
    if (pause > 0) await wait(pause);
    deps.ledger?.admit();
    const model = models[rung]!;
    try {
      const body = requestBody(model, task, parts, maxTokens);
      const { answer, call } = await askOnce(deps, task, body, Math.min(limits.tryMs, leftMs));
      return { answer, costMicros: spent + call.costMicros };
    } catch (error) {
      if (!(error instanceof FailedTry)) throw error;
      ({ cause } = error);
      spent += error.call.costMicros;
      const { outcome } = error.call;
      if (outcome === 'failed' && !worthAnotherTry(cause)) break;
      if (outcome === 'refused' && ++refusals === 2) throw new ProductError('MODEL_REFUSED', task.name);
      if (outcome === 'truncated') maxTokens = Math.min(maxTokens * 2, limits.maxTokens);
      if (outcome === 'malformed' || outcome === 'empty') malformed += 1;
      if (outcome === 'refused' || malformed >= 2) rung = Math.min(rung + 1, models.length - 1);
    }
  }
  throw new ProductError('MODEL_UNAVAILABLE', task.name, { cause });
}

/** A request that brought no usable answer, with what it cost. */
class FailedTry extends Error {
  readonly call: ModelCall;

  constructor(call: ModelCall, cause: unknown) {
    super(call.outcome, { cause });
    this.call = call;
  }
}

async function askOnce<T>(
  deps: ModelDeps,
  task: ModelTask<T>,
  body: Anthropic.MessageCreateParamsNonStreaming & { model: ModelName },
  timeout: number,
): Promise<{ answer: T; call: ModelCall }> {
  const begun = performance.now();
  let use = noTokens;
  const callOf = (outcome: ModelCall['outcome'], status = 200): ModelCall => ({
    task: task.name,
    model: body.model,
    outcome,
    status,
    ...use,
    costMicros: costMicros(body.model, use),
    ms: Math.round(performance.now() - begun),
  });
  let call: ModelCall;
  try {
    const client = await deps.client();
    const message = await client.messages.create(body, { timeout });
    use = tokensOf(message.usage);
    const answer = readAnswer(task.schema, message);
    call = callOf('answered');
    await deps.ledger?.record(call);
    return { answer, call };
  } catch (error) {
    if (error instanceof ProductError) throw error;
    const status = error instanceof APIError ? (error.status ?? 0) : 0;
    call = error instanceof BadAnswer ? callOf(error.outcome) : callOf('failed', status);
    await deps.ledger?.record(call);
    throw new FailedTry(call, error);
  }
}

function requestBody(
  model: ModelName,
  task: ModelTask<unknown>,
  parts: readonly ModelPart[],
  max_tokens: number,
): Anthropic.MessageCreateParamsNonStreaming & { model: ModelName } {
  const cache_control = { type: 'ephemeral' } as const;
  const last = parts.findLastIndex(({ repeats }) => repeats);
  const content = parts.map((part, index) => ({ ...contentBlock(part), ...(index === last ? { cache_control } : {}) }));
  return {
    model,
    max_tokens,
    system: [{ type: 'text', text: task.system, cache_control }],
    messages: [{ role: 'user', content }],
    output_config: { format: outputFormat(task.schema) },
  };
}

/** A careful guess: three bytes of text a token, and 750 pixels of a picture, as the vendor counts them. */
function tokensAtMost({ system }: ModelTask<unknown>, parts: readonly ModelPart[]): number {
  const sizes = parts.map((part) =>
    'text' in part ? Buffer.byteLength(part.text) / 3 : (part.frame.width * part.frame.height) / 750,
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(system) / 3);
}

function contentBlock(part: ModelPart): Anthropic.TextBlockParam | Anthropic.ImageBlockParam {
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

function tokensOf(usage: Partial<Anthropic.Usage> | undefined): TokenUse {
  return {
    input: usage?.input_tokens ?? 0,
    cacheRead: usage?.cache_read_input_tokens ?? 0,
    cacheWritten: usage?.cache_creation_input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
  };
}

function worthAnotherTry(error: unknown): boolean {
  if (error instanceof APIConnectionError) return true;
  if (!(error instanceof APIError)) return error instanceof SyntaxError;
  const status = error.status ?? 0;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The server's own wish, when it has one, else doubling with jitter. */
function pauseMs(attempt: number, cause: unknown): number {
  const asked = cause instanceof APIError ? Number(cause.headers?.get('retry-after')) : Number.NaN;
  if (asked > 0) return Math.min(asked * 1000, limits.longestPauseMs);
  const pause = Math.min(limits.firstPauseMs * 2 ** (attempt - 1), limits.longestPauseMs);
  return pause * (0.5 + Math.random() / 2);
}
