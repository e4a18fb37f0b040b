import type { Browser } from 'playwright-core';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { planParts, planTask } from '#shared/model/prompts/plan.ts';
import { say } from '#shared/model/say.ts';
import { ownText } from '#shared/redaction/redact-text.ts';
import { redactingEyes } from '../../functions/pipeline/capture/eyes.ts';
import { namesInGoal } from '../../functions/pipeline/capture/names-in-goal.ts';
import { pathOf } from '../../functions/pipeline/capture/path.ts';
import type { WalkStep } from '../../functions/pipeline/capture/steps.ts';
import { walk, type WalkDeps } from '../../functions/pipeline/capture/walk.ts';
import type { OpenPlatform } from '../../functions/pipeline/platform-session.ts';
import { startRecipeSite, type RecipeSite, type SiteOptions } from './recipe-site.ts';

/** A recipe site of its own, open in a context of its own. */
export async function openRecipeSite(
  browser: Browser,
  options: SiteOptions,
): Promise<OpenPlatform & { site: RecipeSite; close: () => Promise<void> }> {
  const site = await startRecipeSite(options);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(site.url);
  const close = async () => {
    await context.close().catch(() => undefined);
    await site.stop();
  };
  return { context, page, platformUrl: `${site.url}/`, site, close };
}

/** Plans the goal and walks the site to it, as the product does, in a context of its own; the steps of the kept path. */
export async function walkRecipeSite(
  { browser, model, site }: { browser: Browser; model: ModelDeps; site: RecipeSite },
  goal: string,
  {
    progress = async () => undefined,
    beforeChange = async () => undefined,
    ...told
  }: Partial<Pick<WalkDeps, 'beforeAction' | 'beforeChange' | 'progress' | 'unfinished'>> = {},
): Promise<WalkStep[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  try {
    await page.goto(site.url);
    const question = {
      goal: ownText(goal),
      platformName: say`Kitchen`,
      platformOrigin: ownText(site.url),
      language: 'en',
    } as const;
    const { answer: plan } = await askModel(model, planTask, planParts(question));
    const harmless = [...plan.values.map(({ value }) => value), ...namesInGoal(goal)];
    const eyes = redactingEyes({ own: { name: 'Robin Own', email: 'robin@example.net' }, harmless });
    const walked = await walk(
      {
        model,
        eyes,
        now: () => new Date(),
        beforeChange,
        progress,
        ...told,
      },
      { context, page, platformUrl: site.url, goal: ownText(goal), plan, planApproved: false },
    );
    return pathOf(walked.steps);
  } finally {
    await context.close().catch(() => undefined);
  }
}
