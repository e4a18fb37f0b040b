import type { BrowserContext, ElementHandle, Page } from 'playwright-core';
import { isSignInPath } from '#shared/browser/sign-in-signs.ts';
import { ProductError } from '#shared/contract/errors.ts';
import type { Plan } from '#shared/contract/plan.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { log } from '#shared/log/log.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { navigateParts, navigateTask, type NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import { personalParts, personalTask } from '#shared/model/prompts/personal.ts';
import { verifyParts, verifyTask } from '#shared/model/prompts/verify.ts';
import { joinText, say, storedText } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import { act } from './act.ts';
import { changeBetween, stateOf } from './changes.ts';
import {
  keepOnPlatform,
  mayChange,
  nothingRefused,
  ownDomain,
  refusedSince,
  unapprovedRisk,
  type Refused,
} from './guards.ts';
import type { Eyes } from './eyes.ts';
import { maskNamed, observe, type Observation } from './look.ts';
import { outlineText, type Outline, type OutlineItem } from './outline.ts';
import { planText } from './plan-text.ts';
import { Replay } from './replay.ts';
import { settle, watchTraffic, type Traffic } from './settle.ts';
import { historyLine, makeStep, resultStep, shownName, targetKey, tooltipFor, type WalkStep } from './steps.ts';

export interface WalkDeps {
  model: ModelDeps;
  eyes: Eyes;
  now: () => Date;
  /** Told before the first action that may change something on the platform; it may refuse by throwing. */
  beforeChange: () => Promise<void>;
  /** Told after every action: how many were done of how many at most. */
  progress: (done: number, most: number) => Promise<void>;
  /** Told which action of the script, from 1, could neither be done again nor be mended, before that is thrown. */
  stopped?: (position: number) => Promise<void>;
}

export interface WalkCase {
  context: BrowserContext;
  page: Page;
  platformUrl: string;
  goal: RedactedText;
  plan: Plan;
  /** The plan was seen and approved by the user: what it names may be done as what the goal names. */
  planApproved: boolean;
  /** Actions of an earlier walk, done again where they still fit. */
  script?: StepAction[] | null;
}

export interface Walked {
  /** Everything that was done, in order; the last one shows the result. */
  steps: WalkStep[];
  costMicros: number;
}

const walkLimits = { actions: 25, minutes: 10, claims: 2, repeats: 2, restless: 1 } as const;
/** A page with a clock or a feed on it never rests: after some waits in vain it is given less time. */
const restlessCapMs = 2000;

/** Tooltips wait a moment before they show, longer on a busy machine. */
const tooltipWaits = [500, 500, 800];

/**
 * Walks the platform until the goal is reached: look, ask for one action, do it, wait for rest, see what changed.
 * Throws GOAL_NOT_REACHED with the limit or answer that ended it, BROWSER_LOST when the browser goes away.
 */
export async function walk(deps: WalkDeps, job: WalkCase): Promise<Walked> {
  const walking = new Walk(deps, job);
  try {
    return await walking.run();
  } catch (error) {
    if (error instanceof ProductError && error.code === 'GOAL_NOT_REACHED' && walking.replay)
      await deps.stopped?.(walking.replay.position);
    if (error instanceof ProductError || job.context.browser()?.isConnected()) throw error;
    throw new ProductError('BROWSER_LOST', undefined, { cause: error });
  }
}

/** A sign-in form in place of the page: its address says so, or there is little else. Forms that change a password have both more. */
function sessionEnded(url: string, { items }: Outline): boolean {
  const controls = items.filter(({ kind }) => kind === 'control');
  return controls.some(({ state }) => state.includes('password')) && (isSignInPath(url) || controls.length <= 6);
}

class Walk {
  private readonly deps: WalkDeps;
  private readonly job: WalkCase;
  private readonly steps: WalkStep[] = [];
  private readonly approved: string;
  private readonly history: RedactedText[] = [];
  private readonly tried = new Map<string, number>();
  private readonly traffic = new WeakMap<Page, Traffic>();
  private page: Page;
  private refused: Refused = nothingRefused;
  readonly replay: Replay | undefined;
  private claims = 0;
  /** What the verifier named as proof. */
  private evidence = say``;
  /** Waits in a row that ended without rest. */
  private restless = 0;
  private filledIn = false;
  private changing = false;
  private cost = 0;

