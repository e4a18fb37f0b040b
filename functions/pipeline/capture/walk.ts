import type { BrowserContext, Page } from 'playwright-core';
import { isSignInPath } from '#shared/browser/sign-in-signs.ts';
import { ProductError } from '#shared/contract/errors.ts';
import { walkEndings } from '#shared/contract/pipeline.ts';
import type { Plan } from '#shared/contract/plan.ts';
import type { StepAction } from '#shared/db/schema.ts';
import { log } from '#shared/log/log.ts';
import { askModel, type ModelDeps } from '#shared/model/ask-model.ts';
import { navigateParts, navigateTask, type NavigateAnswer } from '#shared/model/prompts/navigate.ts';
import { personalParts, personalTask } from '#shared/model/prompts/personal.ts';
import { joinText, say, storedText } from '#shared/model/say.ts';
import type { RedactedText } from '#shared/redaction/frames.ts';
import { act } from './act.ts';
import { changeBetween } from './changes.ts';
import { fills, keepOnPlatform, mayChange, nothingRefused, refusedSince, type Refused } from './guards.ts';
import type { Eyes } from './eyes.ts';
import { maskNamed, type Observation } from './look.ts';
import { outlineText, type Outline, type OutlineItem } from './outline.ts';
import { PageAtHand } from './page-at-hand.ts';
import { pathOf } from './path.ts';
import { planText } from './plan-text.ts';
import { LoopGuard, refusalOf } from './refusals.ts';
import { Replay } from './replay.ts';
import { endStep, historyLine, makeStep, resultStep, type WalkStep } from './steps.ts';
import { GoalVerifier } from './verify-goal.ts';

export interface WalkDeps {
  model: ModelDeps;
  eyes: Eyes;
  now: () => Date;
  /** Asked right before every action whether it may still be done; refuses by throwing. */
  beforeAction?: () => Promise<void>;
  /** Told before the first action that may change something on the platform; it may refuse by throwing. */
  beforeChange: () => Promise<void>;
  /** Told after every action: how many were done of how many at most. */
  progress: (done: number, most: number) => Promise<void>;
  /** Told which action of the script, from 1, could neither be done again nor be mended, before that is thrown. */
  stopped?: (position: number) => Promise<void>;
  /** Given what was done so far, when the walk ends before its goal and the browser is still there; then that is thrown. */
  unfinished?: (steps: WalkStep[]) => Promise<void>;
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
  /** The script's last step is wanted alone: what comes before it is done, and its own element is shown and let be. */
  retake?: boolean;
  /** Nothing may be changed on the way: nobody was asked. */
  changeless?: boolean;
}

export interface Walked {
  /** Everything that was done, in order; the last one shows the result. */
  steps: WalkStep[];
  costMicros: number;
}

