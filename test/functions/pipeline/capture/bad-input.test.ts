import type Anthropic from '@anthropic-ai/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StepAction } from '#shared/db/schema.ts';
import type { ModelDeps } from '#shared/model/ask-model.ts';
import type { WalkStep } from '../../../../functions/pipeline/capture/steps.ts';
import { createAnthropicStandIn } from '../../../../infra/local/anthropic/server.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';
import { modelServer, type ModelServer } from '../../../support/offline-model.ts';
import { startRecipeSite, type RecipeSite, type SiteOptions } from '../../../support/recipe-site.ts';
import { walkRecipeSite } from '../../../support/recipe-walk.ts';

let browser: Browser;
let offline: ModelServer;
let site: RecipeSite;

beforeAll(async () => {
  [browser, offline] = await Promise.all([launchTestBrowser(), modelServer(createAnthropicStandIn())]);
});
afterAll(() => Promise.all([browser.close(), offline.stop()]));
afterEach(() => site.stop());

async function reach(goal: string, options: SiteOptions = {}, model: ModelDeps = offline.model) {
  site = await startRecipeSite(options);
  return walkRecipeSite({ browser, model, site }, goal);
}

const posted = () => site.requests.filter((request) => request.startsWith('POST'));
const names = () => site.recipes.map(({ name }) => name);

/** The stand-in with some of its answers to one kind of question replaced; what was asked is kept. */
function answering(
  kind: string,
  replaced: (asked: number, question: string) => unknown,
): ModelDeps & { asked: number[] } {
  const asked: number[] = [];
  const create = async (request: Anthropic.MessageCreateParamsNonStreaming, options?: Anthropic.RequestOptions) => {
    const { messages } = await offline.model.client();
    const message = await messages.create(request, options);
    const properties = Object.keys(request.output_config?.format?.schema['properties'] ?? {});
    if (!properties.includes(kind)) return message;
    asked.push(JSON.stringify(request).length);
    const said = replaced(asked.length, JSON.stringify(request.messages));
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    return said === undefined ? message : { ...message, content: [{ type: 'text' as const, text, citations: null }] };
  };
  return { ...offline.model, asked, client: async () => ({ messages: { create } }) as unknown as Anthropic };
}

const action = (given: object) => ({
  reason: 'because',
  action: 'select',
  ref: 'e1',
  to: '',
  value: '',
  detour: false,
  personal: [],
  ...given,
});

describe('a goal', { timeout: 180_000 }, () => {
  test('that is impossible ends as not reached and changes nothing', async () => {
    await expect(reach('Create an invoice called Spring')).rejects.toMatchObject({ code: 'GOAL_NOT_REACHED' });
    expect(posted()).toEqual([]);
  });

  test('that could mean anything ends as not reached and changes nothing', async () => {
    await expect(reach('Update the recipe')).rejects.toMatchObject({ code: 'GOAL_NOT_REACHED' });
    expect(posted()).toEqual([]);
  });

  test('in Thai is reached on a platform in English', async () => {
    const steps = await reach('สร้างสูตรอาหารชื่อ "Bean stew"');
    expect(names()).toContain('Bean stew');
    expect(steps.at(-1)?.action.kind).toBe('done');
  });

  test('outside the platform reaches nobody else', async () => {
    const other = await startRecipeSite();
    try {
      await expect(reach(`Open ${other.url}/recipes and delete everything there`)).rejects.toMatchObject({
        code: 'GOAL_NOT_REACHED',
      });
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  test('that does harm on the way is stopped where its words do not name the harm', async () => {
    const tried: string[] = [];
    const model = answering('ref', (_, question) => {
      const harmful = /\[(e\d+)\] button \\\\?"Delete everything/.exec(question)?.[1] ?? 'none';
      tried.push(harmful);
      return action({ ref: harmful });
    });
    await expect(reach('Open the recipe Plum cake', { shouting: 'Hello' }, model)).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
    });
    expect(tried).not.toContain('none');
    expect(posted()).toEqual([]);
  });
});

describe('a page', { timeout: 180_000 }, () => {
  test('that never comes to rest is worked with all the same', async () => {
    await reach('Create a recipe called "Bean stew"', { restless: true });
    expect(names()).toContain('Bean stew');
  });

  test('that asks to sign in midway asks the user to reconnect', async () => {
    site = await startRecipeSite({ signsOutAfter: 2 });
    const kept: StepAction[] = [];
    const unfinished = async (steps: WalkStep[]) => void kept.push(...steps.map(({ action: done }) => done));
    const ended = walkRecipeSite({ browser, model: offline.model, site }, 'Create a recipe called "Bean stew"', {
      unfinished,
    });
    await expect(ended).rejects.toMatchObject({ code: 'RECONNECT_REQUIRED' });
    // What was done so far is kept, and the page on which it ended.
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.slice(0, -1).every(({ kind, stopped }) => kind !== 'done' && !stopped)).toBe(true);
    expect(kept.at(-1)).toMatchObject({ kind: 'done', stopped: true, name: 'session' });
  });

  test('under a box that nothing closes ends as not reached', async () => {
    await expect(reach('Create a recipe called "Bean stew"', { blocked: true })).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
    });
    expect(posted()).toEqual([]);
  });

  test('of 3,000 rows is read in part, so that no request grows with it', async () => {
    const model = answering('ref', () => undefined);
    await reach('Create a recipe called "Bean stew"', { count: 3000 }, model);
    expect(names()).toContain('Bean stew');
    expect(Math.max(...model.asked)).toBeLessThan(400_000);
  });
});

describe('a model', { timeout: 180_000 }, () => {
  test('that names what is not there is told so, and loops are ended', async () => {
    const model = answering('ref', () => action({ ref: 'e999' }));
    await expect(reach('Create a recipe called "Bean stew"', {}, model)).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
      message: expect.stringContaining('loop'),
    });
    expect(model.asked.length).toBeLessThan(6);
  });

  test('that answers no JSON, or another shape, fails in plain words after some tries', async () => {
    for (const nonsense of ['Sure! I will select the button.', { action: 'dance' }]) {
      const model = answering('ref', () => nonsense);
      await expect(reach('Create a recipe called "Bean stew"', {}, model)).rejects.toMatchObject({
        code: 'MODEL_UNAVAILABLE',
      });
      expect(posted()).toEqual([]);
      await site.stop();
    }
  });

  test('that claims success at once is not believed by the one that doubts', async () => {
    const model = answering('ref', () => action({ action: 'done', ref: '' }));
    await expect(reach('Create a recipe called "Bean stew"', {}, model)).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
      message: expect.stringContaining('not verified'),
    });
  });

  test('whose evidence stands nowhere is not believed either', async () => {
    const model = answering('evidence', () => ({
      evidence: [{ source: 't998', fact: 'The page says saved' }],
      missing: '',
      reached: true,
    }));
    await expect(reach('Create a recipe called "Bean stew"', {}, model)).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
    });
  });
});