  constructor(deps: WalkDeps, job: WalkCase) {
    this.deps = deps;
    this.job = job;
    this.page = job.page;
    this.replay = job.script ? new Replay(job.script, job.goal) : undefined;
    const { goal, plan, planApproved } = job;
    this.approved = [goal, ...(planApproved ? [...plan.steps.map(({ intent }) => intent), ...plan.changes] : [])].join(
      '\n',
    );
  }

  async run(): Promise<Walked> {
    const { context, platformUrl } = this.job;
    this.refused = await keepOnPlatform(context, platformUrl, this.approved);
    const end = this.deps.now().getTime() + walkLimits.minutes * 60_000;
    await this.rest();
    let seen = await this.look();
    for (let done = 0; done < walkLimits.actions; done++) {
      if (this.deps.now().getTime() > end) throw new ProductError('GOAL_NOT_REACHED', 'time');
      if (sessionEnded(this.page.url(), seen.outline)) throw new ProductError('RECONNECT_REQUIRED', 'session');
      const scripted = this.replay?.next(seen.outline);
      const answer = scripted ?? (await this.nextAction(seen));
      seen = scripted ? await this.lookedOver(seen) : await maskNamed(seen, answer.personal);
      if (answer.action === 'give_up') throw new ProductError('GOAL_NOT_REACHED', 'gave up');
      if (answer.action === 'done') {
        if (!(await this.verified(seen))) continue;
        const result = resultStep(await this.showResult(seen), this.evidence);
        return { steps: [...this.steps, result], costMicros: this.cost };
      }
      const taken = this.steps.length;
      seen = await this.take(answer, seen);
      if (this.replay) this.compare(this.replay, answer, { scripted: scripted !== undefined, from: taken, seen });
      await this.deps.progress(done + 1, walkLimits.actions);
    }
    throw new ProductError('GOAL_NOT_REACHED', 'actions');
  }

  /** Marks what came of the script's action otherwise than in the earlier walk, and what the model did in its place. */
  private compare(
    replay: Replay,
    answer: NavigateAnswer,
    { scripted, from, seen }: { scripted: boolean; from: number; seen: Observation },
  ): void {
    for (const { action } of this.steps.slice(from)) {
      if (scripted) {
        if (!replay.heldAfter(seen.outline)) action.unconfirmed = true;
      } else if (!replay.wanted(answer, action.name)) action.mended = true;
    }
  }

  /** A page that was taken for at rest and still moved is given time to rest, twice. */
  private async look(tries = 3): Promise<Observation> {
    try {
      return await observe(this.deps.eyes, this.page);
    } catch (error) {
      const moving = error instanceof ProductError && error.code === 'FRAME_NOT_SAFE';
      if (!moving || tries <= 1) throw error;
      await this.rest();
      return this.look(tries - 1);
    }
  }

  private async nextAction(seen: Observation): Promise<NavigateAnswer> {
    const parts = navigateParts({
      goal: this.job.goal,
      plan: planText(this.job.plan),
      history: joinText(this.history),
      outline: outlineText(seen.outline),
      frame: await seen.forModel(),
    });
    const { answer, costMicros } = await askModel(this.deps.model, navigateTask, parts, { stuck: this.isStuck() });
    this.cost += costMicros;
    return answer;
  }

  /** The last two answers led nowhere: a stronger model is asked. */
  private isStuck(): boolean {
    const last = this.history.slice(-2);
    return last.length === 2 && last.every((line) => /-> (refused|failed|not accepted|nothing changed)/.test(line));
  }

