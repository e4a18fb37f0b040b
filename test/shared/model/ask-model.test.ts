import { createServer, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askModel, type ModelTask } from '#shared/model/ask-model.ts';
import { say } from '#shared/model/say.ts';
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
  const bodies: { max_tokens: number; output_config: { format: { type: string } }; tool_choice?: unknown }[] = [];
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
  return { model: started.model, bodies };
}

const message =
  (text: string, stop_reason = 'end_turn'): Reply =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    const content = text ? [{ type: 'text', text }] : [];
    const usage = { input_tokens: 1000, output_tokens: 100 };
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
    expect(costMicros).toBe(1000 * 2 + 100 * 10);
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

  test('does not repeat a request that the service calls wrong', async () => {
    const { model, bodies } = await replying(failure(401, 'authentication_error'));
    await expect(askModel(model, task, parts)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(bodies).toHaveLength(1);
  });

  test('says MODEL_REFUSED when the model declines', async () => {
    const { model, bodies } = await replying(message('', 'refusal'));
    await expect(askModel(model, task, parts)).rejects.toMatchObject({ code: 'MODEL_REFUSED' });
    expect(bodies).toHaveLength(1);
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
