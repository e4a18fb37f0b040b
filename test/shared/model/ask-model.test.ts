import { createServer, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import type { ModelCall } from '#shared/model/ledger.ts';
import { askModel, type ModelPart, type ModelTask } from '#shared/model/ask-model.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { RawFrame, RedactedFrame, RedactedText } from '#shared/redaction/frames.ts';
import { costMicros } from '#shared/model/prices.ts';
import { say } from '#shared/model/say.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { modelServer, type ModelServer } from '../../support/offline-model.ts';

const task: ModelTask<{ colour: string }> = {
  name: 'plan',
  system: 'Name a colour.',
  schema: z.object({ colour: z.string() }),
  maxTokens: 100,
};
const parts = [{ text: say`Which colour?` }];

type Reply = (response: ServerResponse) => void;
let stop: ModelServer['stop'] | undefined;
afterEach(() => stop?.());

/** A server that gives these replies in turn, and the bodies it got. */
async function replying(...replies: Reply[]) {
  const bodies: {
    model: string;
    max_tokens: number;
    output_config: { format: { type: string } };
    system: { cache_control?: object }[];
    messages: { content: { cache_control?: object }[] }[];
  }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      replies[Math.min(bodies.length, replies.length) - 1]?.(response);
    });
  });
  const started = await modelServer(server);
  stop = started.stop;
  const calls: ModelCall[] = [];
  const ledger = { admit: () => undefined, record: async (call: ModelCall) => void calls.push(call) };
  return { model: { ...started.model, ledger }, bodies, calls };
}

const message =
  (text: string, stop_reason = 'end_turn'): Reply =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    const content = text ? [{ type: 'text', text }] : [];
    const usage = {
      input_tokens: 1000,
      cache_read_input_tokens: 4000,
      cache_creation_input_tokens: 400,
      output_tokens: 100,
    };
    response.end(
      JSON.stringify({ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content, stop_reason, usage }),
    );
  };
const failure =
  (status: number, type: string): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type, message: 'no' } }));
  };
const good = message('{"colour":"green"}');

