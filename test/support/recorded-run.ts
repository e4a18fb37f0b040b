import type Anthropic from '@anthropic-ai/sdk';
import type { ModelDeps } from '#shared/model/ask-model.ts';

/** One question of a run: what was sent, without pictures and without what differs from run to run, and what came back. */
export interface RecordedExchange {
  model: string;
  system: string;
  schema: unknown;
  /** The user's turn, line by line; a picture is one line. */
  asked: string[];
  answer: unknown;
}

/** A whole run from the plan to the review. All of it is redacted: it is what a model got. */
export interface RecordedRun {
  goal: string;
  /** System prompts and schemas, by name of the question: they are the same for every question of a kind. */
  kinds: Record<string, { system: string[]; schema: unknown }>;
  exchanges: { kind: string; model: string; asked: string[]; answer: unknown }[];
}

/** The request as it can be compared with one of another run: fences, ports and pictures differ every time. */
export function comparable(request: Anthropic.MessageCreateParams): Omit<RecordedExchange, 'answer'> {
  const system =
    typeof request.system === 'string' ? request.system : (request.system ?? []).map(({ text }) => text).join('\n');
  const texts = request.messages.flatMap(({ content }) =>
    typeof content === 'string' ? [content] : content.map((block) => ('text' in block ? block.text : '(picture)')),
  );
  const asked = texts.flatMap((text) =>
    text
      .replaceAll(/(<\/?page-)[\w-]+>/g, '$1mark>')
      .replaceAll(/127\.0\.0\.1:\d+/g, 'platform')
      .split('\n'),
  );
  return { model: request.model, system, schema: request.output_config?.format?.schema, asked };
}

/** The name of a question's kind: what its answer is made of. */
export function kindOf(schema: unknown): string {
  return Object.keys((schema as { properties?: object }).properties ?? {}).join(' ');
}

/**
 * Answers as the recorded run was answered, in its order. Throws at the first question that is not the recorded one, so
 * that a changed prompt, schema, outline or order is noticed.
 */
export function replaying(
  run: RecordedRun,
  compare: (asked: unknown, recorded: unknown) => void,
): ModelDeps & { left: () => number } {
  let next = 0;
  const create = async (request: Anthropic.MessageCreateParamsNonStreaming): Promise<Anthropic.Message> => {
    const { model, system, schema, asked } = comparable(request);
    const recorded = run.exchanges[next++];
    if (!recorded) throw new Error('The run asks more than the recorded one did');
    const kind = run.kinds[recorded.kind];
    compare(
      {
        kind: kindOf(schema),
        model,
        system: system.split('\n'),
        schema: JSON.parse(JSON.stringify(schema)) as unknown,
        asked,
      },
      { kind: recorded.kind, model: recorded.model, system: kind?.system, schema: kind?.schema, asked: recorded.asked },
    );
    const text = JSON.stringify(recorded.answer);
    return {
      content: [{ type: 'text', text, citations: null }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, output_tokens: 1 },
    } as unknown as Anthropic.Message;
  };
  return {
    client: async () => ({ messages: { create } }) as unknown as Anthropic,
    wait: async () => undefined,
    left: () => run.exchanges.length - next,
  };
}