  /** Does one action and looks again. What is refused or fails goes into the history, so that another way is tried. */
  private async take(answer: NavigateAnswer, seen: Observation): Promise<Observation> {
    const item = seen.outline.items.find(({ ref }) => ref === answer.ref);
    const to = seen.outline.items.find(({ ref }) => ref === answer.to);
    this.refuseLoop(answer, item, seen);
    const refused = this.refusal(answer, item, to);
    if (refused) {
      this.note(answer, item, refused, to);
      return seen;
    }
    const element = item ? await seen.outline.element(item.ref) : null;
    const ready = element && item ? await this.bringIntoFrame(element, item, seen) : { at: seen, box: null, told: '' };
    const kept = ready.at === seen ? seen : await this.lookedOver(ready.at);
    const step = makeStep(answer, item, kept, ready.box, this.job.goal, to);
    step.action.name ||= ready.told;
    if (answer.action === 'type') this.deps.eyes.typed(answer.value);
    await this.announceChange(answer, item);
    const target = to ? await seen.outline.element(to.ref) : null;
    const before = { ...this.refused };
    const stuck = await act(this.page, this.job.platformUrl, answer, { element, to: target });
    await this.rest();
    await this.followWindows();
    const failed = stuck ?? refusedSince(before, this.refused);
    const after = await this.look();
    const change = changeBetween(seen.outline, after.outline);
    await seen.outline.release();
    step.changed = failed === null && change.changed;
    step.action.change = change.summary;
    step.action.holds = change.holds;
    this.steps.push(step);
    this.note(answer, item, failed ? say`failed: ${storedText(failed)}` : change.summary, to);
    log('capture.action', { kind: answer.action, role: item?.role, changed: step.changed, failed: failed !== null });
    return after;
  }

  /**
   * The highlight is measured on the very element, in the very frame that is kept: when the element is out of view or has
   * moved since the look, the page is brought to rest and looked at again. So it is when the element has no name but tells
   * one when the pointer rests on it: readers need that name.
   */
  private async bringIntoFrame(element: ElementHandle<Element>, item: OutlineItem, seen: Observation) {
    await element.scrollIntoViewIfNeeded({ timeout: 3000 }).catch(() => undefined);
    const box = (await element.boundingBox().catch(() => null)) ?? item.box;
    const moved = Math.abs(box.x - item.box.x) + Math.abs(box.y - item.box.y) > 4 || !item.inView;
    const nameless = !/[\p{L}\p{N}]/u.test(shownName(item, this.job.goal));
    if (!moved && !nameless) return { at: seen, box, told: '' };
    if (nameless) await element.hover({ timeout: 2000 }).catch(() => undefined);
    await this.rest();
    let told = '';
    let at = nameless ? seen : await this.look();
    for (const wait of nameless ? tooltipWaits : []) {
      await this.page.waitForTimeout(wait);
      at = await this.look();
      told = tooltipFor(seen.outline, at.outline, box);
      if (told) break;
    }
    return { at: told || moved ? at : seen, box: (await element.boundingBox().catch(() => null)) ?? box, told };
  }

  private refusal(
    answer: NavigateAnswer,
    item: OutlineItem | undefined,
    to: OutlineItem | undefined,
  ): RedactedText | null {
    const needsElement = !['press', 'scroll', 'navigate', 'wait'].includes(answer.action);
    if (needsElement && item?.kind !== 'control') return say`refused: there is no such element`;
    if (answer.action === 'drag' && !to) return say`refused: there is no such place to drag to`;
    if (answer.action === 'wait' && answer.value.trim() === '') return say`refused: there is nothing to wait for`;
    if (item?.state.includes('disabled')) return say`refused: it is disabled`;
    if (
      item?.state.includes('password') ||
      item?.value === '(hidden)' ||
      (answer.action === 'type' && /password|รหัสผ่าน/i.test(item?.name ?? ''))
    ) {
      return say`refused: passwords are not typed`;
    }
    const value = answer.action === 'choose' ? answer.value : '';
    if (item && answer.action !== 'type' && unapprovedRisk(this.approved, item, value)) {
      return say`refused: the goal does not ask for this`;
    }
    return null;
  }

  private refuseLoop(answer: NavigateAnswer, item: OutlineItem | undefined, seen: Observation): void {
    const key = [stateOf(seen.outline), answer.action, item ? targetKey(item) : '', answer.value].join('\n');
    const times = (this.tried.get(key) ?? 0) + 1;
    this.tried.set(key, times);
    if (times > walkLimits.repeats && answer.action !== 'scroll') throw new ProductError('GOAL_NOT_REACHED', 'loop');
  }