describe('askModel', () => {
  test('asks for structured output, never for a tool, and counts what the answer costs', async () => {
    const { model, bodies } = await replying(good);
    const { answer, costMicros } = await askModel(model, task, parts);
    expect(answer).toEqual({ colour: 'green' });
    expect(bodies[0]?.output_config.format.type).toBe('json_schema');
    expect(bodies[0]).not.toHaveProperty('tool_choice');
    expect(costMicros).toBe(2 * (1000 + 400 * 1.25 + 4000 * 0.1) + 10 * 100);
  });

  test('asks the strong model what is larger than the cheap one has a price for, and never counts too little', async () => {
    const { model, bodies } = await replying(good);
    const walking = { ...task, name: 'navigate' as const };
    await askModel(model, walking, parts);
    await askModel(model, walking, [{ text: say`${ownText('ก'.repeat(100_001))}` }]);
    expect(bodies.map((body) => body.model)).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5']);
    const use = { input: 90_000, cacheRead: 0, cacheWritten: 0, output: 100 };
    expect(costMicros('claude-haiku-5-5', use)).toBe(9050);
    expect(costMicros('claude-haiku-5-5', { ...use, cacheRead: 10_001 })).toBeGreaterThan(180_000);
  });

  test.each([
    ['a rate limit', failure(429, 'rate_limit_error')],
    ['an overloaded service', failure(529, 'overloaded_error')],
    ['an internal error', failure(500, 'api_error')],
    ['a lost connection', ((response) => response.destroy()) satisfies Reply],
    ['an answer that is not JSON', message('the colour is green')],
    ['an answer of another shape', message('{"color":"green"}')],
    ['an empty answer', message('')],
    [
      'a body that is not JSON',
      ((response) => response.setHeader('content-type', 'application/json').end('{"id":')) satisfies Reply,
    ],
  ] as const)('tries again after %s', async (_, first) => {
    const { model, bodies } = await replying(first, good);
    expect((await askModel(model, task, parts)).answer.colour).toBe('green');
    expect(bodies).toHaveLength(2);
  });

  test('asks again with more room after a truncated answer', async () => {
    const { model, bodies } = await replying(message('{"colour":"gre', 'max_tokens'), good);
    await askModel(model, task, parts);
    expect(bodies.map(({ max_tokens }) => max_tokens)).toEqual([100, 200]);
  });

  test('gives up with MODEL_UNAVAILABLE when nothing helps', async () => {
    const { model, bodies } = await replying(failure(529, 'overloaded_error'));
    await expect(askModel(model, task, parts)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(bodies).toHaveLength(5);
  });

  test('does not wait for a service that never answers', async () => {
    const { model, bodies } = await replying(() => undefined);
    const asked = askModel({ ...model, deadline: Date.now() + 600 }, task, parts);
    await expect(asked).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(bodies).toHaveLength(1);
  });

  test('does not repeat a request that the service calls wrong', async () => {
    const { model, bodies } = await replying(failure(401, 'authentication_error'));
    await expect(askModel(model, task, parts)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(bodies).toHaveLength(1);
  });

  test('says MODEL_REFUSED when the model declines twice', async () => {
    const { model, bodies } = await replying(message('', 'refusal'));
    await expect(askModel(model, task, parts)).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    expect(bodies).toHaveLength(2);
  });

  test('writes down every request with its outcome, and with no word of what was said', async () => {
    const { model, calls } = await replying(failure(529, 'overloaded_error'), message('not green'), good);
    await askModel(model, task, parts);
    expect(calls.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['failed', 529],
      ['malformed', 200],
      ['answered', 200],
    ]);
    expect(calls[0]).toMatchObject({ input: 0, output: 0, costMicros: 0 });
    expect(calls[2]).toMatchObject({ input: 1000, cacheRead: 4000, cacheWritten: 400, output: 100 });
    expect(JSON.stringify(calls)).not.toContain('green');
  });

  test('stops before the next request when the budget is spent', async () => {
    const { model, bodies, calls } = await replying(message('not green'));
    const admit = () => {
      if (calls.length === 2) throw new ProductError('BUDGET_SPENT', 'money');
    };
    const asked = askModel({ ...model, ledger: { ...model.ledger, admit } }, task, parts);
    await expect(asked).rejects.toMatchObject({ code: 'BUDGET_SPENT' });
    expect(bodies).toHaveLength(2);
  });

  test('climbs to a stronger model when the cheap one does not keep to the shape, declines, or the caller is stuck', async () => {
    const walking = { ...task, name: 'navigate' as const };
    const cheap = 'claude-haiku-5-5';
    const strong = 'claude-sonnet-5-5';
    const first = await replying(message('no'), message('no'), good);
    await askModel(first.model, walking, parts);
    expect(first.bodies.map(({ model }) => model)).toEqual([cheap, cheap, strong]);
    await stop?.();
    const second = await replying(message('', 'refusal'), good);
    await askModel(second.model, walking, parts);
    expect(second.bodies.map(({ model }) => model)).toEqual([cheap, strong]);
    await askModel(second.model, walking, parts, { stuck: true });
    expect(second.bodies.at(-1)?.model).toBe(strong);
  });

  test('asks the service to keep the instructions and what repeats', async () => {
    const { model, bodies } = await replying(good);
    await askModel(model, task, [
      { text: say`one`, repeats: true },
      { text: say`two`, repeats: true },
      { text: say`3` },
    ]);
    expect(bodies[0]?.system.every(({ cache_control }) => cache_control)).toBe(true);
    expect(bodies[0]?.messages[0]?.content.map(({ cache_control }) => Boolean(cache_control))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('takes neither a raw frame nor a text that did not pass the redaction', () => {
    // Held by the type check.
    expectTypeOf<{ frame: RedactedFrame }>().toExtend<ModelPart>();
    expectTypeOf<{ frame: RawFrame }>().not.toExtend<ModelPart>();
    expectTypeOf<{ text: RedactedText }>().toExtend<ModelPart>();
    expectTypeOf<{ text: string }>().not.toExtend<ModelPart>();
  });

  test('waits as long as the server asks', async () => {
    const waited: number[] = [];
    const { model } = await replying((response) => {
      response.setHeader('retry-after', '7');
      failure(429, 'rate_limit_error')(response);
    }, good);
    await askModel({ ...model, wait: async (ms) => void waited.push(ms) }, task, parts);
    expect(waited).toEqual([7000]);
  });
});
