import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import type { ModelCall } from '#shared/model/ledger.ts';
import { planParts, planTask } from '#shared/model/prompts/plan.ts';
import { say } from '#shared/model/say.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { redactingEyes } from '../../../../functions/pipeline/capture/eyes.ts';
import { pathOf } from '../../../../functions/pipeline/capture/path.ts';
import { walk } from '../../../../functions/pipeline/capture/walk.ts';
import { createAnthropicStandIn } from '../../../../infra/local/anthropic/server.ts';
import { launchTestBrowser } from '../../../support/chromium.ts';
import { modelServer, type ModelServer } from '../../../support/offline-model.ts';
import { startRecipeSite, type RecipeSite } from '../../../support/recipe-site.ts';

let browser: Browser;
let offline: ModelServer;
let site: RecipeSite;
let asked: string[] = [];
let stopped: number[] = [];

beforeAll(async () => {
  [browser, offline] = await Promise.all([launchTestBrowser(), modelServer(createAnthropicStandIn())]);
});
afterAll(() => Promise.all([browser.close(), offline.stop()]));
afterEach(() => site.stop());

const usualGoal = 'Create a recipe called "Bean stew"';

/** Walks the site anew, with a script where there is one; `asked` then holds the questions to the model. */
async function walked(script?: StepAction[], { goal = usualGoal, retake = false, changeless = false } = {}) {
  site = await startRecipeSite();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  try {
    await page.goto(site.url);
    const origin = ownText(site.url);
    const question = {
      goal: ownText(goal),
      platformName: say`Kitchen`,
      platformOrigin: origin,
      language: 'en',
    } as const;
    const { answer: plan } = await askModel(offline.model, planTask, planParts(question));
    asked = [];
    stopped = [];
    const ledger = { admit: () => undefined, record: async ({ task }: ModelCall) => void asked.push(task) };
    const model: ModelDeps = { ...offline.model, ledger };
    const eyes = redactingEyes({ own: { name: 'Robin Own', email: 'robin@example.net' }, harmless: ['Bean stew'] });
    const nothing = async () => undefined;
    const { steps } = await walk(
      {
        model,
        eyes,
        now: () => new Date(),
        beforeChange: nothing,
        progress: nothing,
        stopped: async (position) => void stopped.push(position),
      },
      {
        context,
        page,
        platformUrl: site.url,
        goal: ownText(goal),
        plan,
        planApproved: true,
        script: script ?? null,
        retake,
        changeless,
      },
    );
    return retake ? steps : pathOf(steps);
  } finally {
    await context.close().catch(() => undefined);
  }
}
const told = (steps: Awaited<ReturnType<typeof walked>>) =>
  steps.map(({ action: { kind, name, mended, unconfirmed } }) =>
    `${kind} ${name}${mended ? ' (mended)' : ''}${unconfirmed ? ' (unconfirmed)' : ''}`.trim(),
  );

const recorded: StepAction[] = [
  { kind: 'select', role: 'link', name: 'Recipes', value: '' },
  { kind: 'select', role: 'link', name: 'New recipe', value: '' },
  { kind: 'type', role: 'textbox', name: 'Name', value: 'Bean stew' },
  { kind: 'select', role: 'button', name: 'Save', value: '' },
  { kind: 'done', role: '', name: '', value: '' },
];

test('a script that fits is done again without asking for a way; pictures are looked over, the goal is doubted', async () => {
  const first = await walked();
  const script = first.map(({ action }) => action);
  await site.stop();
  const again = await walked(script);
  expect(told(again)).toEqual(told(first));
  expect(asked).not.toContain('navigate');
  expect(asked.filter((task) => task === 'personal').length).toBeGreaterThanOrEqual(script.length - 1);
  expect(asked).toContain('verify');
  expect(site.recipes.filter(({ name }) => name === 'Bean stew')).toHaveLength(1);
  expect(again.every(({ highlight, action }) => action.kind === 'done' || highlight !== null)).toBe(true);
});

test('a step that no longer fits is mended by the model and marked, and the script goes on behind it', async () => {
  const renamed = recorded.with(1, { kind: 'select', role: 'link', name: 'Another recipe', value: '' });
  const steps = await walked(renamed);
  expect(told(steps)).toEqual(['select Recipes', 'select New recipe (mended)', 'type Name', 'select Save', 'done']);
  expect(asked.filter((task) => task === 'navigate')).toHaveLength(1);
  expect(site.recipes.map(({ name }) => name)).toContain('Bean stew');
});