  /** A separate question that doubts; a "no" goes back into the walk once. */
  private async verified(seen: Observation): Promise<boolean> {
    const { answer, costMicros } = await askModel(
      this.deps.model,
      verifyTask,
      verifyParts({
        goal: this.job.goal,
        proof: storedText(this.job.plan.proof),
        history: joinText(this.history),
        outline: outlineText(seen.outline),
        frame: await seen.forModel(),
      }),
    );
    this.cost += costMicros;
    const proven = answer.evidence.some(({ source }) => this.exists(source, seen));
    this.evidence = joinText(
      answer.evidence.map(({ fact }) => storedText(fact)),
      '; ',
    );
    if (answer.reached && proven) return true;
    if (++this.claims >= walkLimits.claims) throw new ProductError('GOAL_NOT_REACHED', 'not verified');
    const missing = storedText(answer.reached ? 'the evidence is on no line' : answer.missing);
    this.history.push(say`${this.history.length + 1}. done -> not accepted: ${missing}`);
    return false;
  }

  /** Evidence counts only when its source is there: an action that had an effect, or something on the page. */
  private exists(source: string, seen: Observation): boolean {
    const line = /^(?:action )?#?(\d+)\.?$/i.exec(source.trim())?.[1];
    if (line) return !/-> (refused|failed|not accepted)/.test(this.history[Number(line) - 1] ?? '-> refused');
    return seen.outline.items.some(({ ref }) => ref === source.trim().replaceAll(/[[\]]/g, ''));
  }

  /** Brings what the goal asked for into view when it stands further down: the last frame shows the result. */
  private async showResult(seen: Observation): Promise<Observation> {
    const values = this.job.plan.values.map(({ value }) => value.toLowerCase()).filter((value) => value.length > 1);
    const shows = (item: OutlineItem) =>
      values.some((value) => `${item.name} ${item.value ?? ''}`.toLowerCase().includes(value));
    const found = seen.outline.items.filter(shows);
    const below = found.find((item) => item.kind === 'control' && !item.inView);
    if (!below || found.some((item) => item.inView)) return seen;
    const element = await seen.outline.element(below.ref);
    await element?.scrollIntoViewIfNeeded({ timeout: 3000 }).catch(() => undefined);
    await this.rest();
    return this.lookedOver(await this.look());
  }

  /** Stage 2 for a look that no action was asked about, before its frame is kept. */
  private async lookedOver(seen: Observation): Promise<Observation> {
    const { answer, costMicros } = await askModel(this.deps.model, personalTask, personalParts(await seen.forModel()));
    this.cost += costMicros;
    return maskNamed(seen, answer.personal);
  }

  private async announceChange(answer: NavigateAnswer, item: OutlineItem | undefined): Promise<void> {
    if (!this.changing && mayChange(answer, item, this.filledIn)) {
      await this.deps.beforeChange();
      this.changing = true;
    }
    this.filledIn ||= answer.action === 'type' || answer.action === 'choose';
  }

  private note(answer: NavigateAnswer, item: OutlineItem | undefined, outcome: RedactedText, to?: OutlineItem): void {
    this.history.push(historyLine(this.history.length + 1, answer, item, outcome, to));
  }

  private async rest(): Promise<void> {
    let traffic = this.traffic.get(this.page);
    if (!traffic) this.traffic.set(this.page, (traffic = watchTraffic(this.page)));
    const calm = await settle(this.page, traffic, this.restless >= walkLimits.restless ? restlessCapMs : undefined);
    this.restless = calm ? 0 : this.restless + 1;
  }

  /** Goes on in a window that the platform opened; windows of others are closed. */
  private async followWindows(): Promise<void> {
    const open = this.job.context.pages().filter((page) => !page.isClosed());
    for (const page of open) {
      if (page === this.page || ownDomain(this.job.platformUrl, page.url())) continue;
      await page.close().catch(() => undefined);
    }
    const newest = open.filter((page) => !page.isClosed()).at(-1);
    if (!newest) throw new ProductError('BROWSER_LOST');
    if (newest === this.page) return;
    this.page = newest;
    await this.rest();
  }
}