const walkLimits = { actions: 25, minutes: 10 } as const;

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
    if (error instanceof ProductError && walkEndings.some((code) => code === error.code)) {
      const steps = await walking.unfinished(error);
      if (steps.length > 0) await deps.unfinished?.(steps);
    }
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
  private readonly loops = new LoopGuard();
  private readonly at: PageAtHand;
  private readonly verifier: GoalVerifier;
  private refused: Refused = nothingRefused;
  readonly replay: Replay | undefined;
  /** The step to be taken anew; that of the result is what a whole walk ends with. */
  private readonly retaken: StepAction | undefined;
  /** The script led elsewhere on its way. */
  private strayed = false;
  /** What the verifier named as proof. */
  private evidence = say``;
  /** Why the model gave up, in its words. */
  private why = say``;
  /** The newest look. */
  private here: Observation | undefined;
  private filledIn = false;
  private changing = false;
  private cost = 0;

  constructor(deps: WalkDeps, job: WalkCase) {
    this.deps = deps;
    this.job = job;
    const { goal, plan, planApproved } = job;
    this.at = new PageAtHand(deps.eyes, job);
    this.verifier = new GoalVerifier(deps.model, { goal, proof: plan.proof });
    this.replay = job.script ? new Replay(job.script, goal) : undefined;
    const last = job.retake ? job.script?.at(-1) : undefined;
    this.retaken = last?.kind === 'done' ? undefined : last;
    this.approved = [goal, ...(planApproved ? [...plan.steps.map(({ intent }) => intent), ...plan.changes] : [])].join(
      '\n',
    );
  }

  async run(): Promise<Walked> {
    const { context, platformUrl } = this.job;
    this.refused = await keepOnPlatform(context, platformUrl, this.approved);
    const end = this.deps.now().getTime() + walkLimits.minutes * 60_000;
    await this.at.rest();
    let seen = await this.at.look();
    for (let done = 0; done < walkLimits.actions; done++) {
      this.here = seen;
      if (this.deps.now().getTime() > end) throw new ProductError('GOAL_NOT_REACHED', 'time');
      if (sessionEnded(this.at.page.url(), seen.outline)) throw new ProductError('RECONNECT_REQUIRED', 'session');
      const scripted = this.replay?.next(seen.outline);
      const answer = scripted ?? (await this.nextAction(seen));
      seen = scripted ? await this.lookedOver(seen) : await maskNamed(seen, answer.personal);
      if (answer.action === 'give_up') {
        this.why = storedText(answer.value || answer.reason);
        throw new ProductError('GOAL_NOT_REACHED', 'gave up');
      }
      if (this.retaken && this.replay?.endsWith(answer, seen.outline, scripted !== undefined)) {
        const step = await this.showStep(answer, seen, this.retaken);
        if (step) return { steps: [step], costMicros: this.cost };
      }
      if (answer.action === 'done') {
        if (this.retaken) throw new ProductError('GOAL_NOT_REACHED', 'retake');
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

  /**
   * What was done so far as a path, and the page on which it ended, with why. Without that page when it can no longer be
   * asked whether its picture still shows somebody (stage 2).
   */
  async unfinished({ code, detail = '' }: ProductError): Promise<WalkStep[]> {
    const path = pathOf(this.steps);
    if (!this.here || (path.length === 0 && code !== 'GOAL_NOT_REACHED')) return path;
    const end = await this.lookedOver(this.here).catch(() => undefined);
    const why = detail === 'not verified' ? this.verifier.missing : this.why;
    return end ? [...path, endStep(end, { detail, why })] : path;
  }

  /** Marks what came of the script's action otherwise than in the earlier walk, and what the model did in its place. */
  private compare(
    replay: Replay,
    answer: NavigateAnswer,
    { scripted, from, seen }: { scripted: boolean; from: number; seen: Observation },
  ): void {
    for (const { action } of this.steps.slice(from)) {
      if (scripted) {
        if (!replay.heldAfter(seen.outline)) action.unconfirmed = this.strayed = true;
      } else if (!replay.wanted(answer, action.name, seen.outline)) action.mended = true;
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
    this.loops.admit(answer, item, seen.outline);
    // A key goes to its element or to what has the focus: one thing in each document.
    const focused = item ? [item] : seen.outline.items.filter(({ state }) => state.includes('focused'));
    const refused = refusalOf(answer, { item, to, focused }, this.approved);
    if (refused) {
      this.note(answer, item, refused, to);
      return seen;
    }
    if (this.job.changeless && mayChange(answer, item, this.filledIn, focused)) {
      this.note(answer, item, say`refused: nothing may be changed on the way to this step`, to);
      return seen;
    }
    const { step, element } = await this.stepAt(answer, seen, { item, to });
    if (answer.action === 'type') this.deps.eyes.typed(answer.value);
    await this.announceChange(answer, item, focused);
    const target = to ? await seen.outline.element(to.ref) : null;
    await this.deps.beforeAction?.();
    const before = { ...this.refused };
    const stuck = await act(this.at.page, this.job.platformUrl, answer, { element, to: target });
    await this.at.rest();
    await this.at.followWindows();
    const failed = stuck ?? refusedSince(before, this.refused);
    const after = await this.at.look();
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

  /** The step with the picture of its element. */
  private async stepAt(
    answer: NavigateAnswer,
    seen: Observation,
    { item, to }: { item: OutlineItem | undefined; to: OutlineItem | undefined },
  ) {
    const element = item ? await seen.outline.element(item.ref) : null;
    const ready =
      element && item
        ? await this.at.bringIntoFrame(element, item, seen, this.job.goal)
        : { at: seen, box: null, told: '' };
    const kept = ready.at === seen ? seen : await this.lookedOver(ready.at);
    const step = makeStep(answer, item, kept, ready.box, this.job.goal, to);
    step.action.name ||= ready.told;
    return { step, element };
  }

  /** The step as it looks now, not done: what it led to is known from the earlier walk. Nothing where it has no element. */
  private async showStep(answer: NavigateAnswer, seen: Observation, before: StepAction): Promise<WalkStep | undefined> {
    const item = seen.outline.items.find(({ ref }) => ref === answer.ref);
    const to = seen.outline.items.find(({ ref }) => ref === answer.to);
    if (before.role && item?.kind !== 'control') return undefined;
    const { step } = await this.stepAt(answer, seen, { item, to });
    const { change = '', holds } = before;
    Object.assign(step.action, { change, ...(holds && { holds }) });
    if (step.action.name !== before.name) step.action.mended = true;
    else if (this.strayed) step.action.unconfirmed = true;
    return step;
  }

  /** A separate question that doubts; a first "no" goes back into the walk. */
  private async verified(seen: Observation): Promise<boolean> {
    const { reached, evidence, missing, costMicros } = await this.verifier.judge(seen, this.history);
    this.cost += costMicros;
    this.evidence = evidence;
    if (!reached) this.history.push(say`${this.history.length + 1}. done -> not accepted: ${missing}`);
    return reached;
  }

  /** Brings what the goal asked for into view: the last frame shows the result. */
  private async showResult(seen: Observation): Promise<Observation> {
    const values = this.job.plan.values.map(({ value }) => value);
    const shown = await this.at.bringIntoView(values, seen);
    return shown === seen ? seen : this.lookedOver(shown);
  }

  /** Stage 2 for a look that no action was asked about, before its frame is kept. */
  private async lookedOver(seen: Observation): Promise<Observation> {
    const { answer, costMicros } = await askModel(this.deps.model, personalTask, personalParts(await seen.forModel()));
    this.cost += costMicros;
    return maskNamed(seen, answer.personal);
  }

  private async announceChange(
    answer: NavigateAnswer,
    item: OutlineItem | undefined,
    focused: readonly OutlineItem[],
  ): Promise<void> {
    if (!this.changing && mayChange(answer, item, this.filledIn, focused)) {
      await this.deps.beforeChange();
      this.changing = true;
    }
    this.filledIn ||= fills(answer.action);
  }

  private note(answer: NavigateAnswer, item: OutlineItem | undefined, outcome: RedactedText, to?: OutlineItem): void {
    this.history.push(historyLine(this.history.length + 1, answer, item, outcome, to));
  }
}