test('what a step led to is compared with the earlier walk, and the model is asked where it differs', async () => {
  const first = await walked();
  const script = first.map(({ action }) => action);
  await site.stop();
  const saved = script.findIndex(({ name }) => name === 'Save');
  const elsewhere = { path: '/kitchen', shown: ['Sent to the printer'] };
  const again = await walked(script.with(saved, { ...script[saved]!, holds: elsewhere }));
  expect(told(again)).toEqual(told(first).map((step) => (step === 'select Save' ? `${step} (unconfirmed)` : step)));
  expect(asked.filter((task) => task === 'navigate')).toHaveLength(1);
});

test('a step that can neither be done again nor be mended is named before the run ends', async () => {
  const gone: StepAction = { kind: 'select', role: 'button', name: 'Print the invoice', value: '' };
  await expect(walked([recorded[0]!, gone], { goal: 'Print the invoice' })).rejects.toMatchObject({
    code: 'GOAL_NOT_REACHED',
  });
  expect(stopped).toEqual([2]);
});

test('what the model does in the place of a step counts as that step only where it leads there', async () => {
  const first = await walked();
  const script = first.map(({ action }) => action);
  await site.stop();
  const saving = script.findIndex(({ name }) => name === 'Save');
  const renamed = { ...script[saving]!, name: 'Keep it' };
  expect(told(await walked(script.with(saving, renamed)))).toContain('select Save (mended)');
  expect(asked.filter((task) => task === 'navigate')).toHaveLength(1);
  await site.stop();
  // It led elsewhere then: the model keeps the lead.
  const elsewhere = { path: '/kitchen', shown: ['Sent to the printer'] };
  expect(told(await walked(script.with(saving, { ...renamed, holds: elsewhere })))).toContain('select Save (mended)');
  expect(asked.filter((task) => task === 'navigate')).toHaveLength(2);
});

test('a step that only opened the way and is gone is left out', async () => {
  const longer = [
    recorded[0]!,
    { kind: 'select', role: 'button', name: 'Open the menu', value: '' } as const,
    ...recorded.slice(1),
  ];
  expect(told(await walked(longer))).toEqual([
    'select Recipes',
    'select New recipe',
    'type Name',
    'select Save',
    'done',
  ]);
  expect(asked).not.toContain('navigate');
});

describe('one step alone', () => {
  test('is shown on its page and not done; what comes before it is', async () => {
    const saving = {
      ...recorded[3]!,
      change: 'address "/recipes/7"',
      holds: { path: '/recipes/7', shown: ['Bean stew'] },
    };
    const steps = await walked([...recorded.slice(0, 3), saving], { retake: true });
    expect(steps.map(({ action }) => action)).toMatchObject([{ ...saving, place: expect.any(String) }]);
    expect(steps[0]?.action).not.toHaveProperty('mended');
    expect(steps[0]?.highlight).not.toBeNull();
    expect(steps[0]?.seen.outline.items.find(({ name }) => name === 'Name')?.value).toBe('Bean stew');
    expect(site.recipes.map(({ name }) => name)).not.toContain('Bean stew');
    expect(asked).not.toContain('navigate');
    expect(asked).not.toContain('verify');
  });

  test('that is called otherwise now is found by the model, marked, and not done either', async () => {
    const renamed = { ...recorded[3]!, name: 'Keep it' };
    const steps = await walked([...recorded.slice(0, 3), renamed], { retake: true });
    expect(told(steps)).toEqual(['select Save (mended)']);
    expect(site.recipes.map(({ name }) => name)).not.toContain('Bean stew');
    expect(asked.filter((task) => task === 'navigate')).toHaveLength(1);
  });

  test('that shows the result comes at the end of the whole script', async () => {
    const steps = await walked(recorded, { retake: true });
    expect(told(steps.slice(-1))).toEqual(['done']);
    expect(asked).toContain('verify');
    expect(site.recipes.filter(({ name }) => name === 'Bean stew')).toHaveLength(1);
  });

  test('for which nobody was asked changes nothing on its way, even where the model would', async () => {
    const gone = ['Keep it', 'Nowhere'].map((name): StepAction => ({
      kind: 'select',
      role: 'button',
      name,
      value: '',
    }));
    const ways = [...recorded.slice(0, 3), ...gone];
    await expect(walked(ways, { retake: true, changeless: true })).rejects.toMatchObject({ code: 'GOAL_NOT_REACHED' });
    expect(asked).toContain('navigate');
    expect(site.recipes.map(({ name }) => name)).not.toContain('Bean stew');
  });

  test('whose way is gone ends the run and is named', async () => {
    const holds = { path: '/invoices', shown: ['Invoice'] };
    const gone: StepAction = { kind: 'select', role: 'button', name: 'Print the invoice', value: '', holds };
    await expect(
      walked([recorded[0]!, gone, recorded[3]!], { goal: 'Print the invoice', retake: true }),
    ).rejects.toMatchObject({
      code: 'GOAL_NOT_REACHED',
    });
    expect(stopped).toEqual([2]);
  });
});
