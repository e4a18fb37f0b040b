import Anthropic, { BadRequestError } from '@anthropic-ai/sdk';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askModel } from '#shared/model/ask-model.ts';
import { generateParts, generateTask } from '#shared/model/prompts/generate.ts';
import { planParts, planTask } from '#shared/model/prompts/plan.ts';
import { criteria, reviewParts, reviewTask } from '#shared/model/prompts/review.ts';
import { say, storedText } from '#shared/model/say.ts';
import { loadSharp } from '#shared/redaction/load-sharp.ts';
import { createAnthropicStandIn } from '../../../../infra/local/anthropic/server.ts';

let server: Server;
let client: Anthropic;
let url: string;
const model = { client: async () => client };

beforeAll(async () => {
  server = createAnthropicStandIn();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0 });
});
afterAll(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

const recorded = (more: object) =>
  JSON.stringify({
    position: 1,
    kind: 'select',
    role: 'link',
    name: '',
    value: '',
    sample: false,
    place: '',
    change: '',
    labels: [],
    ...more,
  });

describe('the offline model', () => {
  test('answers as the Messages API does', async () => {
    const message = await client.messages.create({
      model: 'claude-sonnet-5-5',
      max_tokens: 1000,
      messages: [{ role: 'user', content: '<goal>Create a task called Water the plants</goal>' }],
      output_config: {
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: { title: {}, preconditions: {}, proof: {} } },
        },
      },
    });
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      stop_reason: 'end_turn',
    });
    expect(message.id).toMatch(/^msg_/);
    expect(message.usage.input_tokens).toBeGreaterThan(0);
  });

  test('counts a picture by its size: width times height by 750', async () => {
    const sharp = await loadSharp();
    const ask = async (sizes: [width: number, height: number][]) => {
      const pictures = await Promise.all(
        sizes.map(([width, height]) =>
          sharp({ create: { width, height, channels: 3, background: '#fff' } })
            .webp()
            .toBuffer(),
        ),
      );
      const { usage } = await client.messages.create({
        model: 'claude-sonnet-5-5',
        max_tokens: 1000,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: '<goal>Create a task</goal>' },
              ...pictures.map((picture) => ({
                type: 'image' as const,
                source: {
                  type: 'base64' as const,
                  media_type: 'image/webp' as const,
                  data: picture.toString('base64'),
                },
              })),
            ],
          },
        ],
        output_config: {
          format: {
            type: 'json_schema',
            schema: { type: 'object', properties: { title: {}, preconditions: {}, proof: {} } },
          },
        },
      });
      return usage.input_tokens;
    };
    const none = await ask([]);
    expect((await ask([[1024, 640]])) - none).toBe(874);
    expect(
      (await ask([
        [300, 250],
        [150, 5],
      ])) - none,
    ).toBe(101);
  });

  test('refuses what it cannot answer in the shape of the API’s errors', async () => {
    const asked = client.messages.create({
      model: 'claude',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    await expect(asked).rejects.toBeInstanceOf(BadRequestError);
    const unsigned = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(401);
    expect(await unsigned.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  });

  test('names itself at its root', async () => {
    expect(await (await fetch(url)).text()).toContain('offline model');
  });

  test('plans with the goal’s values and marks what it had to invent as a sample', async () => {
    const ask = async (goal: string) =>
      (
        await askModel(
          model,
          planTask,
          planParts({
            goal: storedText(goal),
            platformName: say`Notes`,
            platformOrigin: say`https://notes.example`,
            language: 'en',
          }),
        )
      ).answer;
    expect((await ask('Create a task called Water the plants')).values).toEqual([
      { field: 'name', value: 'Water the plants', sample: false },
    ]);
    expect((await ask('Create a task')).values).toMatchObject([{ sample: true }]);
  });

  test('writes one imperative sentence for each step, in English and Thai, and bold for true labels alone', async () => {
    const steps = storedText(
      [
        recorded({ name: 'Tasks', labels: ['Tasks'] }),
        recorded({
          position: 2,
          kind: 'type',
          role: 'textbox',
          name: 'Title',
          value: 'Water',
          place: 'New task',
          labels: ['Title', 'New task'],
        }),
        recorded({ position: 3, role: 'button', labels: ['Title'] }),
        recorded({ position: 4, kind: 'done' }),
      ].join('\n'),
    );
    const ask = async (language: 'en' | 'th') =>
      (
        await askModel(
          model,
          generateTask,
          generateParts({
            goal: say`Create a task`,
            platformName: say`Notes`,
            language,
            plan: say``,
            steps,
            reasons: say``,
          }),
        )
      ).answer;
    const english = await ask('en');
    expect(english.steps.map(({ text }) => text)).toEqual([
      'Select **Tasks**.',
      'Under **New task**, in **Title**, type "Water".',
      'Select the highlighted button.',
      'Check that the page now shows the result.',
    ]);
    expect((await ask('th')).steps[0]?.text).toBe('เลือก**Tasks**');
  });

  test('scores every criterion that the request asks about', async () => {
    const tutorial = {
      title: 'Create a task',
      beforeYouStart: [],
      result: '',
      troubleshooting: [],
      failed: [],
      steps: [],
    };
    const { answer } = await askModel(
      model,
      reviewTask,
      reviewParts({ goal: say`Create a task`, tutorial: storedText(JSON.stringify(tutorial)) }),
    );
    expect(answer.scores.map(({ criterion }) => criterion)).toEqual([...criteria]);
  });
});
